"""Answers to the pages' own scripts: JSON where a page asks for it, else what a browser shows."""

from uuid import UUID

from django.http import HttpRequest

# As far as a script counts exactly.
NUMBER_LIMIT = 2**53 - 1
DATA = "application/json"


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks, not somebody who would be shown the answer."""
    return request.get_preferred_type(["text/html", DATA]) == DATA


def read_number(given: str | None) -> int | None:
    """A number that a script sends along; None where there is none, or nonsense."""
    if given is None or not given.isascii() or not given.isdigit():
        return None
    return min(int(given[:16]), NUMBER_LIMIT)


def read_uuid(given: str | None) -> UUID | None:
    """The UUID that an address carries; None where there is none, or nonsense."""
    try:
        return UUID(given or "")
    except ValueError:
        return None
