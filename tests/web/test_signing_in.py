"""Signing in and out, and passwords."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from claims import clock
from claims.models import AuditEvent, RateWindow, User
from claims.operations import addresses
from claims.web.signing_in import known_browsers
from factcheck.environment import read_single_sign_on
from tests.conftest import SignIn
from tests.factories import NOW, PASSWORD, UserFactory
from tests.signing_in import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_one_window")]
CSRF_TOKEN = re.compile(rb"\"csrfmiddlewaretoken\" value=\"\w+\"")
SINGLE_SIGN_ON = {
    "OIDC_ID": "desk",
    "OIDC_NAME": "The Desk",
    "OIDC_CLIENT_ID": "factcheck",
    "OIDC_CLIENT_SECRET": "s",
    "OIDC_SERVER_URL": "https://id.example",
}
WRONG = "That user name and password do not match."


@pytest.fixture
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quarter of an hour begins while tries are counted."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


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


def test_ones_own_name_is_no_password(client: Client) -> None:
    UserFactory(username="anna", name="Annabella Quist")
    new = "annabella quist"
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = log_in("anna", client).post("/account/password/", posted)

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


def test_the_address_signs_in_too_whatever_its_case(client: Client) -> None:
    user = UserFactory(username="anna", email="anna@example.org")
    unknown = client.post("/login/", {"username": user.email, "password": PASSWORD})
    addresses.vouch(person=user)

    known = client.post("/login/", {"username": "Anna@Example.org", "password": PASSWORD})

    assert (unknown.status_code, known.status_code) == (200, 302)


def test_the_session_is_another_after_signing_in(client: Client) -> None:
    UserFactory(username="anna")
    client.get("/login/")
    session = client.session
    session["kept"] = 1
    session.save()

    log_in("anna", client)

    assert client.session.session_key != session.session_key


def test_no_sign_up_and_nothing_else_of_allauth_is_there(client: Client) -> None:
    there = {
        address: client.get(address).status_code
        for address in ("/signup/", "/accounts/signup/", "/accounts/email/", "/login/with/x/")
    }

    assert there == {
        "/signup/": 404,
        "/accounts/signup/": 404,
        "/accounts/email/": 404,
        "/login/with/x/": 405,
    }
    assert client.post("/login/with/x/").status_code == 404


def test_too_many_tries_are_refused_but_not_those_of_a_known_browser(client: Client) -> None:
    UserFactory(username="anna")
    known = log_in("anna")
    known.post("/logout/")
    posted = {"username": "anna", "password": "wrong"}
    statuses = [client.post("/login/", posted).status_code for _ in range(12)]

    refused = client.post("/login/", {"username": "anna", "password": PASSWORD})

    assert statuses == [200] * 10 + [429] * 2
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 901
    assert "There were too many tries." in refused.content.decode()
    log_in("anna", known)


def test_refusals_tell_of_no_name_whether_it_is_anybodys(client: Client) -> None:
    """Spellings are counted together, and names apart from addresses, known or not."""
    anna = UserFactory(username="anna", email="anna@example.org")
    addresses.vouch(person=anna)

    def try_after_ten(first: str, second: str) -> int:
        for _ in range(10):
            client.post("/login/", {"username": first, "password": "wrong"})
        return client.post("/login/", {"username": second, "password": "wrong"}).status_code

    known = [
        try_after_ten("anna", "ANNA"),
        try_after_ten("anna@example.org", "Anna@Example.org"),
    ]
    RateWindow.objects.all().delete()
    nobody = [
        try_after_ten("bert", "BERT"),
        try_after_ten("bert@example.org", "Bert@Example.org"),
    ]
    RateWindow.objects.all().delete()

    assert known == nobody == [429, 429]
    assert try_after_ten("anna", "anna@example.org") == 200


def test_a_name_that_reads_like_an_address_keeps_nobody_out(client: Client) -> None:
    anna = UserFactory(username="anna", email="anna@example.org")
    addresses.vouch(person=anna)
    UserFactory(username="anna@example.org", password="somebody else's")

    log_in("anna@example.org", client)

    assert client.session["_auth_user_id"] == str(anna.pk)


def test_a_user_name_is_known_however_its_letters_are_composed(client: Client) -> None:
    UserFactory(username="j\u00fcrgen")

    log_in("ju\u0308rgen", client)


def ask_again(client: Client) -> HttpRequest:
    """A request with the mark that the browser was given."""
    request = RequestFactory().get("/")
    request.COOKIES = {"browser": client.cookies["browser"].value}
    return request


def test_a_mark_of_a_browser_is_of_one_person_and_one_password(client: Client) -> None:
    anna, bert = UserFactory(username="anna"), UserFactory(username="bert")
    log_in("anna", client)
    request = RequestFactory().get(
        "/", headers={"Cookie": f"browser={client.cookies['browser'].value}"}
    )
    found = [known_browsers.find_browser(request, one) for one in (anna, bert, None)]
    anna.set_password("another")

    assert [bool(name) for name in found] == [True, False, False]
    assert known_browsers.find_browser(request, anna) == ""


def test_people_who_share_a_browser_are_all_known_by_it(client: Client) -> None:
    people = [UserFactory() for _ in range(2)]
    for person in people:
        log_in(person.username, client)
        client.post("/logout/")
    request = RequestFactory().get(
        "/", headers={"Cookie": f"browser={client.cookies['browser'].value}"}
    )

    assert all(known_browsers.find_browser(request, one) for one in people)


def test_what_is_written_down_of_signing_in(client: Client) -> None:
    user = UserFactory(username="anna")
    for name in ("anna", "nobody@example.org"):
        client.post("/login/", {"username": name, "password": "wrong"})
    log_in("anna", client)
    client.post("/logout/")
    told = AuditEvent.objects.order_by("pk").values_list("action", "actor", "target", "data")

    assert list(told) == [
        ("user.sign_in_failed", None, str(user.uuid), {}),
        ("user.sign_in_failed", None, "", {}),
        ("user.signed_in", user.pk, str(user.uuid), {"way": "password", "code": False}),
        ("user.signed_out", user.pk, str(user.uuid), {}),
    ]


def test_as_much_is_hashed_for_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    UserFactory(username="anna")
    UserFactory(username="left", is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count(self: Any, password: str, *args: Any, **kwargs: Any) -> str:
        hashed.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    work = {}
    for name in ("anna", "left", "nobody", "nobody@example.org"):
        hashed.clear()
        Client().post("/login/", {"username": name, "password": "wrong"})
        work[name] = len(hashed)

    assert work == dict.fromkeys(work, 1)


def test_a_changed_password_ends_the_other_sessions_and_tells_its_owner(
    client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    user = UserFactory(username="anna")
    elsewhere = log_in("anna")
    log_in("anna", client)
    new = "quite another long one"
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/password/", posted)

    (kept,) = UserSession.objects.all()
    assert kept.session_key == client.session.session_key
    assert Session.objects.filter(pk=elsewhere.cookies["session"].value).count() == 0
    assert client.get("/account/sessions/").status_code == 200
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([user.email], "Factcheck: how you sign in has changed")
    ]
    assert "your password was changed" in mailoutbox[0].body


def test_the_present_password_is_not_to_be_guessed_either(client: Client) -> None:
    UserFactory(username="anna")
    log_in("anna", client)
    new = "quite another long one"
    posted = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    statuses = [client.post("/account/password/", posted).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


def test_links_are_sent_three_times_at_most_and_the_answer_tells_nothing(
    client: Client, mailoutbox: list[Any]
) -> None:
    user = UserFactory()
    answers = {client.post("/password/", {"email": user.email})["Location"] for _ in range(5)}

    assert answers == {"/password/sent/"}
    assert len(mailoutbox) == 3


def test_a_reset_password_ends_all_sessions_and_lets_the_browser_try(client: Client) -> None:
    user = UserFactory(username="anna")
    elsewhere = log_in("anna")
    link = f"/password/{urlsafe_base64_encode(force_bytes(user.pk))}/"
    link += f"{default_token_generator.make_token(User.objects.get())}/"
    for _ in range(10):
        Client().post("/login/", {"username": "anna", "password": "wrong"})
    address = client.get(link)["Location"]
    client.post(address, {"new_password1": "a new long one", "new_password2": "a new long one"})

    done = client.post("/login/", {"username": "anna", "password": "a new long one"})

    assert done.status_code == 302
    assert elsewhere.get("/")["Location"] == "/login/?next=/"
    assert AuditEvent.objects.filter(action="user.password_reset", actor=user).count() == 1


def test_settings_of_single_sign_on_are_whole_or_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SINGLE_SIGN_ON:
        monkeypatch.delenv(name, raising=False)
    assert read_single_sign_on() is None

    monkeypatch.setenv("OIDC_ID", "desk")
    with pytest.raises(SystemExit, match="OIDC_NAME, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_SER"):
        read_single_sign_on()

    for name, value in SINGLE_SIGN_ON.items():
        monkeypatch.setenv(name, value)
    assert read_single_sign_on() == {
        "provider_id": "desk",
        "name": "The Desk",
        "client_id": "factcheck",
        "secret": "s",
        "settings": {"server_url": "https://id.example"},
    }

    for name, wrong in (("OIDC_ID", "The Desk"), ("OIDC_SERVER_URL", "http://id.example")):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(SystemExit, match=name):
            read_single_sign_on()
        monkeypatch.setenv(name, SINGLE_SIGN_ON[name])
