"""What tests around signing in share."""

from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from claims import clock
from claims.models import User
from claims.operations import second_factors
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_code(now: datetime, later: int = 0, secret: str = SECRET) -> str:
    """What the app shows: at that moment, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // 30 + later))


def turn_on(person: User, now: datetime) -> None:
    """Give the person a second factor; the code of half a minute ago is used up by it."""
    second_factors.turn_on(
        actor=person, secret=SECRET, code=make_code(now, -1), browser="", now=now
    )


def log_in(username: str, client: Client | None = None, **extra: str) -> Client:
    """A browser that has sent the right password."""
    client = client or Client(headers={"User-Agent": FIREFOX})
    posted = {"username": username, "password": PASSWORD, **extra}
    assert client.post("/login/", posted).status_code == 302
    return client


def make_session(person: User) -> UserSession:
    """A browser somewhere in which the person is signed in."""
    key = get_random_string(32)
    Session.objects.create(session_key=key, expire_date=clock.now() + timedelta(days=1))
    made: UserSession = UserSession.objects.create(
        user=person, session_key=key, ip="192.0.2.1", user_agent=FIREFOX
    )
    return made
