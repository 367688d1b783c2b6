"""People: added and deactivated, never removed: labels keep their author."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from claims import permissions
from claims.errors import InvalidInput
from claims.models import Article, Case, Invitation, User
from claims.operations import (
    addresses,
    assignment,
    audit,
    cases,
    consent,
    locks,
    revoking,
    sign_ins,
)
from claims.operations.validation import check_password, validate


@transaction.atomic
def add_person(
    *,
    actor: User | None,
    username: str,
    password: str,
    name: str = "",
    email: str = "",
    is_staff: bool = False,
    is_superuser: bool = False,
    now: datetime,
) -> User:
    """A person who can sign in. `actor` is None on the command line, else a site admin.

    Raises InvalidInput for a site admin's password that is easy to guess.
    """
    if actor is not None:
        permissions.require(permissions.can_administer(actor))
    person = User(
        username=username,
        name=name,
        email=User.objects.normalize_email(email),
        is_staff=is_staff or is_superuser,
        is_superuser=is_superuser,
        date_joined=now,
        consent_due=consent.is_asked_of_new_people(),
    )
    if actor is not None:
        check_password(password, person)
    person.set_password(password)
    validate(person)
    person.save()
    addresses.vouch(person=person)
    # Not their name: what the audit holds stays when they are made anonymous.
    audit.record("user.added", actor=actor, now=now, target=person.uuid)
    return person


@transaction.atomic
def choose_language(*, actor: User, language: str, now: datetime) -> None:
    """The language of one's own pages; empty: as the browser asks."""
    check_language(language)
    actor.language = language
    actor.save(update_fields=["language"])
    data = {"language": language}
    audit.record("user.language_chosen", actor=actor, now=now, target=actor.uuid, data=data)


def check_language(language: str) -> None:
    """Raise InvalidInput for one in which there are no texts."""
    if language and language not in dict(settings.LANGUAGES):
        raise InvalidInput(
            "unknown_language", "There are no texts in this language.", field="language"
        )


def hold_site_admins(actor: User) -> None:
    """Of two who take each other's powers away at once the first one keeps theirs."""
    locks.hold_people(User.objects.filter(is_superuser=True))
    actor.refresh_from_db(fields=["is_active", "is_superuser"])


def read_again(person: User, *, but_not: Collection[str]) -> None:
    """Hold the person, and take in what others changed since they were read.

    `but_not`: the columns that are to be written; whoever writes the whole row undoes nothing then.
    """
    locks.hold_people(User.objects.filter(pk=person.pk))
    columns = {field.name for field in person._meta.concrete_fields}
    person.refresh_from_db(fields=columns.difference(but_not))


@transaction.atomic
def deactivate_person(*, actor: User, person: User, now: datetime) -> None:
    """End a person's access: sessions and tokens are gone, and invitations they made are revoked.

    Their labels stay; what they hold, or was kept for them, goes on to others.
    """
    hold_site_admins(actor)
    # Nobody locks themselves out.
    permissions.require(actor.pk != person.pk and permissions.can_change_person(actor, person))
    made = Invitation.objects.filter(created_by=person)
    revoking.revoke_all(actor=actor, invitations=made, now=now)
    sign_ins.end_access(actor=actor, person=person, now=now)
    person.is_active = False
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        assignment.release_person(person, Article.objects.all(), now)
        cases.let_go(person, Case.objects.all())
        audit.record("user.deactivated", actor=actor, now=now, target=person.uuid)


@transaction.atomic
def reactivate_person(*, actor: User, person: User, now: datetime) -> None:
    """Let a person sign in again, to the projects they were in. Twice is once.

    Raises InvalidInput for who was made anonymous, or stands for a source.
    """
    permissions.require(permissions.can_change_person(actor, person))
    if person.anonymised_at or person.is_source:
        raise InvalidInput("stays_out", "Nobody is behind this account any more.")
    person.is_active = True
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        audit.record("user.reactivated", actor=actor, now=now, target=person.uuid)


@transaction.atomic
def note_data_taken(*, actor: User, now: datetime) -> None:
    """Note that somebody takes along what is stored about them: whoever has the file has it all."""
    audit.record("user.data_taken", actor=actor, now=now, target=actor.uuid)
