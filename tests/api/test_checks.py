"""The check pass: one claim at a time, its label settled, its verdict asked for."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.api.work import OutcomeOut
from claims.models import Claim, Draft, Lease, Project, Slot, Stage, User
from tests.api.bodies import make_body, make_checked
from tests.api.conftest import COST_OF_NEXT
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

SETTLED = ("speaker", "verifiability")


@pytest.fixture
def claim(project: Project, curator_api: APIClient) -> Claim:
    """Labelled by the curator, as a fact worth checking; another claim of the article is not."""
    Project.objects.filter(pk=project.pk).update(overlap=1, has_check_pass=True)
    article = ArticleFactory(project=project)
    labelled, other = ClaimFactory.create_batch(2, article=article)
    for claim in (labelled, other):
        SlotFactory(claim=claim)
    label = make_body(labelled, verifiability="check_worthy_fact")
    answer = curator_api.post(address(labelled), label)
    assert answer.status_code == 201, answer.json()
    return labelled


def address(claim: Claim, verb: str = "annotations") -> str:
    return f"/api/v1/claims/{claim.uuid}/{verb}/"


def go_on(client: APIClient, claim: Claim) -> dict[str, Any]:
    answer = client.post(f"/api/v1/projects/{claim.project.slug}/next/", {"stage": "check"})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def make_check(claim: Claim, **changes: Any) -> dict[str, Any]:
    """A verdict, and nothing of what the label pass settled."""
    body = make_checked(claim, stage="check", **changes)
    return {name: value for name, value in body.items() if name not in SETTLED}


def test_next_is_a_claim_to_check_in_its_article(claim: Claim, api: APIClient) -> None:
    shown = go_on(api, claim)

    assert shown["lease"]["stage"] == "check"
    assert [(row["uuid"], row["state"]) for row in shown["claims"]] == [
        (str(claim.uuid), "open"),
        (str(claim.article.claims.get(position=1).uuid), "context"),
    ]
    outcome, nothing = (row["outcome"] for row in shown["claims"])
    assert outcome == {
        "speaker": {
            "uuid": str(claim.project.speakers.get(kind="article").uuid),
            "kind": "article",
            "name": None,
        },
        "verifiability": "check_worthy_fact",
    }
    assert list(outcome) == list(OutcomeOut().fields)
    assert nothing is None


def test_whoever_labelled_it_is_not_asked_to_check_it(claim: Claim, curator_api: APIClient) -> None:
    assert go_on(curator_api, claim)["lease"] is None


def test_label_pass_tells_of_no_outcome(claim: Claim, api: APIClient) -> None:
    shown = api.post(f"/api/v1/projects/{claim.project.slug}/next/").json()

    assert shown["lease"]["stage"] == "label"
    assert [row["outcome"] for row in shown["claims"]] == [None, None]


@pytest.mark.parametrize("body", ({"stage": "train"}, {"stage": ""}, {"stage": 1}, {"pass": "x"}))
def test_passes_that_there_are_not(body: dict[str, Any], project: Project, api: APIClient) -> None:
    assert api.post(f"/api/v1/projects/{project.slug}/next/", body).status_code == 400


def test_verdict_with_what_the_label_pass_settled(claim: Claim, api: APIClient) -> None:
    go_on(api, claim)

    answer = api.post(address(claim), make_check(claim))

    assert answer.status_code == 201
    said = answer.json()
    assert (said["stage"], said["verdict"]) == ("check", "Refuted")
    assert said["verifiability"] == "check_worthy_fact"
    assert said["speaker"]["kind"] == "article"


def test_another_label_than_the_settled_one_is_refused(claim: Claim, api: APIClient) -> None:
    go_on(api, claim)

    answer = api.post(address(claim), make_check(claim) | {"verifiability": "partly_fact"})

    assert answer.status_code == 400
    assert [(p["code"], p["field"]) for p in answer.json()["problems"]] == [
        ("fixed_by_label_pass", "verifiability")
    ]


def test_the_same_check_again_is_the_same_answer_whatever_was_decided_since(
    claim: Claim, api: APIClient
) -> None:
    go_on(api, claim)
    body = make_check(claim)
    first = api.post(address(claim), body)
    DecisionFactory(claim=claim, value="partly_fact")

    again = api.post(address(claim), body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_nothing_to_check_once_the_label_is_taken_back(
    claim: Claim, api: APIClient, annotator: User
) -> None:
    go_on(api, claim)
    Slot.objects.filter(claim=claim, stage=Stage.LABEL).update(current=None)

    answer = api.post(address(claim), make_check(claim))

    assert (answer.status_code, answer.json()["code"]) == (400, "not_decided")
    draft = Draft.objects.get(claim=claim, annotator=annotator)
    assert (draft.stage, draft.body["verdict"]) == ("check", "Refuted")


@pytest.mark.parametrize("is_settled", (True, False))
def test_whether_a_claim_is_settled_is_told_to_nobody_who_may_not_check_it(
    is_settled: bool,  # noqa: FBT001
    claim: Claim,
    api: APIClient,
    annotator: User,
) -> None:
    SlotFactory(claim=claim, annotator=annotator, number=2)
    SlotFactory(claim=claim, stage=Stage.CHECK, number=2)
    if is_settled:
        DecisionFactory(claim=claim, value="check_worthy_fact")

    answer = api.post(address(claim), make_check(claim))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_for_you")
    body = Draft.objects.get(claim=claim, annotator=annotator).body
    assert body["verdict"] == "Refuted"
    assert not body.keys() & set(SETTLED)


def test_a_verdict_is_decided_with_what_the_label_pass_settled(
    claim: Claim, manager_api: APIClient
) -> None:
    body = make_check(claim)
    del body["client_uuid"]
    manager_api.post(address(claim, "step-aside"), {"stage": "check"})

    answer = manager_api.post(address(claim, "decisions"), body)

    assert answer.status_code == 201, answer.json()
    assert answer.json()["verifiability"] == "check_worthy_fact"


@pytest.mark.parametrize(
    ("name", "code"), (("speaker", "unknown_speaker"), ("verifiability", "unknown_label"))
)
def test_label_pass_leaves_nothing_out(name: str, code: str, claim: Claim, api: APIClient) -> None:
    other = claim.article.claims.exclude(pk=claim.pk).get()
    body = make_body(other)
    del body[name]

    answer = api.post(address(other), body)

    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["field"] == name


def test_skipping_and_flagging_a_check(claim: Claim, api: APIClient) -> None:
    go_on(api, claim)

    flagged = api.post(address(claim, "flag"), {"reason": "Odd.", "stage": "check"})
    skipped = api.post(address(claim, "skip"), {"stage": "check"})

    assert (flagged.status_code, flagged.json()["stage"]) == (200, "check")
    assert (skipped.status_code, skipped.json()["stage"]) == (200, "check")
    assert not Lease.objects.open().exists()


def test_late_check_is_a_draft_of_its_pass(
    claim: Claim, api: APIClient, annotator: User, other_api: APIClient
) -> None:
    go_on(other_api, claim)

    answer = api.post(address(claim), make_check(claim))

    assert (answer.status_code, answer.json()["code"]) == (409, "no_free_slot")
    draft = Draft.objects.get(claim=claim, annotator=annotator)
    assert (draft.stage, draft.body["verdict"]) == ("check", "Refuted")


@pytest.mark.parametrize("count", (1, 3))
def test_next_costs_the_same_however_much_is_to_be_checked(
    count: int, claim: Claim, api: APIClient, annotator: User, django_assert_num_queries: Any
) -> None:
    go_on(api, claim)
    for more in ClaimFactory.create_batch(count, article=claim.article):
        DecisionFactory(claim=more, value="check_worthy_fact")
        SlotFactory(claim=more, stage=Stage.CHECK, annotator=annotator)

    # As in the label pass, and four for what that has come to.
    with django_assert_num_queries(COST_OF_NEXT + 4):
        shown = go_on(api, claim)

    assert sum(row["outcome"] is not None for row in shown["claims"]) == 1 + count
