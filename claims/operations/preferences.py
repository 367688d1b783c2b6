"""What people set for themselves: their keys, on all pages that have any."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from claims.keymap import read_changes
from claims.models import User
from claims.operations import audit


@transaction.atomic
def set_keys(*, actor: User, changes: Mapping[str, str], keys_on: bool, now: datetime) -> None:
    """Have these keys for these commands, the defaults for the rest; or no keys at all.

    Raises InvalidInput for what is no key, and where two commands would have the same.
    """
    _store(actor, now, own_keys=read_changes(changes), keys_on=keys_on)


@transaction.atomic
def reset_keys(*, actor: User, now: datetime) -> None:
    """Go back to the default keys; whether they are on stays as it is."""
    _store(actor, now, own_keys={})


@transaction.atomic
def switch_keys(*, actor: User, keys_on: bool, now: datetime) -> None:
    """Switch the keys on or off; which they are stays as it is."""
    _store(actor, now, keys_on=keys_on)


def _store(actor: User, now: datetime, **values: object) -> None:
    for name, value in values.items():
        setattr(actor, name, value)
    User.objects.filter(pk=actor.pk).update(**values)
    audit.record("user.keys_changed", actor=actor, now=now, target=actor.uuid, data=values)
