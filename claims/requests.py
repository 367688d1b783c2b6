"""What every edge reads from a request, whether Django's or DRF's."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.urls import reverse

from claims import clock
from claims.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

# Of a session: when its owner has last shown who they are, and for how many seconds that holds.
CONFIRMED_AT = "confirmed_at"
CONFIRMED_FOR = 15 * 60


def get_user(request: "HttpRequest | Request") -> User:
    """Who is signed in. Only for views that nobody else reaches."""
    return cast("User", request.user)


def read_now(request: "HttpRequest | Request") -> datetime:
    """The database's time, asked once per request however often it is read here."""
    known: datetime | None = getattr(request, "moment", None)
    if known is None:
        known = clock.now()
        request.moment = known  # type: ignore[union-attr]
    return known


def link_invitation(request: "HttpRequest | Request", token: str) -> str:
    """The whole address of an invitation, as a mail has it."""
    return str(request.build_absolute_uri(reverse("invitation", args=[token])))


def has_confirmed_lately(request: "HttpRequest | Request") -> bool:
    """Whether whoever is signed in has shown who they are within a quarter of an hour."""
    confirmed: int = request.session.get(CONFIRMED_AT, 0)
    return read_now(request).timestamp() - confirmed < CONFIRMED_FOR
