"""Other boundaries for claims: changed at once, or proposed and settled."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import AuditEvent, BoundaryProposal, Claim
from tests.api.conftest import Work
from tests.factories import BoundaryProposalFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def address(work: Work) -> str:
    return f"/api/v1/articles/{work.article.uuid}/boundaries/"


def split(claim: Claim, **changes: Any) -> dict[str, Any]:
    at = claim.start + claim.text.index(" ")
    return {"kind": "split", "claims": [str(claim.uuid)], "at": [at], **changes}


def settle(client: APIClient, proposal: BoundaryProposal, verb: str) -> Any:
    return client.post(f"/api/v1/proposals/{proposal.uuid}/{verb}/")


def test_what_nobody_has_labelled_is_split_at_once(work: Work, api: APIClient) -> None:
    answer = api.post(address(work), split(work.free, version=0))

    assert answer.status_code == 200
    said = answer.json()
    first, rest = said["claims"]
    assert (said["applied"], said["proposal"], said["boundaries_version"]) == (True, None, 1)
    assert f"{first['text']} {rest['text']}" == work.free.text
    assert [claim["parents"] for claim in said["claims"]] == [[str(work.free.uuid)]] * 2
    article = api.get(f"/api/v1/articles/{work.article.uuid}/").json()
    assert article["boundaries_version"] == 1
    listed = api.get(f"/api/v1/claims/{rest['uuid']}/").json()
    assert listed["parents"] == [str(work.free.uuid)]


def test_whoever_holds_a_claim_gets_its_parts(work: Work, api: APIClient) -> None:
    made = api.post(address(work), split(work.open)).json()["claims"]

    shown = api.post(f"/api/v1/projects/{work.project.slug}/next/").json()["claims"]

    states = {claim["uuid"]: claim["state"] for claim in shown}
    assert [states[claim["uuid"]] for claim in made] == ["open", "open"]
    assert str(work.open.uuid) not in states


@pytest.mark.parametrize(
    ("kind", "where"),
    (
        ("merge", {"claims": ["open", "free"]}),
        ("trim", {"claims": ["free"], "start": 0, "end": -1}),
        ("span", {"claims": ["free"], "start": 0, "end": 4}),
    ),
)
def test_other_kinds_of_edits(kind: str, where: dict[str, Any], work: Work, api: APIClient) -> None:
    claims: list[Claim] = [getattr(work, name) for name in where["claims"]]
    body: dict[str, Any] = {"kind": kind, "claims": [str(claim.uuid) for claim in claims]}
    if "start" in where:
        end = where["end"] if where["end"] > 0 else len(claims[0].text) + where["end"]
        body |= {"start": claims[0].start, "end": claims[0].start + end}

    answer = api.post(address(work), body)

    assert answer.status_code == 200, answer.json()
    (made,) = answer.json()["claims"]
    assert made["parents"] == [str(claim.uuid) for claim in claims]
    assert made["kind"] == ("span" if kind == "span" else "sentence")


def test_what_is_labelled_is_proposed_and_a_curator_does_it(
    work: Work, api: APIClient, curator_api: APIClient, other_api: APIClient
) -> None:
    body = split(work.labelled, reason="Two claims in one.")

    proposed, again = (api.post(address(work), body).json() for _ in range(2))

    proposal = proposed["proposal"]
    assert (proposed["applied"], proposed["claims"]) == (False, [])
    assert again == proposed
    assert proposal == {
        "uuid": proposal["uuid"],
        "project": str(work.project.uuid),
        "article": str(work.article.uuid),
        "edit": {
            "kind": "split",
            "claims": [str(work.labelled.uuid)],
            "at": body["at"],
            "start": None,
            "end": None,
        },
        "reason": "Two claims in one.",
        "status": "open",
        "proposed_by": proposal["proposed_by"],
        "mine": True,
        "created_at": proposal["created_at"],
        "settled_by": None,
        "settled_at": None,
    }
    made = BoundaryProposal.objects.get(uuid=proposal["uuid"])
    assert settle(other_api, made, "apply").status_code == 404
    assert settle(api, made, "apply").status_code == 403
    applied = settle(curator_api, made, "apply")
    assert applied.status_code == 200
    assert applied.json()["applied"] is True
    assert [claim["parents"] for claim in applied.json()["claims"]] == [
        [str(work.labelled.uuid)]
    ] * 2
    settled = applied.json()["proposal"]
    assert (settled["status"], settled["mine"]) == ("applied", False)
    assert settled["settled_by"] not in {None, settled["proposed_by"]}
    assert settle(curator_api, made, "decline").json()["code"] == "settled_meanwhile"


def test_a_preview_says_what_would_come_of_the_same_body(work: Work, api: APIClient) -> None:
    body = split(work.labelled, version=0)

    answer = api.post(address(work) + "preview/", body)

    said = answer.json()
    first, rest = said.pop("claims")
    assert (answer.status_code, said) == (
        200,
        {
            "at_once": False,
            "retired": [str(work.labelled.uuid)],
            "labels": 1,
            "boundaries_version": 0,
        },
    )
    assert f"{first['text']} {rest['text']}" == work.labelled.text
    assert (first["start"], rest["end"]) == (work.labelled.start, work.labelled.end)
    assert first["kind"] == work.labelled.kind
    assert not Claim.objects.filter(retired_at__isnull=False).exists()
    assert BoundaryProposal.objects.get() == work.proposal


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    (({"version": 7}, 409, "boundaries_changed"), ({"at": []}, 400, "no_offset")),
)
def test_a_preview_is_refused_as_the_edit_is(
    changes: dict[str, Any], status: int, code: str, work: Work, api: APIClient
) -> None:
    answer = api.post(address(work) + "preview/", split(work.free, **changes))

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_curators_change_at_once(work: Work, curator_api: APIClient) -> None:
    answer = curator_api.post(address(work), split(work.labelled))

    assert (answer.status_code, answer.json()["applied"]) == (200, True)


def test_declining_and_withdrawing(work: Work, api: APIClient, curator_api: APIClient) -> None:
    own = BoundaryProposalFactory(article=work.article, proposed_by=work.annotator)

    refused = settle(curator_api, own, "withdraw")
    withdrawn = settle(api, own, "withdraw")
    declined = settle(curator_api, work.proposal, "decline")

    assert refused.status_code == 403
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert (declined.status_code, declined.json()["status"]) == (200, "declined")
    rows = api.get("/api/v1/proposals/", {"status": "withdrawn"}).json()["results"]
    assert [row["uuid"] for row in rows] == [str(own.uuid)]
    assert Claim.objects.active().filter(pk=work.labelled.pk).exists()


def test_what_is_not_possible_any_more_stays_open(work: Work, curator_api: APIClient) -> None:
    curator_api.post(address(work), split(work.labelled))

    answer = settle(curator_api, work.proposal, "apply")

    assert (answer.status_code, answer.json()["code"]) == (409, "claim_retired")
    work.proposal.refresh_from_db()
    assert work.proposal.status == "open"


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    (
        ({"version": 7}, 409, "boundaries_changed", None),
        ({"at": []}, 400, "no_offset", "at"),
        ({"at": [10**12]}, 400, "out_of_range", "at"),
        ({"at": [-1]}, 400, "min_value", "at.0"),
        ({"at": ["3"]}, 400, "invalid", "at.0"),
        ({"at": [3] * 101}, 400, "too_many", "at"),
        ({"kind": "cut"}, 400, "unknown_choice", "kind"),
        ({"kind": "trim"}, 400, "no_offset", "start"),
        ({"kind": "trim", "start": 0, "end": 10**30}, 400, "out_of_range", "start"),
        ({"kind": "sentence"}, 400, "not_a_heading", "claims"),
        ({"kind": "merge"}, 400, "one_claim", "claims"),
        ({"claims": []}, 404, "not_found", "claims"),
        ({"claims": ["x"]}, 400, "invalid", "claims.0"),
        ({"reason": "x" * 501}, 400, "max_length", "reason"),
    ),
)
def test_edits_that_cannot_be(
    changes: dict[str, Any], status: int, code: str, field: str, work: Work, api: APIClient
) -> None:
    before = AuditEvent.objects.count()

    answer = api.post(address(work), split(work.free, **changes))

    error = answer.json()
    assert (answer.status_code, error["code"], error["field"]) == (status, code, field)
    assert AuditEvent.objects.count() == before


def test_claims_of_another_article_are_not_found(work: Work, api: APIClient) -> None:
    elsewhere = ClaimFactory(article__project=work.project)

    answer = api.post(address(work), split(elsewhere))

    assert (answer.status_code, answer.json()["field"]) == (404, "claims")
