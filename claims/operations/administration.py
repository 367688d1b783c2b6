"""What the admin's forms change: one row and its audit row, in one transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from claims import permissions
from claims.models import User
from claims.operations import audit


@transaction.atomic
def save_row(*, actor: User, row: models.Model, changed: Collection[str], now: datetime) -> None:
    """Insert or update a row of the configuration: people, outlets, speakers, metadata."""
    permissions.require(permissions.can_change(actor, row))
    verb = "changed" if row.pk else "added"
    row.save()
    action = f"{row._meta.model_name}.{verb}"
    audit.record_changes(action, row, actor=actor, changed=changed, now=now)


@transaction.atomic
def remove_row(*, actor: User, row: models.Model, now: datetime) -> None:
    """Delete a row of the configuration that nothing refers to (else the database refuses)."""
    permissions.require(permissions.can_change(actor, row))
    action = f"{row._meta.model_name}.removed"
    audit.record_changes(action, row, actor=actor, changed=(), now=now)
    row.delete()
