"""Who gets through to what: every address, for everybody who should not."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import (
    Annotation,
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
    return getattr(client, route.method)(route.address(work), body)


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


def count_rows() -> list[int]:
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
    "route", [*routes.DETAILS, *routes.OWN, *routes.OVERSIGHT, *routes.WRITES], ids=str
)
def test_stranger_finds_nothing(route: Route, work: Work, stranger_api: APIClient) -> None:
    before = count_rows()

    answer = call(stranger_api, route, work)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert count_rows() == before


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
    "route", [*routes.DETAILS, *routes.OWN, *routes.OVERSIGHT, *routes.WRITES], ids=str
)
def test_former_member_finds_nothing(
    route: Route, work: Work, api: APIClient, annotator: User
) -> None:
    annotator.memberships.update(is_active=False)

    assert call(api, route, work).status_code == 404


@pytest.mark.parametrize("route", routes.WRITES, ids=str)
def test_read_only_token_writes_nothing(route: Route, work: Work, annotator: User) -> None:
    before = count_rows()

    answer = call(make_client(annotator, scope="read"), route, work)

    assert answer.status_code == 403
    assert answer.json()["code"] == "token_read_only"
    assert count_rows() == before


@pytest.mark.parametrize("route", [*routes.LISTS, *routes.DETAILS, *routes.SCHEMA], ids=str)
def test_read_only_token_reads(route: Route, work: Work, annotator: User) -> None:
    assert call(make_client(annotator, scope="read"), route, work).status_code == 200


@pytest.mark.parametrize("route", routes.WRITES, ids=str)
def test_reader_writes_nothing(route: Route, work: Work, reader: User) -> None:
    before = count_rows()

    answer = call(make_client(reader), route, work)

    # The rest they may see, but not change.
    assert answer.status_code == (404 if route.about in routes.PRIVATE else 403)
    assert count_rows() == before


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
