"""How much programs may ask: so many requests a minute, over all processes."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from claims import clock
from claims.models import Project, RateWindow, User
from claims.operations import rates
from tests.factories import ApiTokenFactory

PROJECTS = "/api/v1/projects/"
NOW = datetime(2026, 3, 1, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    rates.forget_all()
    yield
    rates.forget_all()


@pytest.fixture
def _limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE_LIMIT = 3
    settings.API_RATE_LIMIT_ANONYMOUS = 2
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read_headers(answer: Any) -> list[str | None]:
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")
    return [answer.get(name) for name in names]


@pytest.mark.django_db
@pytest.mark.usefixtures("_limits")
def test_each_answer_says_what_is_left(api: APIClient, project: Project) -> None:
    answers = [api.get(PROJECTS) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [read_headers(answer) for answer in answers] == [
        ["3", "2", "40", None],
        ["3", "1", "40", None],
        ["3", "0", "40", None],
        ["3", "0", "40", "40"],
    ]
    assert answers[3].json()["code"] == "throttled"
    assert answers[3]["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.usefixtures("_limits")
def test_the_next_minute_begins_anew(
    api: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [api.get(PROJECTS).status_code for _ in range(4)][-1] == 429
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=40))

    assert api.get(PROJECTS).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_limits")
def test_tokens_of_one_person_count_together(
    api: APIClient, annotator: User, manager_api: APIClient, project: Project
) -> None:
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION="Bearer fct_second")
    ApiTokenFactory(user=annotator, key="fct_second", last_used_at=NOW)

    answers = [client.get(PROJECTS).status_code for client in (api, other, api, other)]

    assert answers == [200, 200, 200, 429]
    assert manager_api.get(PROJECTS).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_limits")
def test_people_at_their_browsers_are_not_counted(
    annotator: User, project: Project, client: Client
) -> None:
    client.force_login(annotator)

    answers = [client.get(PROJECTS) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("_limits")
def test_strangers_are_counted_by_their_address(project: Project, api: APIClient) -> None:
    def ask(address: str) -> int:
        return int(APIClient(REMOTE_ADDR=address).get(PROJECTS).status_code)

    assert [ask("192.0.2.1") for _ in range(3)] == [401, 401, 429]
    assert ask("192.0.2.2") == 401
    # A house has many addresses of IPv6.
    assert [ask(f"2001:db8::{number}") for number in range(1, 4)] == [401, 401, 429]
    # Who signs in from there goes on.
    assert api.get(PROJECTS, REMOTE_ADDR="192.0.2.1").status_code == 200
    assert "192.0.2" not in str(list(RateWindow.objects.values_list("key", flat=True)))


@pytest.mark.django_db
def test_few_requests_cost_a_write(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Of a limit of 100, five at once; the first of a minute looks for counts that are over."""
    with django_assert_num_queries(2):
        rates.take("a", limit=100, now=NOW)
    with django_assert_num_queries(0):
        left = [rates.take("a", limit=100, now=NOW).left for _ in range(4)]
    with django_assert_num_queries(1):
        left.append(rates.take("a", limit=100, now=NOW).left)

    assert left == [98, 97, 96, 95, 94]


@pytest.mark.django_db
def test_another_process_counts_too() -> None:
    """What this one has not counted, since it was another."""
    RateWindow.objects.create(key="a", minute=int(NOW.timestamp()) // 60, taken=9)

    taken = [rates.take("a", limit=10, now=NOW) for _ in range(2)]

    assert [one.is_allowed for one in taken] == [True, False]


@pytest.mark.django_db
def test_a_clock_that_goes_back_lets_nobody_through() -> None:
    RateWindow.objects.create(key="a", minute=int(NOW.timestamp()) // 60 + 1, taken=10)

    assert not rates.take("a", limit=10, now=NOW).is_allowed


@pytest.mark.django_db
def test_counts_that_are_over_go() -> None:
    minute = int(NOW.timestamp()) // 60
    for age in (9, 10, 11, 12):
        RateWindow.objects.create(key=f"old {age}", minute=minute - age, taken=1)

    rates.take("a", limit=10, now=NOW)

    assert set(RateWindow.objects.values_list("key", flat=True)) == {"a", "old 9", "old 10"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forgets", (False, True))
def test_never_more_than_the_limit_however_many_ask(
    *, forgets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight threads; as in processes of their own where none knows what the others took."""
    if forgets:
        monkeypatch.setattr(rates, "_spend", lambda *_: None)
    allowed: list[bool] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        try:
            allowed.extend(rates.take("a", limit=50, now=NOW).is_allowed for _ in range(10))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(allowed) == 80
    assert sum(allowed) <= 50
    assert forgets or sum(allowed) == 50
