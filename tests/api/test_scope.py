"""Who gets through to what: every address, for everybody who should not."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import (
    Annotation,
    ApiToken,
    Article,
    AuditEvent,
    BoundaryProposal,
    Claim,
    Decision,
    Exclusion,
    Flag,
    Lease,
    Membership,
    Skip,
    Slot,
    Speaker,
    User,
)
from tests.api import routes
from tests.api.conftest import Work, make_client
from tests.api.routes import Route

pytestmark = pytest.mark.django_db


def call(client: APIClient, route: Route, work: Work) -> Any:
    body = route.make_body(work) if route.method == "post" else None
    # The one page has an answer for programs too.
    as_program = {"Accept": "application/json"} if route.name == "api-docs" else None
    answer = getattr(client, route.method)(route.address(work), body, headers=as_program)
    if answer.streaming:
        # A file that is sent is open until it is read.
        b"".join(answer)
    return answer


WRITTEN = (
    Annotation,
    Article,
    AuditEvent,
    BoundaryProposal,
    Claim,
    Decision,
    Exclusion,
    Flag,
    Lease,
    Skip,
    Slot,
    Speaker,
)


def count_rows(route: Route, work: Work) -> list[int]:
    """How many rows there are besides those that the route itself is about."""
    route.address(work)
    route.make_body(work)
    return [model.objects.count() for model in WRITTEN]


def test_every_address_is_walked() -> None:
    walked = {route.name for route in routes.ALL}

    assert set(routes.list_names()) == {*walked, routes.UNKNOWN}


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_anonymous_is_told_how_to_sign_in(route: Route, work: Work) -> None:
    answer = call(APIClient(), route, work)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_junk_token_is_refused(route: Route, work: Work) -> None:
    client = APIClient()
    for key in ("fct_junk", "", "ü", "a b", "fct_" + "x" * 10_000):
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")

        assert call(client, route, work).status_code == 401, key


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_deactivated_person_is_refused(
    route: Route, work: Work, api: APIClient, annotator: User
) -> None:
    annotator.is_active = False
    annotator.save()
    by_session = APIClient()
    by_session.force_login(annotator)

    assert call(api, route, work).status_code == 401
    assert call(by_session, route, work).status_code == 401


@pytest.mark.parametrize(
    "route",
    [*routes.DETAILS, *routes.OWN, *routes.OVERSIGHT, *routes.WRITES, *routes.BULK],
    ids=str,
)
def test_stranger_finds_nothing(route: Route, work: Work, stranger_api: APIClient) -> None:
    before = count_rows(route, work)

    answer = call(stranger_api, route, work)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert count_rows(route, work) == before


@pytest.mark.parametrize("route", routes.LISTS, ids=str)
def test_stranger_sees_none_of_it_in_lists(
    route: Route, work: Work, stranger: User, stranger_api: APIClient
) -> None:
    own = {str(uuid) for uuid in stranger.memberships.values_list("project__uuid", flat=True)}
    own |= {
        str(uuid) for uuid in Speaker.objects.visible_to(stranger).values_list("uuid", flat=True)
    }

    answer = call(stranger_api, route, work)

    assert answer.status_code == 200
    assert {row["uuid"] for row in answer.json()["results"]} <= own


@pytest.mark.parametrize(
    "route",
    [*routes.DETAILS, *routes.OWN, *routes.OVERSIGHT, *routes.WRITES, *routes.BULK],
    ids=str,
)
def test_former_member_finds_nothing(
    route: Route, work: Work, api: APIClient, annotator: User
) -> None:
    annotator.memberships.update(is_active=False)

    assert call(api, route, work).status_code == 404


# What a token needs besides `read`: every address that is not named here wants `manage` to write.
SCOPES = {
    "label": {
        "api-boundaries",
        "api-boundaries-preview",
        "api-claim-annotations",
        "api-claim-draft",
        "api-claim-flag",
        "api-flags",
        "api-project-annotations",
        "api-claim-skip",
        "api-claim-undo",
        "api-guideline",
        "api-lease-renew",
        "api-lease-stop",
        "api-next",
        "api-project-speakers",
        "api-proposal-withdraw",
        "api-questions",
    },
    "curate": {
        "api-claim-adopt",
        "api-claim-publications",
        "api-correction-settle",
        "api-claim-decisions",
        "api-claim-gold",
        "api-claim-opinions",
        "api-claim-step-aside",
        "api-decision-adopt",
        "api-decision-approve",
        "api-decision-reopen",
        "api-gold-end",
        "api-next-case",
        "api-proposal-apply",
        "api-proposal-decline",
        "api-publication-correct",
        "api-publication-withdraw",
        "api-question-rulings",
        "api-speaker",
        "api-speaker-merge",
        "api-speaker-unmerge",
    },
    "import": {"api-labelled", "api-project-articles", "api-project-articles-fetch"},
    "suggest": {"api-suggestions", "api-suggestions-withdraw"},
    "account": {
        "api-account",
        "api-consent",
        "api-session-end",
        "api-sessions-end-others",
        "api-token-revoke",
        "api-tokens",
    },
}
# What reading wants where that is another than `read`.
READ_SCOPES = {
    "api-export": "export",
    "api-export-report": "export",
    "api-label-source-file": "export",
    "api-release-diff-claims": "export",
    "api-release-file": "export",
    "api-audit": "manage",
    "api-invitations": "manage",
    "api-audit-export": "manage",
    "api-site-audit": "manage",
    "api-site-audit-export": "manage",
    "api-webhook": "manage",
    "api-webhook-deliveries": "manage",
    "api-webhooks": "manage",
    "api-account": "account",
    "api-consent": "account",
    "api-own-data": "account",
    "api-sessions": "account",
    "api-tokens": "account",
}


def find_scope(route: Route) -> str:
    if route.method == "get":
        return READ_SCOPES.get(route.name, "read")
    return next((scope for scope, names in SCOPES.items() if route.name in names), "manage")


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_token_does_nothing_without_the_scope(route: Route, work: Work, admin: User) -> None:
    before = count_rows(route, work)
    others = [scope for scope in ApiToken.Scope.values if scope != find_scope(route)]

    answer = call(make_client(admin, scopes=" ".join(others)), route, work)

    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"
    assert count_rows(route, work) == before


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_token_needs_no_other_scope(route: Route, work: Work, admin: User) -> None:
    answer = call(make_client(admin, scopes=find_scope(route)), route, work)

    assert answer.status_code < 400 or answer.json()["code"] != "scope_missing"


@pytest.mark.parametrize("route", [*routes.WRITES, *routes.BULK], ids=str)
def test_token_gives_its_owner_no_power(route: Route, work: Work, reader: User) -> None:
    """All scopes of somebody who may only read."""
    answer = call(make_client(reader), route, work)

    assert answer.status_code in {403, 404}
    assert answer.json()["code"] in {"not_allowed", "not_found"}


@pytest.mark.parametrize("route", [*routes.LISTS, *routes.DETAILS, *routes.SCHEMA], ids=str)
def test_read_only_token_reads(route: Route, work: Work, annotator: User) -> None:
    assert call(make_client(annotator, scopes="read"), route, work).status_code == 200


@pytest.mark.parametrize("route", [*routes.WRITES, *routes.BULK], ids=str)
def test_reader_writes_nothing(route: Route, work: Work, reader: User) -> None:
    before = count_rows(route, work)

    answer = call(make_client(reader), route, work)

    # The rest they may see, but not change.
    assert answer.status_code == (404 if route.about in routes.PRIVATE else 403)
    assert count_rows(route, work) == before


@pytest.mark.parametrize("role", ("annotator", "curator"))
def test_only_managers_import(role: str, work: Work, api: APIClient, annotator: User) -> None:
    Membership.objects.filter(user=annotator).update(role=role)

    answer = api.post(f"/api/v1/projects/{work.project.slug}/articles/", {"text": "A new one."})

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"


@pytest.mark.parametrize("about", ("renew", "stop"))
def test_another_annotators_lease_is_not_found(
    about: str, work: Work, other_api: APIClient
) -> None:
    assert other_api.post(f"/api/v1/leases/{work.lease.uuid}/{about}/").status_code == 404


@pytest.mark.parametrize("route", routes.ALL, ids=str)
def test_other_methods_are_refused(route: Route, work: Work, manager_api: APIClient) -> None:
    known = {other.method for other in routes.ALL if other.name == route.name}
    for method in {"get", "post", "put", "patch", "delete", "options"} - known:
        call_method = getattr(manager_api, method)
        answer = call_method(route.address(work), headers={"Accept": "application/json"})

        assert answer.status_code == 405, method
        assert answer.json()["code"] == "method_not_allowed"


def test_own_project_does_not_open_anothers_rows(work: Work, stranger_api: APIClient) -> None:
    """A body or filter that names rows of two projects gets nothing from the foreign one."""
    own = stranger_api.get("/api/v1/projects/").json()["results"][0]["uuid"]

    answer = stranger_api.post(
        f"/api/v1/projects/{own}/speakers/", {"name": "Cy", "article": str(work.article.uuid)}
    )

    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["code"], problem["detail"], problem["field"]) == (
        "unknown_article",
        "The project has no such article.",
        "article",
    )
    assert not Speaker.objects.filter(name="Cy").exists()
