"""Where one is signed in: seen, and ended from elsewhere."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from claims import clock
from claims.models import AuditEvent, User
from claims.operations import people, sign_ins
from claims.queries.signing_in import list_sessions, name_session
from claims.web.middleware import read_address
from claims.web.signing_in.devices import name_device
from tests.factories import ApiTokenFactory, UserFactory
from tests.signing_in import log_in

pytestmark = pytest.mark.django_db
PAGE = "/account/sessions/"
DEVICES = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Mobile Safari/537.36": "Chrome on Android",
    "curl/8": "A browser that does not say what it is",
}


@pytest.fixture
def anna(db: None) -> User:
    return UserFactory(username="anna")


def get_uuid(client: Client) -> str:
    return str(name_session(str(client.session.session_key)))


def test_devices_in_words() -> None:
    assert {told: name_device(told) for told in DEVICES} == DEVICES


@pytest.mark.parametrize("others", (1, 3))
def test_the_page_lists_them_and_marks_this_one(
    others: int, anna: User, django_assert_num_queries: Any
) -> None:
    for _ in range(others):
        log_in("anna")
    log_in(UserFactory().username)
    client = log_in("anna")

    with django_assert_num_queries(4):
        rows = client.get(PAGE).context["rows"]

    assert len(rows) == others + 1
    assert [row["uuid"] for row in rows if row["is_present"]] == [
        name_session(str(client.session.session_key))
    ]
    assert {(row["device"], row["address"]) for row in rows} == {("Firefox on Linux", "127.0.0.1")}


def test_sessions_that_have_run_out_are_not_listed_and_go_with_the_next(anna: User) -> None:
    log_in("anna")
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    client = log_in("anna")

    assert [row["is_present"] for row in client.get(PAGE).context["rows"]] == [True]
    assert UserSession.objects.count() == 1


def test_one_is_ended(anna: User) -> None:
    elsewhere, client = log_in("anna"), log_in("anna")
    answer = client.post(reverse("session-end", args=[get_uuid(elsewhere)]))

    assert answer["Location"] == PAGE
    assert elsewhere.get(PAGE)["Location"] == f"/login/?next={PAGE}"
    assert client.get(PAGE).status_code == 200
    assert AuditEvent.objects.filter(action="user.session_ended", actor=anna).count() == 1


def test_the_present_one_is_ended_too(anna: User) -> None:
    client = log_in("anna")
    answer = client.post(reverse("session-end", args=[get_uuid(client)]))

    assert answer["Location"] == "/login/"
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_nobody_ends_anothers(anna: User) -> None:
    theirs, client = log_in("anna"), log_in(UserFactory().username)
    answer = client.post(reverse("session-end", args=[get_uuid(theirs)]))

    assert answer.status_code == 404
    assert theirs.get(PAGE).status_code == 200


def test_all_others_are_ended(anna: User) -> None:
    others, client = [log_in("anna") for _ in range(2)], log_in("anna")
    bert = log_in(UserFactory().username)
    client.post(reverse("sessions-end-others"))
    told = AuditEvent.objects.get(action="user.sessions_ended")

    assert [one.get(PAGE).status_code for one in (*others, client, bert)] == [302, 302, 200, 200]
    assert told.data == {"number": 2}


def test_who_is_deactivated_is_signed_out_for_good(anna: User, admin: User) -> None:
    client = log_in("anna")
    people.deactivate_person(actor=admin, person=anna, now=clock.now())
    User.objects.filter(pk=anna.pk).update(is_active=True)

    assert client.get(PAGE).status_code == 302
    assert not UserSession.objects.exists()


def test_a_password_that_an_admin_sets_ends_all(anna: User, admin: User) -> None:
    client, office = log_in("anna"), log_in(admin.username)
    new = {"usable_password": "true", "password1": "a new long one", "password2": "a new long one"}
    office.post(reverse("admin:auth_user_password_change", args=[anna.pk]), new)

    assert client.get(PAGE).status_code == 302
    assert list(list_sessions(anna, clock.now())) == []
    assert office.get(PAGE).status_code == 200


def test_last_seen_is_noted_every_ten_minutes(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in("anna")
    long_ago = clock.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get(PAGE)
    at_once = UserSession.objects.get().last_seen_at
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 601)
    client.get(PAGE, headers={"X-Forwarded-For": "192.0.2.9"})
    later = UserSession.objects.get()

    assert at_once == long_ago
    assert later.last_seen_at > long_ago + timedelta(hours=23)
    assert later.ip == "127.0.0.1"


def test_an_address_is_one_however_the_server_names_it() -> None:
    """Else all of IPv4 is one network for who listens on IPv6, and one visitor locks all out."""
    named = ("::ffff:192.0.2.7", "fe80::1%eth0", "2001:db8::1", "unix:")
    read = [read_address(RequestFactory().get("/", REMOTE_ADDR=name)) for name in named]

    assert read == ["192.0.2.7", "fe80::1", "2001:db8::1", None]


def test_over_rest_they_are_listed_and_ended(anna: User) -> None:
    ApiTokenFactory(user=anna, scopes="account", key="fct_k")
    program = {"headers": {"Authorization": "Bearer fct_k"}, "content_type": "application/json"}
    first, second = log_in("anna"), log_in("anna")
    log_in(UserFactory().username)
    own = first.get("/api/v1/account/sessions/").json()["results"]
    listed = Client().get("/api/v1/account/sessions/", **program).json()["results"]  # type: ignore[arg-type]
    one = Client().post(f"/api/v1/account/sessions/{get_uuid(first)}/end/", "{}", **program)  # type: ignore[arg-type]
    again = Client().post(f"/api/v1/account/sessions/{get_uuid(first)}/end/", "{}", **program)  # type: ignore[arg-type]
    rest = Client().post("/api/v1/account/sessions/end-others/", "{}", **program)  # type: ignore[arg-type]

    assert [row["is_present"] for row in own] == [True, False]
    assert [row["is_present"] for row in listed] == [False, False]
    assert {row["uuid"] for row in listed} == {get_uuid(first), get_uuid(second)}
    assert (one.json(), again.status_code, rest.json()) == ({"ended": 1}, 404, {"ended": 1})
    assert (first.get(PAGE).status_code, second.get(PAGE).status_code) == (302, 302)


def test_a_request_from_nowhere_signs_in_too(anna: User) -> None:
    """Behind a socket without a proxy there is no address."""
    client = Client(REMOTE_ADDR="")
    log_in("anna", client)

    assert UserSession.objects.get().ip == sign_ins.NOWHERE
    assert client.get(PAGE).context["rows"][0]["address"] == ""
