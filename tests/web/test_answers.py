"""What every answer has, and pages for what went wrong."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from claims.models import Project, User
from tests.conftest import SignIn


def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    """Without the mark for a database, a query would fail this test."""
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_missing_page_is_a_page_of_ours(annotator: User, sign_in: SignIn) -> None:
    for client in (sign_in(None), sign_in(annotator)):
        response = client.get("/nowhere/")

        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()


@pytest.mark.django_db
def test_who_opens_what_only_takes_a_form_is_told_so(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    """As whoever logs in after a form that they had sent too late."""
    client, address = sign_in(manager), reverse("invite", args=[project.slug])

    page = client.get(address)
    told_to_script = client.get(address, headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "There is nothing to see here" in page.content.decode()
    assert 'href="/"' in page.content.decode()
    assert (told_to_script.status_code, told_to_script.content) == (405, b"")
    for answer in (client.head(address), client.put("/")):
        assert (answer.status_code, answer.content) == (405, b"")


def test_page_for_a_bad_request_needs_no_request() -> None:
    response = defaults.bad_request(RequestFactory().get("/"), SuspiciousOperation())

    assert response.status_code == 400
    assert "That request could not be understood" in response.content.decode()


def test_page_for_a_broken_server_needs_nothing_at_all() -> None:
    response = defaults.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.django_db
def test_refused_page_tells_so(annotator: User, project: Project, sign_in: SignIn) -> None:
    response = sign_in(annotator).get(f"/p/{project.slug}/export/")

    assert response.status_code == 403
    assert "You don’t have permission to do this." in response.content.decode()
    assert "There is nothing" not in render_to_string("403.html")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/login/", "/account/", "/nowhere/"])
def test_answers_have_their_headers(address: str, annotator: User, sign_in: SignIn) -> None:
    headers = sign_in(None if address == "/login/" else annotator).get(address).headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
