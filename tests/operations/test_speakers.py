"""Adding speakers by hand."""

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from claims.errors import DomainError
from claims.models import (
    Article,
    ArticleSpeaker,
    Project,
    Speaker,
    User,
    make_name_key,
)
from claims.operations import speakers
from claims.text.attribution import CastMember
from tests.factories import (
    NOW,
    ArticleFactory,
    ProjectFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def add(actor: User, project: Project, name: str, **options: object) -> Speaker:
    return speakers.add_speaker(actor=actor, project=project, name=name, now=NOW, **options)  # type: ignore[arg-type]


def test_a_speaker_is_found_by_name_whatever_case_and_spaces(
    project: Project, annotator: User
) -> None:
    ada = SpeakerFactory(project=project, name="Ada Holm", name_key="ada holm")

    assert add(annotator, project, "  ADA   holm ") == ada
    assert Speaker.objects.filter(project=project).exclude(name="").count() == 1


@pytest.mark.parametrize(
    ("name", "last"), [("Ada von  HOLM", "holm"), ("Holm", "holm"), ("ＡＤＡ Weiß", "weiss")]
)
def test_the_last_word_of_a_name_is_kept_whoever_writes_it(
    name: str, last: str, project: Project, annotator: User
) -> None:
    by_hand = add(annotator, project, name)
    elsewhere = ProjectFactory()
    member = CastMember(name, "person", "", "", (), 0)
    (found,) = speakers.add_cast(project=elsewhere, cast=[member]).values()

    assert (by_hand.last_word, found.last_word) == (last, last)


@pytest.mark.parametrize("name", ["a" * 199 + " Holm", "ﷺ" * 100, "Ada  " * 60, "?!"])
def test_names_too_long_for_the_table_are_cut_and_found_by_what_is_left(
    name: str, project: Project
) -> None:
    cast = [CastMember(name, "person", "", "", (f"{name} ",), 0)]

    ((key, speaker),) = speakers.add_cast(project=project, cast=cast).items()

    assert speaker.name
    assert name.startswith(speaker.name.split()[0])
    assert (make_name_key(speaker.name), speaker.last_word) == (key, key.split()[-1])
    assert len(key) <= 200
    assert speakers.add_cast(project=project, cast=cast) == {key: speaker}


def test_the_cast_of_many_articles_at_once_is_that_of_one_after_the_other() -> None:
    """An import goes on singly where it was overtaken; it must come to the same."""
    cast = [
        CastMember("ADA HOLM", "person", "mayor", "Ely", ("Holm",), 0),
        CastMember("Ada Holm", "person", "", "Hull", ("HOLM", "Ada"), 0),
    ]
    found = []
    for parts in ([cast], [[member] for member in cast]):
        project = ProjectFactory()
        for part in parts:
            speakers.add_cast(project=project, cast=part)
        named = Speaker.objects.filter(project=project).exclude(name="")
        found.append(
            (
                list(named.values_list("name", "role", "affiliation")),
                sorted(named.values_list("aliases__name", flat=True)),
            )
        )

    assert found == [([("ADA HOLM", "mayor", "Ely")], ["Ada", "Holm"])] * 2


def test_who_is_known_is_not_inserted_to_find_that_out(
    project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast = [CastMember("Ada Holm", "person", "", "", (), 0)]
    known = speakers.add_cast(project=project, cast=cast)

    with django_assert_num_queries(1):
        found = speakers.add_cast(project=project, cast=cast)

    assert found == known


def test_whom_another_import_adds_meanwhile_is_found_all_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = SpeakerFactory(project=project, name="Ada Holm")
    find, looks = speakers._find_speakers, iter([False, True])
    monkeypatch.setattr(
        speakers, "_find_speakers", lambda *found: find(*found) if next(looks) else {}
    )

    found = speakers.add_cast(
        project=project, cast=[CastMember("Ada Holm", "person", "", "", (), 0)]
    )

    assert found == {ada.name_key: ada}
    assert list(looks) == []


def test_no_name_is_written_without_its_last_word(project: Project) -> None:
    with pytest.raises(IntegrityError, match="speaker_has_last_word"):
        SpeakerFactory(project=project, last_word="")


def test_a_speaker_is_found_by_another_name_if_it_is_theirs_alone(
    project: Project, annotator: User
) -> None:
    ada, bo = (SpeakerFactory(project=project) for _ in range(2))
    SpeakerAliasFactory(speaker=ada, name="The mayor", name_key="the mayor")
    SpeakerAliasFactory(speaker=ada, name="Holm", name_key="holm")
    SpeakerAliasFactory(speaker=bo, name="Holm", name_key="holm")

    assert add(annotator, project, "the mayor") == ada
    assert add(annotator, project, "Holm") not in {ada, bo}


def test_whom_one_adds_to_an_article_only_oneself_sees_there(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article: Article = ArticleFactory(project=project)

    add(annotator, project, "Ada Holm", article=article)
    add(annotator, project, "Ada Holm", article=article)

    assert ArticleSpeaker.objects.visible_to(annotator).count() == 1
    assert ArticleSpeaker.objects.visible_to(other_annotator).count() == 0


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ada", "kind": "article"}, "kind"),
        ({"name": "Ada", "same_as": "javascript:alert(1)"}, "same_as"),
        ({"name": "Ada\0"}, "name"),
    ],
)
def test_a_speaker_that_cannot_be_names_the_field(
    options: dict[str, str], field: str, project: Project, annotator: User
) -> None:
    with pytest.raises(DomainError) as refusal:
        add(annotator, project, **options)

    assert refusal.value.field == field
