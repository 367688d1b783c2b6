"""How often somebody may try: by whom it is about, by network, and from a known browser."""

from datetime import UTC, datetime, timedelta

import pytest

from claims import origin
from claims.errors import TooMany
from claims.models import RateWindow
from claims.operations import attempts, rates
from claims.operations.attempts import Purpose

pytestmark = pytest.mark.django_db
# Windows begin at each quarter of an hour.
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WINDOW = timedelta(seconds=attempts.WINDOW)


def count_tries(
    whom: str, address: str = "192.0.2.1", browser: str = "", at: datetime = NOW
) -> int:
    """How many more are let through, of forty."""
    with origin.use(origin.Origin(address=address)):
        for number in range(40):
            try:
                attempts.begin(Purpose.PASSWORD, whom, browser=browser, now=at)
            except TooMany:
                return number
    return 40


def test_ten_tries_at_one_person_in_a_window() -> None:
    assert count_tries("anna") == 10
    assert count_tries("anna", "198.51.100.7", at=NOW + timedelta(minutes=14)) == 0
    assert count_tries("anna", "198.51.100.7", at=NOW + WINDOW) == 10


def test_thirty_tries_of_one_network_whoever_it_is_about() -> None:
    let_through = [count_tries(f"name{number}", f"2001:db8::{number + 1}") for number in range(5)]

    assert let_through == [10, 10, 10, 0, 0]
    assert count_tries("name4", "2001:db8:0:1::1") == 10


def test_a_network_that_may_try_no_more_uses_up_nobodys_tries() -> None:
    for number in range(3):
        count_tries(f"name{number}")
    assert count_tries("anna") == 0

    assert count_tries("anna", "198.51.100.7") == 10


def test_a_known_browser_has_tries_of_its_own() -> None:
    assert count_tries("anna") == 10
    for number in range(3):
        count_tries(f"name{number}")

    assert count_tries("anna", browser="a1") == 10
    assert count_tries("anna", browser="b2") == 10


def test_what_was_right_is_given_back() -> None:
    for _ in range(25):
        attempts.forgive(attempts.begin(Purpose.PASSWORD, "anna", now=NOW))

    assert count_tries("anna") == 10


def test_a_refusal_says_when_there_is_room_again() -> None:
    count_tries("anna")

    with pytest.raises(TooMany) as refused:
        attempts.begin(Purpose.PASSWORD, "anna", now=NOW + timedelta(minutes=5))

    assert refused.value.wait == 600


def test_neither_names_nor_addresses_are_kept() -> None:
    count_tries("anna", "192.0.2.1")

    keys = list(RateWindow.objects.values_list("key", flat=True))
    assert [len(key) for key in keys] == [64, 64]


def test_counts_that_are_over_are_removed() -> None:
    count_tries("anna")
    count_tries("bert", "198.51.100.7", at=NOW + 2 * WINDOW)

    assert RateWindow.objects.count() == 2


def test_a_code_is_used_once_also_where_another_minute_has_begun() -> None:
    uses = [
        rates.use_once("code", made_at=NOW, now=NOW + timedelta(seconds=off)) for off in (0, 20, 70)
    ]

    assert uses == [True, False, False]
    assert rates.use_once("other code", made_at=NOW, now=NOW)


def test_networks() -> None:
    assert {address: rates.find_network(address) for address in ("192.0.2.1", "2001:db8::1:2")} == {
        "192.0.2.1": "192.0.2.1",
        "2001:db8::1:2": "2001:db8::/64",
    }
