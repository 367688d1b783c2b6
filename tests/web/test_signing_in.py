"""Signing in and out, and passwords."""

import re
from typing import Any

import pytest
from django.test import Client

from claims.models import User
from tests.conftest import SignIn
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
CSRF_TOKEN = re.compile(rb"\"csrfmiddlewaretoken\" value=\"\w+\"")
WRONG = "That user name and password do not match."


@pytest.mark.parametrize(
    ("following", "location"),
    [
        ("", "/"),
        ("/account/", "/account/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("https:evil", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_only_to_our_own_pages(
    following: str, location: str, client: Client
) -> None:
    UserFactory(username="anna")
    posted = {"username": "anna", "password": PASSWORD, "next": following}
    response = client.post("/login/", posted)

    assert (response.status_code, response["Location"]) == (302, location)


def test_login_page_keeps_where_one_wanted_to_go(client: Client) -> None:
    html = client.get("/login/?next=/account/").content.decode()

    assert re.search(r'name="next"\s+value="/account/"', html)


def answer_wrong_login(client: Client, username: str) -> tuple[int, str]:
    response = client.post("/login/", {"username": username, "password": "wrong"})
    (error,) = response.context["form"].non_field_errors()
    return response.status_code, error


def test_wrong_login_says_the_same_for_everybody(client: Client) -> None:
    UserFactory(username="anna")
    UserFactory(username="left", is_active=False)
    answers = {answer_wrong_login(client, name) for name in ("anna", "left", "nobody")}

    ((status, error),) = answers
    assert status == 200
    assert error.startswith(WRONG)


def test_inactive_person_does_not_get_in(client: Client) -> None:
    UserFactory(username="left", is_active=False)
    response = client.post("/login/", {"username": "left", "password": PASSWORD})

    assert WRONG in response.content.decode()
    assert not client.session.keys()


def test_signed_in_person_is_led_past_the_login(annotator: User, sign_in: SignIn) -> None:
    assert sign_in(annotator).get("/login/")["Location"] == "/"


def test_signing_out_takes_a_post(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/")["Location"] == "/login/?next=/"


def test_forms_are_protected_against_other_sites(annotator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(annotator)
    response = client.post("/logout/")

    assert response.status_code == 403
    assert "Please send that again" in response.content.decode()


def test_password_is_changed(annotator: User, sign_in: SignIn) -> None:
    elsewhere, client = sign_in(annotator), sign_in(annotator)
    new = "quite another long one"
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = client.post("/account/password/", posted)
    annotator.refresh_from_db()

    assert response["Location"] == "/account/password/done/"
    assert annotator.check_password(new)
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_weak_password_is_refused(annotator: User, sign_in: SignIn) -> None:
    posted = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    response = sign_in(annotator).post("/account/password/", posted)

    assert list(response.context["form"].errors) == ["new_password2"]


def test_password_is_reset_by_mail(client: Client, mailoutbox: list[Any]) -> None:
    user = UserFactory(username="anna", name="Anna Berg")
    client.post("/password/", {"email": user.email})
    (mail,) = mailoutbox
    link = re.search(r"http://testserver(/password/\S+)", mail.body)
    assert link
    form = client.get(link[1], follow=True)
    new = "quite another long one"
    done = client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    user.refresh_from_db()

    assert mail.subject == "Factcheck: choose a new password"
    assert "Hello Anna Berg,\n" in mail.body
    assert "Your user name is anna." in mail.body
    assert done["Location"] == "/password/complete/"
    assert user.check_password(new)
    assert "This link no longer works" in client.get(link[1]).content.decode()


def test_reset_does_not_say_whether_an_address_is_known(
    client: Client, mailoutbox: list[Any]
) -> None:
    user = UserFactory()
    known = client.post("/password/", {"email": user.email}, follow=True)
    unknown = client.post("/password/", {"email": "nobody@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain == [("/password/sent/", 302)]
    assert CSRF_TOKEN.sub(b"", known.content) == CSRF_TOKEN.sub(b"", unknown.content)
    assert [mail.to for mail in mailoutbox] == [[user.email]]


@pytest.mark.parametrize(
    "address",
    ["/login/", "/password/", "/password/sent/", "/password/complete/", "/password/x/y-z/"],
)
def test_pages_around_signing_in_need_no_account(address: str, client: Client) -> None:
    assert client.get(address).status_code == 200
