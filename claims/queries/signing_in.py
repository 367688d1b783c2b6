"""Who signs in by what, and where they are signed in."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from claims.models import User


def find_person(name: str) -> User | None:
    """Whose verified address that is, or else whose user name.

    Anybody may choose a name that reads like an address: it must not stand in its owner's way.
    """
    owner = find_by_address([name]) if "@" in name else None
    return owner or User.objects.filter(username=User.normalize_username(name)).first()


def find_by_address(addresses: Collection[str]) -> User | None:
    """Whose verified address one of these is; None too where they are several people's."""
    wanted = [address.lower() for address in addresses]
    verified = EmailAddress.objects.filter(email__in=wanted, verified=True)
    people = User.objects.filter(pk__in=verified.values("user"))[:2]
    return people[0] if len(people) == 1 else None


def find_wanted_address(person: User) -> str:
    """The address that they have asked to have instead, whose link is still to be followed."""
    wanted = EmailAddress.objects.filter(user=person, verified=False)
    return str(wanted.values_list("email", flat=True).first() or "")


def has_second_factor(person: User) -> bool:
    apps = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP)
    return bool(apps.exists())


def must_have_second_factor(person: User) -> bool:
    """By the setting TOTP_REQUIRED."""
    is_staff = person.is_staff or person.is_superuser
    return settings.TOTP_REQUIRED == "ALL" or (settings.TOTP_REQUIRED == "STAFF" and is_staff)


def list_sessions(person: User, now: datetime) -> QuerySet[UserSession]:
    """Where the person is signed in, the last used first."""
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    own: QuerySet[UserSession] = UserSession.objects.filter(user=person, session_key__in=living)
    return own.order_by("-last_seen_at", "-pk")


def find_session(person: User, uuid: UUID, now: datetime) -> UserSession | None:
    """The one that has this public name, among the person's own."""
    own = list_sessions(person, now)
    return next((one for one in own if name_session(one.session_key) == uuid), None)


def name_session(key: str) -> UUID:
    """What the outside calls a session: of its key, which is a secret, nothing can be found out."""
    return UUID(bytes=sha256(f"session:{key}".encode()).digest()[:16], version=5)
