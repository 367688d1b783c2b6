"""Cases over REST: taking the most disputed, stepping aside, approving, reopening."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims import clock
from claims.exchange.pseudonyms import make_pseudonym
from claims.models import AuditEvent, Case, Decision, Project, Skip, Slot, User
from claims.operations import disputes
from tests.api.conftest import Work
from tests.factories import (
    AnnotationFactory,
    ClaimFactory,
    DecisionFactory,
    FlagFactory,
    SlotFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(project: Project) -> Project:
    """One label is wanted of each claim."""
    Project.objects.filter(pk=project.pk).update(overlap=1)
    project.refresh_from_db()
    return project


def take_next(client: APIClient, project: Project, **body: Any) -> Any:
    answer = client.post(f"/api/v1/projects/{project.slug}/cases/next/", body)
    assert answer.status_code == 200, answer.json()
    return answer.json()["case"]


def dispute(project: Project) -> Case:
    """Of a claim on whose verifiability two people differ."""
    claim = ClaimFactory(article__project=project)
    for value in ("no_claim", "prediction"):
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True), value=value)
    disputes.refresh(project, [claim.pk])
    return Case.objects.get(claim=claim)


def test_the_most_disputed_claim_is_kept_for_who_asks(
    project: Project, curator_api: APIClient
) -> None:
    dispute(project)
    flagged = dispute(project)
    FlagFactory(claim=flagged.claim)
    disputes.refresh(project, [flagged.claim_id])

    case = take_next(curator_api, project)
    only = take_next(curator_api, project, reason="is_flagged")
    none = take_next(curator_api, project, reason="wants_approval")

    held_until = case.pop("held_until")
    assert case == {
        "claim": str(flagged.claim.uuid),
        "article": str(flagged.claim.article.uuid),
        "stage": "label",
        "reasons": ["verifiability_differs", "is_flagged"],
        "dispute": 2000,
        "reopened": None,
        "reopened_because": "",
        "mine": True,
    }
    assert held_until is not None
    assert (only["claim"], none) == (case["claim"], None)


def test_how_many_are_before_others_is_told_where_none_is_left(
    project: Project, curator_api: APIClient
) -> None:
    address = f"/api/v1/projects/{project.slug}/cases/next/"
    held, other = dispute(project), dispute(project)
    until = clock.now() + timedelta(minutes=5)
    Case.objects.filter(pk=held.pk).update(held_by=UserFactory(), held_until=until)

    given = curator_api.post(address).json()
    Case.objects.filter(pk=other.pk).update(
        held_by=UserFactory(), held_until=until + timedelta(minutes=1)
    )
    none = curator_api.post(address).json()
    Case.objects.all().delete()
    nothing = curator_api.post(address).json()

    assert given["case"]["claim"] == str(other.claim.uuid)
    assert (given["before_others"], given["free_at"]) == (0, None)
    assert (none["case"], none["before_others"]) == (None, 2)
    assert datetime.fromisoformat(none["free_at"]) == until
    assert nothing == {"case": None, "before_others": 0, "free_at": None}


def test_a_reason_that_there_is_not(project: Project, curator_api: APIClient) -> None:
    answer = curator_api.post(f"/api/v1/projects/{project.slug}/cases/next/", {"reason": "bored"})

    assert (answer.status_code, answer.json()["field"]) == (400, "reason")


def test_who_steps_aside_sees_the_labels(work: Work, curator_api: APIClient) -> None:
    address = f"/api/v1/annotations/{work.annotation.uuid}/"
    before = curator_api.get(address).status_code

    for _again in range(2):
        aside = curator_api.post(f"/api/v1/claims/{work.labelled.uuid}/step-aside/")
        assert aside.status_code == 204

    assert (before, curator_api.get(address).status_code) == (404, 200)
    assert Skip.objects.get().is_final


def test_a_decision_names_who_approved_it_by_pseudonym(
    project: Project, curator: User, curator_api: APIClient
) -> None:
    Project.objects.filter(pk=project.pk).update(approvals_wanted=1)
    decision = DecisionFactory(claim=dispute(project).claim)

    answers = [
        curator_api.post(f"/api/v1/decisions/{decision.uuid}/approve/", {"note": "Seen."})
        for _again in range(2)
    ]

    pseudonym = make_pseudonym(project.pseudonym_key, curator.uuid)
    assert [answer.json()["approved_by"] for answer in answers] == [[pseudonym], [pseudonym]]
    assert decision.approvals.get().note == "Seen."


def test_approving_too_much_is_refused(project: Project, curator_api: APIClient) -> None:
    decision = DecisionFactory(claim=dispute(project).claim)

    answer = curator_api.post(f"/api/v1/decisions/{decision.uuid}/approve/")

    assert (answer.status_code, answer.json()["code"]) == (409, "approved_already")


def test_a_reopened_decision_is_waited_for(project: Project, curator_api: APIClient) -> None:
    case = dispute(project)
    decision = DecisionFactory(claim=case.claim)
    decision.basis.set(case.claim.annotations.all())

    answer = curator_api.post(f"/api/v1/decisions/{decision.uuid}/reopen/", {"reason": "No."})

    assert answer.json()["is_standing"] is True
    reopened = take_next(curator_api, project, reason="is_reopened")
    assert (reopened["reopened"], reopened["reopened_because"]) == (str(decision.uuid), "No.")
    assert Decision.objects.count() == 1


def test_reopening_says_why(project: Project, curator_api: APIClient) -> None:
    decision = DecisionFactory(claim=dispute(project).claim)

    answer = curator_api.post(f"/api/v1/decisions/{decision.uuid}/reopen/", {"reason": " "})

    assert (answer.status_code, answer.json()["code"]) == (400, "reason_missing")


@pytest.mark.parametrize("noun", ["annotations", "decisions"])
@pytest.mark.parametrize("one", [False, True])
def test_who_reads_labels_or_decisions_labels_their_claims_no_more(
    noun: str,
    one: bool,  # noqa: FBT001
    work: Work,
    curator_api: APIClient,
    api: APIClient,
    curator: User,
) -> None:
    Slot.objects.filter(claim=work.labelled, annotator=None).update(wanted=False)
    row = work.annotation if noun == "annotations" else work.decision
    address = f"/api/v1/{noun}/{row.uuid}/" if one else f"/api/v1/{noun}/"

    answers = [client.get(address).status_code for client in (api, curator_api, curator_api)]
    Slot.objects.filter(claim=work.labelled, annotator=None).update(wanted=True)

    assert answers == [200, 200, 200]
    given_up = Skip.objects.filter(is_final=True)
    assert [(skip.claim, skip.annotator) for skip in given_up] == [(work.labelled, curator)]
    assert not Slot.objects.filter(claim=work.labelled).takeable_by(curator).exists()
    assert AuditEvent.objects.filter(action="claims.read").count() == 1
