"""Taking back labels, skips and flags."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Annotation, Claim, Slot, User
from tests.api.bodies import make_body
from tests.api.conftest import Work
from tests.factories import AnnotationFactory, ClaimFactory, FlagFactory, SlotFactory

pytestmark = pytest.mark.django_db


def address(claim: Claim, verb: str = "undo") -> str:
    return f"/api/v1/claims/{claim.uuid}/{verb}/"


def label(client: APIClient, claim: Claim, **changes: Any) -> str:
    answer = client.post(address(claim, "annotations"), make_body(claim, **changes))
    assert answer.status_code == 201, answer.json()
    return answer.json()["uuid"]


def list_actions(client: APIClient, work: Work) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/projects/{work.project.slug}/undo/").json()["actions"]


def test_what_one_did_newest_first(work: Work, api: APIClient) -> None:
    api.post(address(work.open, "flag"), {"reason": "Odd."})
    api.post(address(work.open, "skip"))

    skip, flag, first = list_actions(api, work)

    assert first == {
        "action": "label",
        "claim": str(work.labelled.uuid),
        "stage": "label",
        "annotation": str(work.annotation.uuid),
        "done_at": first["done_at"],
        "is_undone": False,
        "can_undo": True,
    }
    assert [(row["action"], row["claim"], row["annotation"]) for row in (skip, flag)] == [
        ("skip", str(work.open.uuid), None),
        ("flag", str(work.open.uuid), None),
    ]


def test_others_actions_are_not_listed(work: Work, other_api: APIClient) -> None:
    assert list_actions(other_api, work) == []


def test_taking_back_a_first_label_opens_the_claim_again(work: Work, api: APIClient) -> None:
    given = label(api, work.open)

    body = {"action": "label", "annotation": given}
    answers = [api.post(address(work.open), body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    said = answers[0].json()
    assert answers[1].json() == said
    assert Annotation.objects.filter(claim=work.open).count() == 2
    assert {name: said[name] for name in ("action", "claim", "stage", "state", "flagged")} == {
        "action": "label",
        "claim": str(work.open.uuid),
        "stage": "label",
        "state": "open",
        "flagged": False,
    }
    revision = said["annotation"]
    assert (revision["undoes"], revision["withdrawn"], revision["current"]) == (given, True, False)
    assert (revision["revision"], revision["verifiability"]) == (2, "no_claim")
    assert list_actions(api, work)[0] | {"done_at": None} == {
        "action": "label",
        "claim": str(work.open.uuid),
        "stage": "label",
        "annotation": given,
        "done_at": None,
        "is_undone": True,
        "can_undo": False,
    }
    assert label(api, work.open, verifiability="prediction")


def test_taking_back_a_revision_brings_back_what_counted_before(work: Work, api: APIClient) -> None:
    first = label(api, work.open, verifiability="prediction")
    second = label(api, work.open, revises=first)

    refused = api.post(address(work.open), {"action": "label", "annotation": first})
    taken_back = api.post(address(work.open), {"action": "label", "annotation": second})

    assert (refused.status_code, refused.json()["code"]) == (409, "revised_since")
    said = taken_back.json()
    assert (taken_back.status_code, said["state"]) == (200, "done")
    assert (said["annotation"]["withdrawn"], said["annotation"]["current"]) == (False, True)
    assert said["annotation"]["verifiability"] == "prediction"


def test_taking_back_a_skip(work: Work, api: APIClient) -> None:
    api.post(address(work.open, "skip"))

    answers = [api.post(address(work.open), {"action": "skip"}) for _ in range(2)]

    assert [answer.json() for answer in answers] == [
        {
            "action": "skip",
            "claim": str(work.open.uuid),
            "stage": "label",
            "state": "open",
            "flagged": False,
            "annotation": None,
        }
    ] * 2


def test_a_skip_taken_back_too_late_leaves_the_claim_with_others(
    work: Work, api: APIClient, other_annotator: User, manager: User
) -> None:
    api.post(address(work.open, "skip"))
    for slot, user in zip(work.open.slots.all(), (other_annotator, manager), strict=True):
        Slot.objects.filter(pk=slot.pk).update(annotator=user)

    answer = api.post(address(work.open), {"action": "skip"})

    assert (answer.status_code, answer.json()["state"]) == (200, "context")


def test_taking_back_a_flag(work: Work, api: APIClient) -> None:
    api.post(address(work.open, "flag"), {"reason": "Odd."})
    flagged = api.post(address(work.open), {"action": "skip"}).json()["flagged"]

    answer = api.post(address(work.open), {"action": "flag"})

    assert (flagged, answer.status_code, answer.json()["flagged"]) == (True, 200, False)


@pytest.mark.parametrize(
    ("body", "code", "field"),
    (
        ({}, "required", "action"),
        ({"action": "submit"}, "unknown_choice", "action"),
        ({"action": "label"}, "required", "annotation"),
        ({"action": "label", "annotation": "1"}, "invalid", "annotation"),
        ({"action": "skip", "annotation": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}, "required", ""),
    ),
)
def test_bodies_that_name_nothing_to_take_back(
    body: dict[str, str], code: str, field: str, work: Work, api: APIClient
) -> None:
    answer = api.post(address(work.open), body)

    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["field"] == (field or "annotation")


@pytest.mark.parametrize("whose", ("another claim's", "somebody else's", "another pass's"))
def test_labels_that_are_not_ones_own_of_this_claim(
    whose: str, work: Work, api: APIClient, other_annotator: User
) -> None:
    other = AnnotationFactory(slot=SlotFactory(claim=work.labelled, annotator=other_annotator))
    named = other if whose == "somebody else's" else work.annotation
    claim = work.open if whose == "another claim's" else work.labelled
    stage = "check" if whose == "another pass's" else "label"

    answer = api.post(
        address(claim), {"action": "label", "annotation": str(named.uuid), "stage": stage}
    )

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_annotation"


def test_only_the_last_ten_can_be_taken_back(work: Work, api: APIClient) -> None:
    for claim in ClaimFactory.create_batch(10, article=work.article):
        FlagFactory(claim=claim, annotator=work.annotator, created_at=work.lease.expires_at)

    body = {"action": "label", "annotation": str(work.annotation.uuid)}
    answer = api.post(address(work.labelled), body)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_long_ago")
    assert len(list_actions(api, work)) == 10
