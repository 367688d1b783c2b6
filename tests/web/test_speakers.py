"""A project's speakers: the search at the desk, and the curators' pages."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse

from claims.models import Project, Speaker, User
from claims.operations import merging
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    SlotFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def make_address(project: Project, page: str = "list", *uuids: object) -> str:
    return reverse(f"speaker-{page}", args=[project.slug, *uuids])


@pytest.fixture
def pair(project: Project) -> Sequence[Speaker]:
    """Two who may be one: the second with a label."""
    ada = SpeakerFactory(project=project, name="Ada Holm", role="mayor", affiliation="City")
    short = SpeakerFactory(project=project, name="A. Holm")
    SpeakerAliasFactory(speaker=ada, name="Dr Holm")
    AnnotationFactory(slot=SlotFactory(claim__article__project=project, held=True), speaker=short)
    return ada, short


def merge(curator: User, speaker: Speaker, into: Speaker) -> None:
    merging.merge_speakers(actor=curator, speaker=speaker, into=into, now=NOW)


def test_search_answers_with_what_tells_speakers_apart(
    project: Project, annotator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    answer = sign_in(annotator).get(make_address(project, "search"), {"q": "DR"})

    assert answer.json() == {
        "speakers": [
            {
                "uuid": str(pair[0].uuid),
                "name": "Ada Holm",
                "kind": "person",
                "kind_name": "Person",
                "role": "mayor",
                "affiliation": "City",
                "other_names": ["Dr Holm"],
            }
        ]
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_however_many_it_finds(
    count: int,
    project: Project,
    annotator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        SpeakerAliasFactory(speaker=SpeakerFactory(project=project), name="Ada")
    client = sign_in(annotator)

    with django_assert_num_queries(7):
        answer = client.get(make_address(project, "search"), {"q": "ada"})

    assert len(answer.json()["speakers"]) == count


def test_hostile_words_find_nobody(project: Project, annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)

    for words in ("a" * 100_000, "\0", "%", "'; DROP TABLE claims_speaker; --"):
        answer = client.get(make_address(project, "search"), {"q": words})
        assert (answer.status_code, answer.json()) == (200, {"speakers": []})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    count: int, project: Project, curator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        ada = SpeakerFactory(project=project, name=f"Ada Holm {number}")
        merge(curator, SpeakerAliasFactory(speaker__project=project).speaker, ada)
        SpeakerFactory(project=project, name=f"A. {number}")
    client = sign_in(curator)

    with django_assert_num_queries(17):
        page = client.get(make_address(project))

    assert len(page.context["rows"]) == 2 * count


def test_rows_tell_names_labels_and_who_is_likely_the_same(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    page = sign_in(curator).get(make_address(project))

    first, second = page.context["rows"]
    assert (first.speaker, first.labels, first.alike) == (pair[1], 1, [pair[0]])
    assert (second.other_names, second.labels, second.alike) == (["Dr Holm"], 0, [pair[1]])
    assert make_address(project, "merge", pair[0].uuid, pair[1].uuid) in page.text


def test_the_list_is_narrowed_by_any_name_and_to_likely_duplicates(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    SpeakerFactory(project=project, name="Bo Lund")
    client, address = sign_in(curator), make_address(project)

    def list_names(**parameters: str) -> list[str]:
        return [row.speaker.name for row in client.get(address, parameters).context["rows"]]

    assert list_names() == ["A. Holm", "Ada Holm", "Bo Lund"]
    assert list_names(q="dr h") == ["Ada Holm"]
    assert list_names(show="alike") == ["A. Holm", "Ada Holm"]
    assert list_names(show="alike", q="ada") == ["Ada Holm"]
    assert list_names(show="odd", q="x" * 101) == ["A. Holm", "Ada Holm", "Bo Lund"]


def test_two_are_chosen_one_after_the_other(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    client, address = sign_in(curator), make_address(project)

    page = client.get(address, {"with": str(pair[0].uuid), "q": "holm"})
    odd = client.get(address, {"with": "nobody"})

    assert page.context["chosen"] == pair[0]
    assert make_address(project, "merge", pair[0].uuid, pair[1].uuid) in page.text
    assert f'name="with" value="{pair[0].uuid}"' in page.text
    assert (odd.status_code, odd.context["chosen"]) == (200, None)


def test_before_merging_both_are_shown_and_the_one_with_more_labels_proposed(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    uuids = [speaker.uuid for speaker in pair]

    page = sign_in(curator).get(make_address(project, "merge", *uuids))

    assert [row.labels for row in page.context["rows"]] == [0, 1]
    assert page.context["form"]["into"].value() == str(pair[1].uuid)
    assert not Speaker.objects.exclude(merged_into=None).exists()


def test_merging_and_undoing_by_the_pages(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    ada, short = pair
    client = sign_in(curator)
    address = make_address(project, "merge", ada.uuid, short.uuid)

    merged = client.post(address, {"into": str(ada.uuid)}, follow=True)
    listed = client.get(make_address(project, "merged"))
    stands = Speaker.objects.get(pk=short.pk).survivor
    undone, again = (
        client.post(make_address(project, "unmerge", short.uuid), follow=True) for _ in range(2)
    )

    assert [row.speaker for row in merged.context["rows"]] == [ada]
    assert "“A. Holm” is “Ada Holm” from now on." in merged.text
    assert (list(listed.context["page"]), stands) == ([short], ada)
    assert "“A. Holm” is a speaker of their own again." in undone.text
    assert "is a speaker of their own again." not in again.text
    assert "“A. Holm” is merged with nobody." in again.text
    assert Speaker.objects.get(pk=short.pk).survivor == short


@pytest.mark.parametrize("into", ["", "nobody", "a2e401d9-3e94-44ad-8dcf-6b45a9659b3d"])
def test_one_of_the_two_has_to_be_chosen(
    into: str, project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    address = make_address(project, "merge", *(speaker.uuid for speaker in pair))

    page = sign_in(curator).post(address, {"into": into})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["into"])
    assert not Speaker.objects.exclude(merged_into=None).exists()


def test_who_was_merged_meanwhile_is_said(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    ada, short = pair
    other = SpeakerFactory(project=project)
    merge(curator, short, other)

    page = sign_in(curator).post(
        make_address(project, "merge", ada.uuid, short.uuid), {"into": str(ada.uuid)}
    )

    assert page.status_code == 302
    assert Speaker.objects.get(pk=other.pk).merged_into == ada


def test_only_named_speakers_of_the_project_are_found(
    project: Project, curator: User, pair: Sequence[Speaker], sign_in: SignIn
) -> None:
    client = sign_in(curator)
    strangers = (SpeakerFactory(), project.speakers.get(kind="article"))

    for stranger in strangers:
        address = make_address(project, "merge", pair[0].uuid, stranger.uuid)
        assert client.get(address).status_code == 404
        assert client.post(make_address(project, "unmerge", stranger.uuid)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_merges_costs_the_same_however_long(
    count: int, project: Project, curator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        merge(curator, *SpeakerFactory.create_batch(2, project=project))
    client = sign_in(curator)

    with django_assert_num_queries(10):
        page = client.get(make_address(project, "merged"))

    assert len(page.context["page"]) == count


def test_curators_find_the_page_in_the_navigation(
    project: Project, curator: User, annotator: User, sign_in: SignIn
) -> None:
    home = reverse("project", args=[project.slug])

    pages = [sign_in(person).get(home).text for person in (curator, annotator)]

    link = f'href="{make_address(project)}"'
    assert [link in page for page in pages] == [True, False]
