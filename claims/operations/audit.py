"""Audit rows: written in the same transaction as what they tell of."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from claims import origin
from claims.exchange.strict_json import settle_numbers
from claims.models import AuditEvent, Project, User

# Never written to the audit, whatever form changes it.
SECRET_FIELDS = frozenset({"password", "digest", "pseudonym_key"})
# Of people it is said that these changed, not what they were: who leaves must not stay here.
PERSONAL_FIELDS = frozenset({"username", "name", "email"})
# What stands in the place of such values.
HIDDEN = "…"
SALT_BYTES = 16


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
        # As a restored row will have them: its seal is over how they are written.
        data=settle_numbers(dict(data or {})),
        address=where.address,
        address_salt=secrets.token_hex(SALT_BYTES) if where.address else None,
        token_id=where.token_id,
        request_id=where.request_id,
    )


def record_changes(
    action: str,
    row: models.Model,
    *,
    actor: User,
    changed: Iterable[str],
    before: Mapping[str, Any],
    now: datetime,
) -> None:
    """Note that `actor` did `action` to a row, and of each field what it held and holds now.

    `before`: what `read_values` said of the row until then; empty for a new one.
    """
    project = row if isinstance(row, Project) else getattr(row, "project", None)
    after = {name: _tell(row, name) for name in sorted(changed)}
    record(
        action,
        actor=actor,
        now=now,
        project=project,
        target=getattr(row, "uuid", row.pk),
        data={"changes": {name: [before.get(name), value] for name, value in after.items()}},
    )


def read_values(row: models.Model, fields: Collection[str]) -> dict[str, Any]:
    """What those fields of the row hold in the database, as the audit tells it.

    To be asked for before the row is written, and in the same transaction.
    """
    stored = type(row)._meta.base_manager.filter(pk=row.pk).first() if row.pk and fields else None
    return {name: _tell(stored, name) for name in fields} if stored else {}


def _tell(row: models.Model, name: str) -> Any:
    if name in SECRET_FIELDS or (isinstance(row, User) and name in PERSONAL_FIELDS):
        return HIDDEN
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return sorted(map(str, value.all()))
    is_json = value is None or isinstance(value, bool | int | float | list | dict)
    return value if is_json else str(value)
