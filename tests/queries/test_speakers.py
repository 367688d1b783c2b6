"""Whom a name may mean, and which speakers may be one."""

from typing import Any

import pytest

from claims.models import Project, Speaker, User
from claims.operations import merging
from claims.queries.duplicates import count_labels, describe_speakers, list_alike
from claims.queries.speakers import list_standing, search
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    MembershipFactory,
    SlotFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def add(project: Project, *names: str, **fields: Any) -> list[Speaker]:
    return [SpeakerFactory(project=project, name=name, **fields) for name in names]


def find(project: Project, words: str, user: User | None = None) -> list[str]:
    """Whom the user finds, or else somebody who may know everybody."""
    user = user or MembershipFactory(project=project, role="reader").user
    return [speaker.name for speaker, _names in search(user, project, words)]


def test_names_of_which_a_word_begins_so_come_before_those_that_hold_it(project: Project) -> None:
    add(project, "Bernhard Aholm", "Cy Lund-Holm", "Zoe Holm", "Holmes Ltd", "Nobody")

    assert find(project, "holm") == ["Cy Lund-Holm", "Holmes Ltd", "Zoe Holm", "Bernhard Aholm"]


@pytest.mark.parametrize("words", ["ADA ho", "  ada   HO ", "ＡＤＡ ho", "da Ho"])
def test_neither_case_nor_width_nor_spaces_matter(words: str, project: Project) -> None:
    add(project, "Ada Holm")

    assert find(project, words) == ["Ada Holm"]


def test_other_names_find_too_and_those_that_fit_are_told(project: Project, curator: User) -> None:
    ada, short = add(project, "Ada Holm", "A. Mayhew")
    for name in ("The mayor", "Dr Holm"):
        SpeakerAliasFactory(speaker=ada, name=name)
    SpeakerAliasFactory(speaker=short, name="May Day")
    merging.merge_speakers(actor=curator, speaker=short, into=ada, now=NOW)

    assert search(curator, project, "may") == [(ada, ["A. Mayhew", "May Day", "The mayor"])]
    assert search(curator, project, "holm") == [(ada, ["Dr Holm"])]


def test_neither_the_nameless_nor_speakers_elsewhere_are_found(project: Project) -> None:
    SpeakerFactory(name="Ada Elsewhere")

    assert find(project, "a") == []
    assert find(project, "unnamed") == []


@pytest.mark.parametrize(
    "words", ["", "  ", "a" * 201, "a" * 100_000, "%", "_", "a.*", "'", "\0", "\ud800", "ﷺ" * 200]
)
def test_odd_input_finds_nobody(words: str, project: Project) -> None:
    add(project, "Ada Holm")

    assert find(project, words) == []


def test_twenty_at_most_are_found_and_each_once(project: Project) -> None:
    for speaker in add(project, *(f"Ada {number:02}" for number in range(30))):
        SpeakerAliasFactory(speaker=speaker, name=f"Adaline {speaker.name}")

    assert find(project, "ada") == [f"Ada {number:02}" for number in range(20)]


def test_whom_others_chose_or_added_makes_no_difference(
    project: Project, other_annotator: User
) -> None:
    article = ArticleFactory(project=project)
    speakers = add(project, "Ada A", "Ada B", "Ada C")
    before = find(project, "ada")

    ArticleSpeakerFactory(article=article, speaker=speakers[2], added_by=other_annotator)
    slot = SlotFactory(claim=ClaimFactory(article=article), annotator=other_annotator)
    AnnotationFactory(slot=slot, speaker=speakers[2])

    assert find(project, "ada") == before == ["Ada A", "Ada B", "Ada C"]


def name_alike(project: Project, curator: User) -> dict[str, list[str]]:
    alike = list_alike(curator, list_standing(curator, project), project)
    rows = describe_speakers(curator, list(alike), project)
    return {row.speaker.name: [other.name for other in row.alike] for row in rows}


def test_persons_with_the_same_last_word_and_names_in_common_are_likely_one(
    project: Project, curator: User
) -> None:
    speakers = add(project, "Ada Holm", "A. Holm", "Bo Lund", "The Mayor", "Cy Rey")
    speakers += add(project, "Ministry of Health", "Health", kind="organisation")
    SpeakerAliasFactory(speaker=speakers[2], name="The Mayor")

    assert name_alike(project, curator) == {
        "Ada Holm": ["A. Holm"],
        "A. Holm": ["Ada Holm"],
        "Bo Lund": ["The Mayor"],
        "The Mayor": ["Bo Lund"],
    }


def test_names_in_common_count_whoever_was_merged_into_whom(
    project: Project, curator: User
) -> None:
    ada, short, bo, cy, dee = add(
        project, "Ada Holm", "The Mayor", "Bo Lund", "Cy Rey", "Dee Moss", kind="organisation"
    )
    merging.merge_speakers(actor=curator, speaker=short, into=ada, now=NOW)
    for speaker, name in ((ada, "Mayor"), (bo, "the  mayor"), (cy, "Chair"), (dee, "CHAIR")):
        SpeakerAliasFactory(speaker=speaker, name=name)
    elsewhere = SpeakerFactory(name="Cy Rey")
    SpeakerAliasFactory(speaker=elsewhere, name="Mayor")

    assert name_alike(project, curator) == {
        "Ada Holm": ["Bo Lund"],
        "Bo Lund": ["Ada Holm"],
        "Cy Rey": ["Dee Moss"],
        "Dee Moss": ["Cy Rey"],
    }


def test_of_a_common_surname_three_are_named_and_never_oneself(
    project: Project, curator: User
) -> None:
    add(project, *(f"{first} Holm" for first in ("Ada", "Bo", "Cy", "Dee", "Eli")))

    alike = name_alike(project, curator)

    assert alike["Ada Holm"] == ["Bo Holm", "Cy Holm", "Dee Holm"]
    assert alike["Eli Holm"] == ["Ada Holm", "Bo Holm", "Cy Holm"]


def test_who_is_merged_is_no_duplicate_any_more(project: Project, curator: User) -> None:
    speakers = add(project, "Ada Holm", "A. Holm")
    merging.merge_speakers(actor=curator, speaker=speakers[1], into=speakers[0], now=NOW)

    assert name_alike(project, curator) == {}


def test_labels_that_one_must_not_see_are_not_counted(project: Project, curator: User) -> None:
    Project.objects.update(overlap=1)
    ada, short = add(project, "Ada Holm", "A. Holm")
    claims = ClaimFactory.create_batch(2, article__project=project)
    for claim, speaker in zip(claims, (ada, short), strict=True):
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True), speaker=speaker)
    merging.merge_speakers(actor=curator, speaker=short, into=ada, now=NOW)
    open_to_all = count_labels(curator, [ada])

    SlotFactory(claim=claims[1], annotator=curator)

    assert open_to_all == {ada.pk: 2}
    assert count_labels(curator, [ada]) == {ada.pk: 1}
