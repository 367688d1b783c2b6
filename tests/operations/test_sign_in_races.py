"""Two hundred at once: how many passwords are hashed, and how often a code is good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import hashers
from django.db import connections
from django.test import Client

from claims import clock
from claims.models import AuditEvent, User
from claims.operations import second_factors
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
THREADS, TRIES = 16, 200
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def run_at_once(job: Any, number: int) -> list[Any]:
    def run(which: int) -> Any:
        try:
            return job(which)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(number)))


def test_of_two_hundred_wrong_logins_at_once_ten_are_hashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever address they say they come from."""
    UserFactory(username="anna")
    hashed: list[str] = []
    verify = hashers.verify_password

    def count(password: str, encoded: str, preferred: str = "default") -> Any:
        hashed.append(password)
        return verify(password, encoded, preferred)

    monkeypatch.setattr(hashers, "verify_password", count)

    def try_one(which: int) -> int:
        posted = {"username": "anna", "password": f"wrong {which}"}
        told = f"198.51.100.{which}"
        return Client().post("/login/", posted, headers={"X-Forwarded-For": told}).status_code

    statuses = run_at_once(try_one, TRIES)

    assert len(hashed) == 10
    assert {status: statuses.count(status) for status in set(statuses)} == {200: 10, 429: 190}
    assert AuditEvent.objects.filter(action="user.sign_in_failed").count() == 10


def test_a_code_sent_many_times_at_once_is_good_once() -> None:
    person = UserFactory()
    turn_on(person)
    code = format_hotp_value(hotp_value(SECRET, int(NOW.timestamp()) // 30 + 1))

    def try_one(which: int) -> bool:
        found = second_factors.try_code(person=person, code=code, browser="", now=NOW)
        return found is not None

    assert sum(run_at_once(try_one, 8)) == 1


def test_a_recovery_code_sent_many_times_at_once_is_good_once() -> None:
    person = UserFactory()
    turn_on(person)
    code = second_factors.list_recovery_codes(person)[3]

    def try_one(which: int) -> bool:
        found = second_factors.try_code(person=person, code=code, browser="", now=NOW)
        return found is not None

    assert sum(run_at_once(try_one, 8)) == 1
    assert len(second_factors.list_recovery_codes(person)) == 9


def turn_on(person: User) -> None:
    code = format_hotp_value(hotp_value(SECRET, int(NOW.timestamp()) // 30))
    second_factors.turn_on(actor=person, secret=SECRET, code=code, browser="", now=NOW)
    assert Authenticator.objects.filter(user=person).count() == 2
