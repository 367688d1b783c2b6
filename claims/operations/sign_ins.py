"""Signing in and out, passwords, and where one is signed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from claims import origin
from claims.models import User
from claims.operations import addresses, attempts, audit, mails, tokens
from claims.operations.attempts import Purpose
from claims.queries.signing_in import list_sessions

Way = Literal["password", "single_sign_on"]
# Where a request came from nobody knows: behind a socket without a proxy.
NOWHERE = "::"
LONGEST_DEVICE = 200


def try_password(
    *, name: str, person: User | None, password: str, browser: str, now: datetime
) -> User | None:
    """The person, if it is their password and they may sign in.

    `person`: whom that user name or address means, by `find_person`. `browser`: the known one of
    theirs that it comes from. Counted before anything is hashed; as much is hashed for a name that
    nobody has. Raises TooMany.
    """
    attempt = attempts.begin(Purpose.PASSWORD, attempts.fold(name), browser=browser, now=now)
    if person is None:
        make_password(password)
    elif person.check_password(password) and person.is_active:
        attempts.forgive(attempt)
        return person
    target = person.uuid if person else ""
    audit.record("user.sign_in_failed", actor=None, now=now, target=target)
    return None


def try_own_password(*, actor: User, password: str, browser: str, now: datetime) -> bool:
    """Whether it is the password of who is signed in: counted as one is that signs in."""
    name = attempts.fold(actor.username)
    attempt = attempts.begin(Purpose.PASSWORD, name, browser=browser, now=now)
    if not actor.check_password(password):
        audit.record("user.sign_in_failed", actor=actor, now=now, target=actor.uuid)
        return False
    attempts.forgive(attempt)
    return True


@transaction.atomic
def note_sign_in(
    *, person: User, key: str, device: str, way: Way, with_code: bool, now: datetime
) -> None:
    """Somebody has signed in: with the session of that key, by a browser that calls itself so."""
    address = origin.current().address or NOWHERE
    living = list_sessions(person, now).values("pk")
    UserSession.objects.filter(user=person).exclude(pk__in=living).delete()
    UserSession.objects.update_or_create(
        session_key=key,
        defaults={
            "user": person,
            "ip": address,
            "user_agent": device[:LONGEST_DEVICE],
            "created_at": now,
            "last_seen_at": now,
        },
    )
    data = {"way": way, "code": with_code}
    audit.record("user.signed_in", actor=person, now=now, target=person.uuid, data=data)


def note_seen(*, key: str, now: datetime) -> None:
    """The session is in use, from this address. No audit row: nothing is done."""
    address = origin.current().address or NOWHERE
    UserSession.objects.filter(session_key=key).update(last_seen_at=now, ip=address)


def rename_session(*, old: str, new: str) -> None:
    """The same session goes on under another key. No audit row: why it does has one."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


@transaction.atomic
def note_sign_out(*, actor: User, key: str, now: datetime) -> None:
    """Somebody leaves; the session itself is the browser's, and ended there."""
    UserSession.objects.filter(user=actor, session_key=key).delete()
    audit.record("user.signed_out", actor=actor, now=now, target=actor.uuid)


@transaction.atomic
def end_session(*, actor: User, session: UserSession, now: datetime) -> None:
    """One of one's own: whoever has it is signed out at once."""
    _end([session.session_key])
    audit.record("user.session_ended", actor=actor, now=now, target=actor.uuid)


@transaction.atomic
def end_other_sessions(*, actor: User, kept: str, now: datetime) -> int:
    """All of one's own but the one with that key; how many there were."""
    return _end_all(actor, actor, kept, now)


@transaction.atomic
def end_access(*, actor: User, person: User, kept: str = "", now: datetime) -> None:
    """End all that a person's sign-ins have opened: tokens, sessions but that with the key `kept`.

    And the link to another address, lest whoever asked for it come back by that.
    """
    tokens.revoke_all(actor=actor, person=person, now=now)
    _end_all(actor, person, kept, now)
    addresses.forget_wanted(person)


@transaction.atomic
def change_password(*, actor: User, password: str, kept: str, now: datetime) -> None:
    """Set one's own password; sessions but that with the key `kept`, and all tokens, are over."""
    _set_password(actor, password, kept, now)
    audit.record("user.password_changed", actor=actor, now=now, target=actor.uuid)
    mails.send("notice", person=actor, to=actor.email, what="password")


@transaction.atomic
def reset_password(*, person: User, password: str, now: datetime) -> None:
    """Set the password of somebody who has followed the link that was sent to them."""
    _set_password(person, password, "", now)
    audit.record("user.password_reset", actor=person, now=now, target=person.uuid)
    mails.send("notice", person=person, to=person.email, what="password")


def _set_password(person: User, password: str, kept: str, now: datetime) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    end_access(actor=person, person=person, kept=kept, now=now)


def _end_all(actor: User, person: User, kept: str, now: datetime) -> int:
    ended = UserSession.objects.filter(user=person).exclude(session_key=kept)
    keys = list(ended.values_list("session_key", flat=True))
    if keys:
        _end(keys)
        data = {"number": len(keys)}
        audit.record("user.sessions_ended", actor=actor, now=now, target=person.uuid, data=data)
    return len(keys)


def _end(keys: Collection[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
