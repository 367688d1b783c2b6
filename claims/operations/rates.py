"""How much in so much time: counted in the database, for all processes together.

Of requests a minute a process takes some at once, and counts these by itself: so few requests cost
a write, and never are more let through than the limit says. What a process took and does not use is
lost till the minute is over. What is seldom and dear, as a try at a password, is counted one by one
(`count`), and can be given back.
"""

import hashlib
import ipaddress
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F, QuerySet

from claims.models import RateWindow

# A process takes this part of a minute's requests at once.
PARTS = 20
SECONDS = 60
# Minutes after which a count is removed, and how many are at once.
KEPT_MINUTES, FORGOTTEN_AT_ONCE = 10, 100
# Keys that a process remembers: then it begins anew.
REMEMBERED = 10_000
# Of an IPv6 address: what one house has.
NETWORK_PREFIX = 64

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


def count(key: str, *, limit: int, seconds: int, now: datetime) -> bool:
    """Count one of whoever has the key; False where the limit of so many seconds is reached.

    The time is cut into windows of `seconds`: a row is kept by the minute in which its window ends.
    """
    return _count(key, _find_end(seconds, now), limit, now)


def give_back(key: str, *, seconds: int, now: datetime) -> None:
    """Take back one that was counted at `now`."""
    rows = RateWindow.objects.filter(key=key, minute=_find_end(seconds, now), taken__gt=0)
    rows.update(taken=F("taken") - 1)


def use_once(key: str, *, made_at: datetime, now: datetime) -> bool:
    """Whether this is the first use of what has the key, made within the last minutes."""
    return _count(key, int(made_at.timestamp()) // SECONDS, 1, now)


def find_over(now: datetime) -> QuerySet[RateWindow]:
    """Counts of minutes, or longer windows, that ended so long ago that nobody asks for them."""
    return _find_over(int(now.timestamp()) // SECONDS)


def find_network(address: str) -> str:
    """An IPv4 address itself; of an IPv6 address the network of one house."""
    if ipaddress.ip_address(address).version == 4:
        return address
    return str(ipaddress.ip_network((address, NETWORK_PREFIX), strict=False))


def name_address(address: str) -> str:
    """The key of an address's network: addresses are not kept as they are."""
    return hashlib.sha256(find_network(address).encode()).hexdigest()


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
    taken = _write(key, minute, wanted, limit)
    if taken is None:
        return 0, 0
    if taken == wanted:
        _forget(minute)
    return wanted - max(0, taken - limit), max(0, limit - taken)


def _count(key: str, minute: int, limit: int, now: datetime) -> bool:
    taken = _write(key, minute, 1, limit)
    if taken == 1:
        _forget(int(now.timestamp()) // SECONDS)
    return taken is not None


def _find_end(seconds: int, now: datetime) -> int:
    """The minute in which the window ends."""
    return (int(now.timestamp()) // seconds + 1) * seconds // SECONDS


def _write(key: str, minute: int, wanted: int, limit: int) -> int | None:
    """How many are taken by now; None where the limit was reached before."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE.strip(), [key, minute, wanted, limit])
        row = cursor.fetchone()
    return row[0] if row else None


def _find_over(minute: int) -> QuerySet[RateWindow]:
    return RateWindow.objects.filter(minute__lt=minute - KEPT_MINUTES)


def _forget(minute: int) -> None:
    """Remove counts that are over: by the first request of somebody's minute."""
    over = _find_over(minute).order_by("minute")
    numbers = list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if numbers:
        RateWindow.objects.filter(pk__in=numbers).delete()
