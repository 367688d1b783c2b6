"""People: added, and later deactivated, never removed."""

from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.models import User
from claims.operations import audit


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
    """A person who can sign in. `actor` is None on the command line, else a site admin."""
    if actor is not None:
        permissions.require(permissions.can_administer(actor))
    person = User(
        username=username,
        name=name,
        email=User.objects.normalize_email(email),
        is_staff=is_staff or is_superuser,
        is_superuser=is_superuser,
    )
    person.set_password(password)
    person.full_clean()
    person.save()
    audit.record(
        "user.added", actor=actor, now=now, target=person.uuid, data={"username": username}
    )
    return person
