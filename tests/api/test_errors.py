"""One shape for everything that is refused or fails."""

import logging
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import UnreadablePostError
from django.test import override_settings
from rest_framework import exceptions
from rest_framework.test import APIClient

from claims.api import projects
from claims.api.errors import answer_error
from claims.models import Project, User
from claims.web import middleware

pytestmark = pytest.mark.django_db


def test_unknown_address_is_answered_in_the_same_shape(api: APIClient) -> None:
    answer = api.get("/api/v2/nothing")

    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "instance": "/api/v2/nothing",
        "code": "not_found",
        "detail": "There is no such thing here.",
        "field": None,
        "problems": [
            {"code": "not_found", "detail": "There is no such thing here.", "field": None}
        ],
        "request_id": answer["X-Request-ID"],
    }


def test_unknown_address_says_nothing_to_anonymous() -> None:
    assert APIClient().get("/api/v2/nothing").status_code == 401


def test_refusal_of_a_shape_names_each_field(api: APIClient, project: Project) -> None:
    answer = api.post(f"/api/v1/projects/{project.slug}/speakers/", {"kind": "ghost", "role": 1})

    assert answer.status_code == 400
    assert [(p["code"], p["field"]) for p in answer.json()["problems"]] == [
        ("required", "name"),
        ("unknown_choice", "kind"),
        ("invalid", "role"),
    ]
    first = answer.json()["problems"][0]
    assert {name: answer.json()[name] for name in first} == first
    assert answer["Content-Type"] == "application/problem+json"


def test_refusals_are_in_the_language_of_their_request(api: APIClient, project: Project) -> None:
    address = f"/api/v1/projects/{project.slug}/speakers/"

    with override_settings(LANGUAGES=[("de", "Deutsch"), ("en", "English")]):
        said = [
            api.post(address, {"name": "x" * 301}, headers={"Accept-Language": language}).json()
            for language in ("de", "en", "de")
        ]

    first, second, third = (answer["detail"] for answer in said)
    assert first == third != second


def test_a_body_of_null_is_no_body(api: APIClient, project: Project) -> None:
    address = f"/api/v1/projects/{project.slug}/next/"

    answer = api.post(address, "null", content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["detail"] == "No data provided"


def test_unknown_media_type(api: APIClient, project: Project) -> None:
    answer = api.post(
        f"/api/v1/projects/{project.slug}/next/",
        "a=b",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


def test_wrong_method_names_the_right_ones(api: APIClient) -> None:
    answer = api.delete("/api/v1/claims/")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    (
        (PermissionDenied(), 403, "not_allowed"),
        (SuspiciousOperation("secret detail"), 400, "bad_request"),
        (UnreadablePostError("secret detail"), 400, "bad_request"),
    ),
)
def test_what_django_refuses_is_answered_in_the_same_shape(
    raised: Exception, status: int, code: str
) -> None:
    answer = answer_error(raised, {})

    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert "secret detail" not in str(answer.data)


def test_throttled_says_when_to_come_again() -> None:
    answer = answer_error(exceptions.Throttled(wait=30), {})

    assert answer.status_code == 429
    assert answer["Retry-After"] == "30"
    assert answer.data["code"] == "throttled"


def test_no_answer_in_a_form_that_is_asked_for(api: APIClient) -> None:
    answer = api.get("/api/v1/projects/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_host_that_is_none_of_ours(api: APIClient) -> None:
    """Refused before any view."""
    answer = api.get("/api/v1/projects/", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_page_of_somebody_else(annotator: User, stranger: User) -> None:
    """Refused by a middleware."""
    client = APIClient()
    client.force_login(annotator)

    answer = client.get("/api/v1/projects/", headers={"X-Work-Of": str(stranger.uuid)})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_middleware_that_fails(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "add_never_cache_headers", lambda _answer: 1 / 0)
    api.raise_request_exception = False

    answer = api.get("/api/v1/nothing/")

    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert answer["Content-Type"] == "application/problem+json"


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_body_over_the_limit(manager_api: APIClient, project: Project) -> None:
    answer = manager_api.post(f"/api/v1/projects/{project.slug}/articles/", {"text": "x" * 1000})

    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_failure_tells_the_log_and_not_the_caller(
    api: APIClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(projects, "find_projects", fail)
    api.raise_request_exception = False

    with caplog.at_level(logging.ERROR, logger="claims.api.errors"):
        answer = api.get("/api/v1/projects/")

    assert answer.status_code == 500
    assert answer.json()["problems"] == [
        {"code": "failed", "detail": "This failed. The server's log says why.", "field": None}
    ]
    assert "secret detail" not in answer.content.decode()
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("debug", (True, False))
def test_failure_is_json_whatever_debug_says(
    *, debug: bool, api: APIClient, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEBUG = debug
    monkeypatch.setattr(projects, "find_projects", lambda _user: 1 / 0)
    api.raise_request_exception = False

    answer = api.get("/api/v1/projects/")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
