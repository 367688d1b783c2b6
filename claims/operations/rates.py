"""How many requests a minute: counted in the database, for all processes together.

A process takes some at once, and counts these by itself: so few requests cost a write, and never
are more let through than the limit says. What a process took and does not use is lost till the
minute is over.
"""

import hashlib
import ipaddress
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from claims.models import RateWindow

# A process takes this part of a minute's requests at once.
PARTS = 20
SECONDS = 60
# Minutes after which a count is removed, and how many are at once.
KEPT_MINUTES, FORGOTTEN_AT_ONCE = 10, 100
# Of an IPv6 address: what one house has.
PREFIX = 64
# Keys that a process remembers: then it begins anew.
REMEMBERED = 10_000

TAKE = """
INSERT INTO claims_ratewindow (key, minute, taken) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET
    taken = CASE WHEN claims_ratewindow.minute = excluded.minute
                 THEN claims_ratewindow.taken + excluded.taken ELSE excluded.taken END,
    minute = excluded.minute
WHERE claims_ratewindow.minute < excluded.minute OR claims_ratewindow.taken < %s
RETURNING taken
"""


class Allowance(NamedTuple):
    """Whether a request is let through; of the limit at least `left` are; seconds to the next."""

    is_allowed: bool
    limit: int
    left: int
    resets_in: int


@dataclass(slots=True)
class _Purse:
    """What a process has taken of a minute. `rest`: what nobody had taken when it did last."""

    minute: int
    left: int = 0
    rest: int = 0


_purses: dict[str, _Purse] = {}
_lock = threading.Lock()


def take(key: str, *, limit: int, now: datetime) -> Allowance:
    """Count a request of whoever has the key: SHA-256 or shorter."""
    seconds = int(now.timestamp())
    minute, resets_in = seconds // SECONDS, SECONDS - seconds % SECONDS
    purse = _spend(key, minute)
    if purse is None:
        granted, rest = _take_more(key, minute, limit)
        purse = _fill(key, minute, granted, rest)
        if not granted:
            return Allowance(is_allowed=False, limit=limit, left=0, resets_in=resets_in)
    left = max(0, purse.left + purse.rest)
    return Allowance(is_allowed=True, limit=limit, left=left, resets_in=resets_in)


def name_address(address: str) -> str:
    """The key of an address: addresses are not kept as they are."""
    found = ipaddress.ip_address(address)
    if found.version == 6:
        address = str(ipaddress.ip_network((address, PREFIX), strict=False))
    return hashlib.sha256(address.encode()).hexdigest()


def forget_all() -> None:
    """What this process has taken: for tests, whose database is another each time."""
    with _lock:
        _purses.clear()


def _spend(key: str, minute: int) -> _Purse | None:
    """One of those at hand; None where there is none."""
    with _lock:
        purse = _purses.get(key)
        if purse is None or purse.minute != minute or purse.left == 0:
            return None
        purse.left -= 1
        return _Purse(minute, purse.left, purse.rest)


def _fill(key: str, minute: int, granted: int, rest: int) -> _Purse:
    """Put what was granted with what is there, but for the one that is spent at once."""
    with _lock:
        if len(_purses) >= REMEMBERED:
            _purses.clear()
        purse = _purses.get(key)
        if purse is None or purse.minute != minute:
            purse = _purses[key] = _Purse(minute)
        purse.left += max(0, granted - 1)
        purse.rest = rest
        return _Purse(minute, purse.left, purse.rest)


def _take_more(key: str, minute: int, limit: int) -> tuple[int, int]:
    """How many were granted of those asked for, and how many are left for others."""
    wanted = max(1, limit // PARTS)
    with connection.cursor() as cursor:
        cursor.execute(TAKE.strip(), [key, minute, wanted, limit])
        row = cursor.fetchone()
    if row is None:
        return 0, 0
    taken: int = row[0]
    if taken == wanted:
        _forget(minute)
    return wanted - max(0, taken - limit), max(0, limit - taken)


def _forget(minute: int) -> None:
    """Remove counts that are over: by the first request of somebody's minute."""
    over = RateWindow.objects.filter(minute__lt=minute - KEPT_MINUTES).order_by("minute")
    numbers = list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if numbers:
        RateWindow.objects.filter(pk__in=numbers).delete()
