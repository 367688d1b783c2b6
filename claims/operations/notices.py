"""What managers are told that a rule of their project did."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.models import Notice, Project, User
from claims.operations import audit


def tell_managers(
    *, project: Project, person: User, kind: str, found: float, wanted: float, now: datetime
) -> None:
    """Called in the transaction of what it tells of. `found`, `wanted`: as Notice has them."""
    Notice.objects.create(
        project=project, person=person, kind=kind, found=found, wanted=wanted, created_at=now
    )


def settle(project: Project, person: User, kinds: Collection[str], now: datetime) -> None:
    """What a manager has done something about needs no more reading."""
    unread = Notice.objects.unread().filter(project=project, person=person, kind__in=kinds)
    unread.update(read_at=now)


@transaction.atomic
def mark_read(*, actor: User, notice: Notice, now: datetime) -> None:
    """For all managers of the project. Twice does nothing more."""
    permissions.require(permissions.can_manage(actor, notice.project))
    if Notice.objects.unread().filter(pk=notice.pk).update(read_at=now):
        audit.record(
            "notice.read", actor=actor, now=now, project=notice.project, target=notice.uuid
        )
