"""Signing in: tokens and sessions."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from claims import clock
from claims.models import ApiToken, AuditEvent, Project, User
from tests.api.conftest import Work, make_client

pytestmark = pytest.mark.django_db

PROJECTS = "/api/v1/projects/"


@pytest.mark.parametrize("scheme", ("Bearer", "bearer", "Token", "TOKEN"))
def test_token_signs_in(scheme: str, project: Project, annotator: User) -> None:
    answer = make_client(annotator, scheme=scheme).get(PROJECTS)

    assert [row["slug"] for row in answer.json()["results"]] == [project.slug]


@pytest.mark.parametrize("header", ("Basic YTpi", "Bearer", "fct_annotator_54", "Bearer\tx"))
def test_other_headers_do_not(header: str, annotator: User) -> None:
    make_client(annotator)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)

    assert client.get(PROJECTS).status_code == 401


def test_token_that_has_run_out_is_refused(api: APIClient) -> None:
    token = ApiToken.objects.get()
    token.expires_at = clock.now() - timedelta(seconds=1)
    token.save()

    answer = api.get(PROJECTS)

    assert answer.status_code == 401
    assert answer.json()["code"] == "token_unusable"


def test_revoked_token_is_refused(api: APIClient) -> None:
    assert api.get(PROJECTS).status_code == 200
    ApiToken.objects.update(revoked_at=clock.now())

    assert api.get(PROJECTS).status_code == 401


def test_token_counts_in_the_header_only(annotator: User) -> None:
    make_client(annotator)
    key = "fct_annotator_54"
    client = APIClient()
    client.cookies["token"] = key

    assert client.get(PROJECTS, {"token": key}).status_code == 401


def test_audit_names_the_token(work: Work, api: APIClient) -> None:
    api.post(f"/api/v1/claims/{work.open.uuid}/flag/", {"reason": "Look."})

    event = AuditEvent.objects.get(action="claim.flagged")
    assert event.token == ApiToken.objects.get(user=event.actor)
    assert event.address == "127.0.0.1"


def test_session_reads_and_writes_with_the_csrf_token(work: Work, annotator: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(annotator)
    address = f"/api/v1/claims/{work.open.uuid}/flag/"

    assert client.get(PROJECTS).status_code == 200
    without = client.post(address, {"reason": "Look."})
    client.cookies["csrf"] = "a" * 32
    with_it = client.post(address, {"reason": "Look."}, headers={"X-CSRFToken": "a" * 32})

    assert without.status_code == 403
    assert without.json()["code"] == "permission_denied"
    assert with_it.status_code == 200


def test_clock_is_read_once(work: Work, api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [clock.now()]
    monkeypatch.setattr(clock, "now", moments.pop)

    answer = api.post(f"/api/v1/leases/{work.lease.uuid}/renew/")

    # A second reading would find no moment left.
    assert answer.status_code == 200
    assert moments == []


def test_answers_are_kept_by_no_cache_and_open_to_no_other_origin(api: APIClient) -> None:
    answer = api.get(PROJECTS, headers={"Origin": "https://example.evil"})

    assert answer["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer
