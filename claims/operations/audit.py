"""Audit rows: written in the same transaction as what they tell of."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from claims import origin
from claims.models import AuditEvent, Project

if TYPE_CHECKING:
    from claims.models import User


def record(
    action: str,
    *,
    actor: "User | None",
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
