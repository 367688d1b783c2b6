"""Browsers in which somebody has signed in before: their tries are counted apart.

A cookie holds a mark for each of the last few people. It opens nothing; a new password ends it.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from claims.models import User

COOKIE = "__Host-browser" if settings.HTTPS else "browser"
SALT = "claims.known_browsers"
LASTS = 180 * 24 * 60 * 60
# People who share a browser.
MOST = 5
BETWEEN = "."


def find_browser(request: HttpRequest, person: User | None) -> str:
    """The name of the browser, where the person has signed in with it; else empty."""
    if person is None:
        return ""
    marks = (_split(mark) for mark in _list_marks(request))
    return next((name for name, proof in marks if _proves(person, name, proof)), "")


def remember(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """The person has signed in with it."""
    others = [mark for mark in _list_marks(request) if not _proves(person, *_split(mark))]
    name = find_browser(request, person) or secrets.token_hex(8)
    marks = [f"{name}-{_prove(person, name)}", *others][:MOST]
    response.set_cookie(
        COOKIE,
        BETWEEN.join(marks),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _list_marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split(BETWEEN)[:MOST]


def _split(mark: str) -> tuple[str, str]:
    name, _between, proof = mark.partition("-")
    return name, proof


def _proves(person: User, name: str, proof: str) -> bool:
    return constant_time_compare(proof, _prove(person, name))


def _prove(person: User, name: str) -> str:
    value = f"{name} {person.uuid} {person.password}"
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()
