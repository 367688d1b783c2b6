"""Deciding which label stands, and reading what was decided."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Claim, Decision, Project, Slot, User
from tests.api.bodies import make_body, make_checked
from tests.api.conftest import Work
from tests.factories import AnnotationFactory, DecisionFactory, SkipFactory, SlotFactory

pytestmark = pytest.mark.django_db

LABEL_ONLY = {"client_uuid", "revises", "seconds", "confidence", "comment"}


@pytest.fixture
def curator_api(curator_api: APIClient, curator: User, work: Work) -> APIClient:
    """Of a curator who labels that claim no more."""
    SkipFactory(claim=work.labelled, annotator=curator, is_final=True)
    return curator_api


def address(claim: Claim) -> str:
    return f"/api/v1/claims/{claim.uuid}/decisions/"


def make_decision(claim: Claim, **changes: Any) -> dict[str, Any]:
    body = make_checked(claim, **changes)
    return {name: value for name, value in body.items() if name not in LABEL_ONLY}


def test_decision_says_what_stands_and_on_what(
    work: Work, curator_api: APIClient, curator: User
) -> None:
    body = make_decision(work.labelled, replaces=str(work.decision.uuid), reason="The register.")

    answer = curator_api.post(address(work.labelled), body)

    assert answer.status_code == 201
    said = answer.json()
    assert said["speaker"]["uuid"] == body.pop("speaker")
    assert said["evidence"][0]["url"] == body.pop("evidence")[0]["url"]
    assert body.pop("replaces") == said["previous"]
    assert {name: said[name] for name in body} == body
    assert {name: said[name] for name in ("rule", "is_standing", "is_stale", "basis", "stage")} == {
        "rule": "hand",
        "is_standing": True,
        "is_stale": False,
        "basis": [str(work.annotation.uuid)],
        "stage": "label",
    }
    assert said["decided_by"] == make_pseudonym(work.project.pseudonym_key, curator.uuid)
    assert (said["article"], said["claim"]) == (str(work.article.uuid), str(work.labelled.uuid))


def test_decisions_are_read_as_they_were_made(
    work: Work, curator_api: APIClient, api: APIClient
) -> None:
    body = make_decision(work.labelled, replaces=str(work.decision.uuid), reason="The register.")
    made = curator_api.post(address(work.labelled), body).json()

    shown = api.get(f"/api/v1/decisions/{made['uuid']}/").json()
    replaced, standing = api.get("/api/v1/decisions/").json()["results"]
    only = api.get("/api/v1/decisions/", {"standing": "true"}).json()["results"]

    assert shown == made == standing
    assert only == [standing]
    assert (replaced["uuid"], replaced["is_standing"]) == (str(work.decision.uuid), False)


def test_a_rule_decides_under_nobodys_name(work: Work, api: APIClient) -> None:
    Project.objects.update(decision_rule="unanimous", overlap=1)
    work.free.slots.all().delete()
    SlotFactory(claim=work.free, annotator=work.annotator, lease=work.lease)
    api.post(f"/api/v1/claims/{work.free.uuid}/annotations/", make_body(work.free))

    (row,) = api.get("/api/v1/decisions/", {"claim": str(work.free.uuid)}).json()["results"]

    assert (row["rule"], row["decided_by"], row["reason"]) == ("unanimous", None, None)


def test_a_decision_on_other_labels_than_count_is_stale(work: Work, api: APIClient) -> None:
    assert api.get(f"/api/v1/decisions/{work.decision.uuid}/").json()["is_stale"] is True
    work.decision.basis.add(work.annotation)

    assert api.get(f"/api/v1/decisions/{work.decision.uuid}/").json()["is_stale"] is False


@pytest.mark.parametrize("replaces", (None, "00000000-0000-4000-8000-000000000000"))
def test_deciding_over_a_decision_one_has_not_seen(
    replaces: str | None, work: Work, curator_api: APIClient
) -> None:
    answer = curator_api.post(
        address(work.labelled), make_decision(work.labelled, replaces=replaces)
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "decided_meanwhile")
    assert Decision.objects.count() == 1


def test_who_could_still_label_a_claim_decides_it_once_they_have_stepped_aside(
    work: Work, curator_api: APIClient
) -> None:
    refused = curator_api.post(address(work.free), make_decision(work.free))
    curator_api.post(f"/api/v1/claims/{work.free.uuid}/step-aside/")
    answer = curator_api.post(address(work.free), make_decision(work.free))

    assert (refused.status_code, refused.json()["code"]) == (409, "label_first")
    assert answer.status_code == 201


def test_nobody_decides_what_they_labelled_or_hold(
    work: Work, curator_api: APIClient, curator: User
) -> None:
    AnnotationFactory(slot=SlotFactory(claim=work.free, annotator=curator))
    Slot.objects.filter(claim=work.open, annotator=None).update(annotator=curator)

    own = curator_api.post(address(work.free), make_decision(work.free))
    held = curator_api.post(address(work.open), make_decision(work.open))

    assert (own.status_code, own.json()["code"]) == (403, "own_claim")
    assert (held.status_code, held.json()["code"]) == (409, "label_first")


def test_annotators_do_not_decide(work: Work, api: APIClient) -> None:
    answer = api.post(address(work.labelled), make_decision(work.labelled))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("name", sorted(LABEL_ONLY | {"rule", "decided_by", "basis", "claim"}))
def test_nothing_else_can_be_assigned(name: str, work: Work, curator_api: APIClient) -> None:
    answer = curator_api.post(address(work.free), make_decision(work.free) | {name: "1"})

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_field"


def test_a_decision_keeps_the_rules_of_a_label(work: Work, curator_api: APIClient) -> None:
    replaces = str(work.decision.uuid)
    body = make_decision(work.labelled, justification=" ", evidence=[], replaces=replaces)

    answer = curator_api.post(address(work.labelled), body)

    assert answer.status_code == 400
    assert [problem["code"] for problem in answer.json()["problems"]] == [
        "justification_missing",
        "evidence_missing",
    ]


def test_annotators_see_decisions_on_what_they_labelled_only(
    work: Work, api: APIClient, other_api: APIClient
) -> None:
    DecisionFactory(claim=work.free)

    def find(client: APIClient) -> list[str]:
        return [row["uuid"] for row in client.get("/api/v1/decisions/").json()["results"]]

    assert find(api) == [str(work.decision.uuid)]
    assert find(other_api) == []


def test_filters(work: Work, api: APIClient) -> None:
    def count(**parameters: Any) -> int:
        return len(api.get("/api/v1/decisions/", parameters).json()["results"])

    assert count(project=work.project.slug) == count(article=work.article.uuid) == 1
    assert (count(claim=work.labelled.uuid), count(claim=work.open.uuid)) == (1, 0)
    assert (count(stage="label"), count(stage="check")) == (1, 0)
