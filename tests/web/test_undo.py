"""Taking back from the pages: by forms, and by their scripts."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.models import Annotation, Claim, Flag, Project, Skip, User
from claims.operations import marks
from tests.factories import NOW, ProjectFactory
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import list_claims, list_held, queue_article, take

pytestmark = pytest.mark.django_db
DATA: dict[str, Any] = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1)


@pytest.fixture
def claims(project: Project, annotator: User) -> list[Claim]:
    """Three claims before the annotator."""
    claims = list(list_claims(queue_article(project, claims=3)))
    take(project, annotator)
    return claims


@pytest.fixture
def desk(client: Client, annotator: User) -> Client:
    client.force_login(annotator)
    return client


def locate(project: Project, route: str = "label-undo") -> str:
    return reverse(route, args=[project.slug])


def locate_claim(claim: Claim) -> str:
    return reverse("desk-claim", args=[claim.project.slug, claim.uuid])


def name(given: Annotation) -> dict[str, Any]:
    return {"action": "label", "claim": given.claim.uuid, "annotation": given.uuid}


def test_a_label_is_taken_back_and_opened_again(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    given = submit(annotator, claims[0])

    answer = desk.post(locate(project), name(given))

    assert answer["Location"] == f"{locate_claim(claims[0])}#current"
    page = desk.get(locate_claim(claims[0])).content.decode()
    assert "Your label is taken back: the claim is open again." in page
    assert claims[0] in list_held(annotator)


def test_who_works_in_my_labels_stays_there(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    given = submit(annotator, claims[0])

    answer = desk.post(locate(project), {**name(given), "stay": 1, "query": "q=a b&state=revised"})

    assert answer["Location"] == f"{locate(project, 'label-list')}?q=a+b&state=revised"


def test_a_script_is_told_how_the_claim_stands(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    marks.flag_claim(actor=annotator, claim=claims[0], reason="Odd", now=NOW)
    given = submit(annotator, claims[0])

    answer = desk.post(locate(project), name(given), **DATA)

    assert answer.json() == {
        "action": "label",
        "claim": str(claims[0].uuid),
        "stage": "label",
        "annotation": str(given.uuid),
        "state": "open",
        "flagged": True,
        "message": "Your label is taken back: the claim is open again.",
        "url": locate_claim(claims[0]),
    }


def test_a_revision_taken_back_says_that_the_one_before_counts(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    first = submit(annotator, claims[0])
    second = submit(
        annotator,
        claims[0],
        make_labelling(claims[0], verifiability="prediction"),
        revises=first.uuid,
    )

    told = desk.post(locate(project), name(second), **DATA).json()

    assert (told["state"], told["message"]) == (
        "done",
        "Your label is taken back: what you said before counts again.",
    )


def test_skips_and_flags_are_taken_back(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    marks.skip_claim(actor=annotator, claim=claims[0], now=NOW)
    marks.flag_claim(actor=annotator, claim=claims[1], reason="Odd", now=NOW)

    skip, flag = (
        desk.post(locate(project), {"action": action, "claim": claim.uuid}, **DATA).json()
        for action, claim in (("skip", claims[0]), ("flag", claims[1]))
    )

    assert (skip["state"], skip["message"], skip["url"]) == (
        "open",
        "Your skip is taken back: the claim is yours again.",
        locate_claim(claims[0]),
    )
    assert (flag["flagged"], flag["message"]) == (False, "Your flag is taken back.")
    assert not Skip.objects.standing().exists()
    assert not Flag.objects.standing().exists()


def test_a_skipped_claim_that_others_have_is_not_opened(
    desk: Client,
    annotator: User,
    other_annotator: User,
    project: Project,
    claims: list[Claim],
) -> None:
    marks.skip_claim(actor=annotator, claim=claims[0], now=NOW)
    take(project, other_annotator)

    told = desk.post(locate(project), {"action": "skip", "claim": claims[0].uuid}, **DATA).json()

    assert (told["state"], told["message"], told["url"]) == (
        "context",
        "Your skip is taken back; others have the claim by now.",
        "",
    )


def test_the_last_step_is_taken_back_then_the_one_before(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    for claim in claims:
        submit(annotator, claim)

    answers = [desk.post(locate(project, "undo-last"), **DATA) for _press in range(4)]

    told = [answer.json()["claim"] for answer in answers[:3]]
    assert told == [str(claim.uuid) for claim in reversed(claims)]
    assert answers[3].status_code == 409
    assert "There is nothing to take back." in answers[3].content.decode()


def test_a_repeated_request_that_names_its_step_takes_back_no_other(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    given = [submit(annotator, claim) for claim in claims[:2]]

    answers = [desk.post(locate(project, "undo-last"), name(given[1]), **DATA) for _try in range(2)]

    assert [answer.json()["claim"] for answer in answers] == [str(claims[1].uuid)] * 2
    assert list(Annotation.objects.current()) == [given[0]]


def test_a_step_that_is_not_the_last_is_not_taken_back_as_the_last(
    desk: Client, annotator: User, project: Project, claims: list[Claim]
) -> None:
    given = [submit(annotator, claim) for claim in claims[:2]]

    answer = desk.post(locate(project, "undo-last"), name(given[0]), **DATA)

    assert answer.status_code == 409
    assert "That is not what you did last" in answer.content.decode()
    assert Annotation.objects.current().count() == 2


def test_a_browser_is_told_in_my_labels_that_there_is_nothing(
    desk: Client, project: Project, claims: list[Claim]
) -> None:
    answer = desk.post(locate(project, "undo-last"), follow=True)

    assert answer.redirect_chain == [(locate(project, "label-list"), 302)]
    assert "There is nothing to take back." in answer.content.decode()


@pytest.mark.parametrize(
    "posted",
    ({}, {"action": "label"}, {"action": "dance", "claim": uuid.uuid4()}, {"claim": "\0"}),
)
def test_what_names_nothing_is_refused(
    posted: dict[str, Any], desk: Client, project: Project, claims: list[Claim]
) -> None:
    answer = desk.post(locate(project), posted)

    assert answer.status_code == 400
    assert "Say what to take back." in answer.content.decode()


def test_nobody_takes_back_what_another_did(
    desk: Client, other_annotator: User, project: Project, claims: list[Claim]
) -> None:
    given = submit(other_annotator, queue_article(project).claims.get())

    answer = desk.post(locate(project), name(given), **DATA)
    elsewhere = desk.post(locate(project), {"action": "skip", "claim": uuid.uuid4()}, **DATA)

    assert (answer.status_code, elsewhere.status_code) == (400, 404)
    assert list(Annotation.objects.current()) == [given]
