"""How often somebody may try: at passwords, codes and links, by whom it is about and by network.

A try is counted before anything is looked at, so that of two hundred at once no more than the limit
are. One that succeeds is given back. Whoever is known by their browser has tries of their own:
others cannot use these up, so nobody locks a person out of the place where they always sign in.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from claims import origin
from claims.errors import TooMany
from claims.operations import rates

WINDOW = 15 * 60


class Purpose(StrEnum):
    """What is tried."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    CODE = "code"
    MAIL = "mail"


# In a window: of one person or name, and of one network at any of them.
PER_PERSON = {Purpose.PASSWORD: 10, Purpose.CODE: 10, Purpose.MAIL: 3}
PER_NETWORK = {Purpose.PASSWORD: 30, Purpose.CODE: 30, Purpose.MAIL: 15}


def fold(name: str) -> str:
    """What is typed, as it is counted: all its spellings together, whether it is anybody's or not.

    Were it counted by whom it means, the refusal of another spelling would tell that there is one.
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that is counted, by these keys."""

    keys: tuple[str, ...]
    at: datetime


def begin(purpose: Purpose, whom: str, *, browser: str = "", now: datetime) -> Attempt:
    """Count a try. `browser`: the known one that it comes from.

    Raises TooMany where there were too many.
    """
    limits = {_make_key(purpose, whom, browser): PER_PERSON[purpose]}
    address = origin.current().address
    if address is not None and not browser:
        network = rates.find_network(address)
        limits[_make_key(purpose, "network", network)] = PER_NETWORK[purpose]
    counted: list[str] = []
    for key, limit in limits.items():
        if not rates.count(key, limit=limit, seconds=WINDOW, now=now):
            # A network that may not try any more must not use up what the person's own may.
            forgive(Attempt(tuple(counted), now))
            raise _refuse(now)
        counted.append(key)
    return Attempt(tuple(counted), now)


def forgive(attempt: Attempt) -> None:
    """The try was right: it does not count."""
    for key in attempt.keys:
        rates.give_back(key, seconds=WINDOW, now=attempt.at)


def _make_key(*parts: str) -> str:
    """Neither names nor addresses are kept as they are."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _refuse(now: datetime) -> TooMany:
    return TooMany(
        "too_many_tries",
        "There were too many tries. Wait a quarter of an hour, then try again.",
        wait=WINDOW - int(now.timestamp()) % WINDOW,
    )
