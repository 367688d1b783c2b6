"""What every edge reads from a request, whether Django's or DRF's."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.urls import reverse

from claims import clock
from claims.errors import NotAllowed
from claims.models import User
from claims.operations import cases
from claims.operations.cases import Said

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

# Of a session: when its owner has last shown who they are, and for how many seconds that holds.
CONFIRMED_AT = "confirmed_at"
CONFIRMED_FOR = 15 * 60


# What browsers say of a request of the page's own site, and of an address that somebody typed.
OWN_SITE = {"same-origin", "none"}


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


def note_rows_read(request: "HttpRequest | Request", rows: Collection[Said]) -> None:
    """Note that somebody reads what others said: they label these claims no more."""
    note_read(request, cases.list_seen(get_user(request), rows))


def note_read(request: "HttpRequest | Request", seen: Collection[tuple[int, str]]) -> None:
    """The same, by claims and passes. Raises as `require_own_site` does, if they still might."""
    user = get_user(request)
    if not seen:
        return
    if not is_of_own_site(request) and cases.gives_up_by_reading(user, seen):
        require_own_site(request)
    cases.note_read(actor=user, seen=seen, now=read_now(request))


def is_of_own_site(request: "HttpRequest | Request") -> bool:
    """Not so where a link of another site has led here: these take the session's cookie along.

    Programs, and browsers from before 2023, do not say.
    """
    return request.headers.get("Sec-Fetch-Site", "none") in OWN_SITE


def require_own_site(request: "HttpRequest | Request") -> None:
    """Raise NotAllowed where it is not: for what leaves a mark when it is read."""
    if not is_of_own_site(request):
        raise NotAllowed(
            "other_site",
            "Another site has led here. To open this is noted, and who reads what others said of a"
            " claim labels it no more: go on only if you mean to.",
        )


def link_invitation(request: "HttpRequest | Request", token: str) -> str:
    """The whole address of an invitation, as a mail has it."""
    return str(request.build_absolute_uri(reverse("invitation", args=[token])))


def has_confirmed_lately(request: "HttpRequest | Request") -> bool:
    """Whether whoever is signed in has shown who they are within a quarter of an hour."""
    confirmed: int = request.session.get(CONFIRMED_AT, 0)
    return read_now(request).timestamp() - confirmed < CONFIRMED_FOR
