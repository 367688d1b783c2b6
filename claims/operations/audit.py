"""Audit rows: written in the same transaction as what they tell of."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from claims import origin
from claims.models import AuditEvent, Project, User

# Never written to the audit, whatever form changes it.
SECRET_FIELDS = {"password", "digest", "pseudonym_key"}
# Nor what would still say who somebody was once they are made anonymous.
PERSONAL_FIELDS = {"username", "name", "email"}


def record(
    action: str,
    *,
    actor: User | None,
    now: datetime,
    project: Project | None = None,
    target: object = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Note that `actor` did `action`. `target` is the public id of what it was done to."""
    where = origin.current()
    AuditEvent.objects.create(
        created_at=now,
        action=action,
        actor=actor,
        project=project,
        target=str(target),
        data=dict(data or {}),
        address=where.address,
        token_id=where.token_id,
        request_id=where.request_id,
    )


def record_changes(
    action: str, row: models.Model, *, actor: User, changed: Collection[str], now: datetime
) -> None:
    """Note that `actor` did `action` to a row, and what the fields that changed hold now."""
    project = row if isinstance(row, Project) else getattr(row, "project", None)
    values = {name: str(getattr(row, name, "")) for name in sorted(changed)}
    secret = SECRET_FIELDS | PERSONAL_FIELDS if isinstance(row, User) else SECRET_FIELDS
    hidden = dict.fromkeys(secret & values.keys(), "…")
    record(
        action,
        actor=actor,
        now=now,
        project=project,
        target=getattr(row, "uuid", row.pk),
        data={"changes": values | hidden},
    )
