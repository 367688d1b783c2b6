"""What the admin's forms change: one row and its audit row, in one transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from claims import permissions
from claims.models import Project, User
from claims.operations import audit
from claims.operations.projects import complete_project

# Never written to the audit, whatever form changes it.
SECRET_FIELDS = {"password", "digest", "pseudonym_key"}


@transaction.atomic
def save_row(*, actor: User, row: models.Model, changed: Collection[str], now: datetime) -> None:
    """Insert or update a row of the configuration: people, projects, outlets, speakers."""
    permissions.require(permissions.can_change(actor, row))
    verb = "changed" if row.pk else "added"
    row.save()
    if isinstance(row, Project):
        complete_project(row)
    _record(verb, actor, row, changed, now)


@transaction.atomic
def remove_row(*, actor: User, row: models.Model, now: datetime) -> None:
    """Delete a row of the configuration that nothing refers to (else the database refuses)."""
    permissions.require(permissions.can_change(actor, row))
    _record("removed", actor, row, (), now)
    row.delete()


def _record(
    verb: str, actor: User, row: models.Model, changed: Collection[str], now: datetime
) -> None:
    project = row if isinstance(row, Project) else getattr(row, "project", None)
    audit.record(
        f"{row._meta.model_name}.{verb}",
        actor=actor,
        now=now,
        project=project,
        target=getattr(row, "uuid", row.pk),
        data={
            "changes": {
                name: str(getattr(row, name, "")) if name not in SECRET_FIELDS else "…"
                for name in sorted(changed)
            }
        },
    )
