"""What the admin's forms change: one row and its audit row, in one transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import models, transaction

from claims import permissions
from claims.models import User
from claims.operations import audit


@transaction.atomic
def save_row(*, actor: User, row: models.Model, changed: Collection[str], now: datetime) -> None:
    """Insert or update a row of the configuration: people, outlets, speakers, metadata."""
    permissions.require(permissions.can_change(actor, row))
    action = _name_action(row, "changed" if row.pk else "added")
    before = audit.read_values(row, changed)
    row.save()
    audit.record_changes(action, row, actor=actor, changed=changed, before=before, now=now)


@transaction.atomic
def set_lists(
    *, actor: User, row: models.Model, lists: Mapping[str, Collection[models.Model]], now: datetime
) -> None:
    """Say which rows a row of the configuration is linked to, list by list."""
    permissions.require(permissions.can_change(actor, row))
    before = audit.read_values(row, lists.keys())
    for name, rows in lists.items():
        getattr(row, name).set(rows)
    action = _name_action(row, "changed")
    audit.record_changes(action, row, actor=actor, changed=lists, before=before, now=now)


@transaction.atomic
def remove_row(*, actor: User, row: models.Model, now: datetime) -> None:
    """Delete a row of the configuration that nothing refers to (else the database refuses)."""
    permissions.require(permissions.can_change(actor, row))
    action = _name_action(row, "removed")
    audit.record_changes(action, row, actor=actor, changed=(), before={}, now=now)
    row.delete()


def _name_action(row: models.Model, verb: str) -> str:
    return f"{row._meta.model_name}.{verb}"
