"""Making a person anonymous: nothing here says any more who they are, and their labels stay.

What stays, and why: docs/people.md.
"""

import json
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from claims import permissions
from claims.errors import InvalidInput
from claims.models import (
    ApiToken,
    Bookmark,
    Draft,
    Exclusion,
    Invitation,
    KeyedAnswer,
    User,
)
from claims.operations import audit, revoking
from claims.operations.people import deactivate_person

# Tables whose rows go, by the column that names the person.
FORGOTTEN: Mapping[type[Model], str] = {
    Authenticator: "user",
    Bookmark: "annotator",
    Draft: "annotator",
    EmailAddress: "user",
    KeyedAnswer: "person",
    SocialAccount: "user",
    UserSession: "user",
}
# Of the random part of what they are called from then on.
PSEUDONYM_BYTES = 6
# Shorter names are left in the log of the administration: they are in any word.
SHORTEST_NAME = 3


@transaction.atomic
def anonymise_person(*, actor: User, person: User, typed: str, now: datetime) -> None:
    """Take from a person's account all that says who they are, for good. By site admins alone.

    `typed`: the person's user name, so that nobody does it by a slip. Their access ends with it.
    """
    permissions.require(permissions.can_administer(actor) and actor.pk != person.pk)
    if person.is_source:
        raise InvalidInput("no_person", "This account stands for imported labels, not a person.")
    if typed != person.username:
        raise InvalidInput("not_the_name", "This is not their user name.", field="typed")
    _forget_invitations(actor, person, now)
    deactivate_person(actor=actor, person=person, now=now)
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = [held.username, held.name, held.email]
    _rename(held, now)
    _forget_rows(held)
    _rename_in_log(held, known)
    audit.record("user.anonymised", actor=actor, now=now, target=held.uuid)
    person.refresh_from_db()


def _forget_invitations(actor: User, person: User, now: datetime) -> None:
    """Those to their address, whoever made them; and those they have taken up."""
    theirs = Q(accepted_by=person)
    if person.email:
        theirs |= Q(email__iexact=person.email)
    invitations = Invitation.objects.filter(theirs)
    revoking.revoke_all(actor=actor, invitations=invitations, now=now)
    invitations.update(email="", message="")


def _rename(person: User, now: datetime) -> None:
    person.username = f"former-{secrets.token_hex(PSEUDONYM_BYTES)}"
    person.name = person.email = person.language = ""
    person.own_keys = {}
    person.is_staff = person.is_superuser = False
    person.last_login = None
    person.anonymised_at = now
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _forget_rows(person: User) -> None:
    """What only they had a use for; and what others wrote about them."""
    ApiToken.objects.filter(user=person).update(name="…")
    Exclusion.objects.filter(person=person).update(reason="")
    for model, whose in FORGOTTEN.items():
        QuerySet(model).filter(**{whose: person}).delete()


def _rename_in_log(person: User, known: Collection[str]) -> None:
    """The administration's own log names rows as they were called."""
    of_user = ContentType.objects.get_for_model(User)
    own = LogEntry.objects.filter(content_type=of_user, object_id=str(person.pk))
    own.update(object_repr=person.username)
    names = sorted({name for name in known if len(name) >= SHORTEST_NAME}, key=len, reverse=True)
    if not names:
        return
    found = Q()
    for name in names:
        found |= Q(object_repr__contains=name) | Q(change_message__contains=name)
        found |= Q(change_message__contains=json.dumps(name)[1:-1])
    word = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")
    rename = partial(word.sub, person.username)
    for entry in LogEntry.objects.filter(found).iterator():
        entry.object_repr = rename(entry.object_repr)[:200]
        entry.change_message = _rename_within(entry.change_message, rename)
        entry.save(update_fields=["object_repr", "change_message"])


def _rename_within(message: str, rename: Callable[[str], str]) -> str:
    """A list in JSON, in which all letters but ASCII are escaped; or a sentence."""
    if not message.startswith("["):
        return rename(message)

    def rename_texts(found: dict[str, Any]) -> dict[str, Any]:
        return {key: rename(it) if isinstance(it, str) else it for key, it in found.items()}

    return json.dumps(json.loads(message, object_hook=rename_texts))
