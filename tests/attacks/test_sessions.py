"""Whose session it is, and what signing in tells of who there is."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from claims.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User, password: str = PASSWORD) -> str:
    client.post("/login/", {"username": user.username, "password": password})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_is_never_one_that_somebody_else_has_chosen(client: Client) -> None:
    """One that there is: of a key that nobody has, Django makes another anyway."""
    user = UserFactory()
    attacker = Client()
    fixed = attacker.session
    fixed["from"] = "attacker"
    fixed.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(fixed.session_key)

    given = sign_in(client, user)

    assert given != fixed.session_key
    assert (is_in(client), is_in(attacker)) == (True, False)


def test_who_signs_in_anew_gets_another_session(client: Client) -> None:
    first, second = UserFactory(), UserFactory()
    before = sign_in(client, first)
    client.post("/logout/")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before

    after = sign_in(client, second)

    assert after != before
    assert not is_in(stolen)


def test_a_new_password_ends_the_other_sessions() -> None:
    user = UserFactory()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, user)

    new = "another one, long enough"
    changed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/account/password/", changed).status_code == 302

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_deactivated_person_is_out_at_the_next_request(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    assert is_in(client)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(client)
    assert client.get("/api/v1/projects/").status_code == 401


def read(answer: Any, *said: str) -> str:
    """The page but for what is drawn anew each time, and what one has typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    for word in said:
        text = text.replace(word, "…")
    return text


def test_pages_tell_nothing_of_who_there_is() -> None:
    """Known, deactivated and unknown: the same status, the same bytes."""
    UserFactory(username="known", email="known@example.org")
    UserFactory(username="left", email="left@example.org", is_active=False)

    def answer_all(name: str) -> list[tuple[int, str]]:
        client = Client()
        login = client.post("/login/", {"username": name, "password": "wrong"})
        reset = client.post("/password/", {"email": f"{name}@example.org"}, follow=True)
        return [(one.status_code, read(one, name)) for one in (login, reset)]

    assert answer_all("known") == answer_all("nobody") == answer_all("left")
