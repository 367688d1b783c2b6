"""How much a program may ask: a number of requests a minute, over all processes.

People at their browsers are not counted; who does not sign in is, by their address.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from claims import origin
from claims.models import ApiToken
from claims.operations import rates
from claims.operations.rates import Allowance
from claims.outages import spare_while_unwritable
from claims.requests import get_user, read_now

if TYPE_CHECKING:
    # DRF's views read this module's name from the settings while they are being imported.
    from rest_framework.views import APIView


class ProgramThrottle(BaseThrottle):
    """All tokens of a person count together."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = settings.API_RATE_LIMIT
        if not limit or not isinstance(request.auth, ApiToken):
            return True
        key = f"person:{get_user(request).pk}"
        self.allowance = _take(request, key, limit)
        return self.allowance is None or self.allowance.is_allowed

    def wait(self) -> float | None:
        return self.allowance.resets_in if self.allowance else None


def count_stranger(request: Request) -> Allowance | None:
    """A request of somebody who did not sign in; None where nobody is counted."""
    limit = settings.API_RATE_LIMIT_ANONYMOUS
    address = origin.current().address
    if not limit or address is None:
        return None
    return _take(request, rates.name_address(address), limit)


def _take(request: Request, key: str, limit: int) -> Allowance | None:
    """One of the requests that the key's owner may send; uncounted where nothing can be written."""
    allowance = None
    with spare_while_unwritable():
        allowance = rates.take(key, limit=limit, now=read_now(request))
        note(request, allowance)
    return allowance


def note(request: Request, allowance: Allowance) -> None:
    """Keep it with the request, for the headers of its answer."""
    request.allowance = allowance  # type: ignore[attr-defined]


def tell(request: Request, response: HttpResponseBase) -> None:
    """Say in the answer how much is left."""
    allowance: Allowance | None = getattr(request, "allowance", None)
    if allowance is None:
        return
    response.headers["RateLimit-Limit"] = str(allowance.limit)
    response.headers["RateLimit-Remaining"] = str(allowance.left)
    response.headers["RateLimit-Reset"] = str(allowance.resets_in)
