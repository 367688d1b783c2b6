"""Who somebody added while labelling would tell the others of whom they thought."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Project, Slot, Speaker, User
from claims.operations import cases, merging, speakers
from claims.queries.duplicates import describe_speakers, list_alike
from claims.queries.speakers import list_standing, search
from tests.api.conftest import make_client
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    DecisionFactory,
    SlotFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
)
from tests.operations.labellings import make_labelling, submit

pytestmark = pytest.mark.django_db

NAME = "Ada Holm"


@pytest.fixture
def claim(project: Project) -> Claim:
    """Two people are to label it."""
    claim = ClaimFactory(article__project=project)
    SlotFactory.create_batch(2, claim=claim)
    return claim


def add(actor: User, claim: Claim, name: str = NAME) -> Speaker:
    return speakers.add_speaker(
        actor=actor, project=claim.project, name=name, article=claim.article, now=NOW
    )


@pytest.fixture
def named(claim: Claim, annotator: User) -> Speaker:
    """Whom the annotator added and said the claim is of."""
    speaker = add(annotator, claim)
    submit(annotator, claim, make_labelling(claim, speaker=speaker.uuid))
    return speaker


def knows(user: User, speaker: Speaker) -> bool:
    return Speaker.objects.visible_to(user).filter(pk=speaker.pk).exists()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("annotator", True),
        ("other_annotator", False),
        ("curator", False),
        ("manager", False),
        ("reader", True),
        ("stranger", False),
        ("admin", True),
    ],
)
def test_who_still_has_to_judge_is_not_told_whom_others_thought_of(
    *, role: str, expected: bool, named: Speaker, request: pytest.FixtureRequest
) -> None:
    assert knows(request.getfixturevalue(role), named) is expected


def test_nothing_lists_or_finds_them(
    named: Speaker, project: Project, curator: User, sign_in: SignIn
) -> None:
    SpeakerFactory(project=project, name="Bo Holm")
    pages, api = sign_in(curator), make_client(curator)

    def ask(client: Any, address: str, **data: str) -> str:
        answer = client.get(address, data)
        assert answer.status_code == 200
        return answer.content.decode()

    lists, finds = (reverse(f"speaker-{one}", args=[project.slug]) for one in ("list", "search"))
    told = [
        ask(pages, lists),
        ask(pages, lists, q="holm"),
        ask(pages, lists, alike="on"),
        ask(pages, lists, **{"with": str(named.uuid)}),
        ask(pages, finds, q="holm"),
        ask(api, "/api/v1/speakers/"),
        ask(api, "/api/v1/speakers/", search="ada", merged="true"),
    ]

    assert [text for text in told if NAME in text or str(named.uuid) in text] == []
    assert "Bo Holm" in told[1]
    assert list(list_alike(curator, list_standing(curator, project), project)) == []
    (row,) = describe_speakers(curator, list(list_standing(curator, project)), project)
    assert row.alike == []
    assert pages.get(merge_page(project, named)).status_code == 404
    assert api.post(f"/api/v1/speakers/{named.uuid}/unmerge/").status_code == 404


def merge_page(project: Project, speaker: Speaker) -> str:
    other = SpeakerFactory(project=project)
    return reverse("speaker-merge", args=[project.slug, other.uuid, speaker.uuid])


def test_the_admin_lists_them_to_nobody_who_still_has_to_judge(
    named: Speaker, curator: User, annotator: User, client: Client
) -> None:
    seen = []
    for user in (curator, annotator):
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.refresh_from_db()
        client.force_login(user)
        listed = client.get(reverse("admin:claims_speaker_changelist"))
        opened = client.get(reverse("admin:claims_speaker_change", args=[named.pk]))
        seen.append((NAME in listed.content.decode(), opened.status_code))

    assert seen == [(False, 302), (True, 200)]


def test_they_are_known_once_the_own_label_is_given(
    named: Speaker, claim: Claim, other_annotator: User
) -> None:
    submit(other_annotator, claim)

    assert knows(other_annotator, named)
    assert [one for one, _names in search(other_annotator, claim.project, "ada")] == [named]


def test_one_claim_that_is_not_blind_any_more_makes_them_known(
    named: Speaker, claim: Claim, annotator: User, other_annotator: User
) -> None:
    """Not others that name them do."""
    other = ClaimFactory(article=claim.article)
    SlotFactory.create_batch(2, claim=other)
    submit(annotator, other, make_labelling(other, speaker=named.uuid))
    submit(other_annotator, other)

    assert knows(other_annotator, named)
    assert Slot.objects.unlabelled().filter(claim=claim).exists()


@pytest.mark.parametrize("part", ["original_speaker", "co_speakers"])
def test_it_does_not_matter_as_what_they_are_named(
    part: str, claim: Claim, annotator: User, other_annotator: User
) -> None:
    speaker = add(annotator, claim)
    named = (speaker.uuid,) if part == "co_speakers" else speaker.uuid
    submit(annotator, claim, make_labelling(claim, **{part: named}))

    before = knows(other_annotator, speaker)
    submit(other_annotator, claim)

    assert (before, knows(other_annotator, speaker)) == (False, True)


def test_a_curator_who_gives_the_claim_up_may_know(
    named: Speaker, claim: Claim, curator: User
) -> None:
    cases.step_aside(actor=curator, claim=claim, now=NOW)

    assert knows(curator, named)


def test_a_label_of_the_training_tells_nobody(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claim = ClaimFactory(article__project=project)
    speaker = add(annotator, claim)
    slot = SlotFactory(claim=claim, annotator=annotator, purpose=Slot.Purpose.TRAINING)
    AnnotationFactory(slot=slot, speaker=speaker)

    assert not knows(other_annotator, speaker)


def test_a_decision_that_one_may_see_makes_them_known(
    claim: Claim, annotator: User, other_annotator: User, curator: User
) -> None:
    speaker, joining = add(curator, claim), add(curator, claim, "Bo Lund")
    decision = DecisionFactory(claim=claim, speaker=speaker)
    decision.co_speakers.add(joining)
    before = [knows(annotator, one) for one in (speaker, joining)]

    submit(annotator, claim)

    assert before == [False, False]
    assert [knows(annotator, one) for one in (speaker, joining)] == [True, True]
    assert not knows(other_annotator, speaker)


def test_who_names_them_too_gets_the_same_speaker_and_knows_them(
    named: Speaker, claim: Claim, other_annotator: User, curator: User
) -> None:
    again = add(other_annotator, claim, "  ADA  holm")

    assert again == named
    assert Speaker.objects.filter(name_key="ada holm").count() == 1
    assert (knows(other_annotator, named), knows(curator, named)) == (True, False)


def test_naming_them_over_the_api_is_answered_as_ever(
    named: Speaker, project: Project, other_annotator: User
) -> None:
    address = f"/api/v1/projects/{project.slug}/speakers/"
    client = make_client(other_annotator)

    answers = [client.post(address, {"name": name}, format="json") for name in (NAME, "Bo Lund")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json().keys() == answers[1].json().keys()


def test_whom_a_curator_adds_again_by_hand_everybody_knows(
    curator: User, annotator: User, other_annotator: User, claim: Claim
) -> None:
    begun = add(annotator, claim)
    before = knows(other_annotator, begun)

    again = speakers.add_speaker(actor=curator, project=claim.project, name=NAME, now=NOW)

    assert again == begun
    assert (before, knows(other_annotator, begun), knows(curator, begun)) == (False, True, True)


def test_whom_a_curator_adds_by_hand_everybody_knows(
    project: Project, curator: User, annotator: User, other_annotator: User
) -> None:
    by_hand, by_annotator = (
        speakers.add_speaker(actor=actor, project=project, name=actor.username, now=NOW)
        for actor in (curator, annotator)
    )

    assert knows(other_annotator, by_hand)
    assert not knows(other_annotator, by_annotator)


def test_whom_the_text_engine_finds_later_everybody_knows(
    named: Speaker, project: Project, other_annotator: User
) -> None:
    ArticleSpeakerFactory(article__project=project, speaker=named)

    assert knows(other_annotator, named)


def test_whom_a_curator_merged_or_gave_another_name_everybody_knows(
    project: Project, annotator: User, other_annotator: User, curator: User, claim: Claim
) -> None:
    first, second, third = (add(annotator, claim, name) for name in ("Ada", "Bo", "Cy"))
    merging.merge_speakers(actor=curator, speaker=first, into=second, now=NOW)
    SpeakerAliasFactory(speaker=third)

    assert [knows(other_annotator, one) for one in (first, second, third)] == [True] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_whom_one_finds_costs_the_same_however_many_there_are(
    count: int,
    claim: Claim,
    annotator: User,
    other_annotator: User,
    django_assert_num_queries: Any,
) -> None:
    known = SpeakerFactory(project=claim.project, name="Ada Known")
    for number in range(count):
        add(annotator, claim, f"Ada {number}")

    with django_assert_num_queries(3):
        found = search(other_annotator, claim.project, "ada")

    assert [speaker for speaker, _names in found] == [known]
