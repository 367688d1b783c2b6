"""Ending invitations: one by one, or all that somebody made whose word counts no more."""

from datetime import datetime

from claims.models import Invitation, User
from claims.models.invitations import InvitationQuerySet
from claims.operations import audit


def revoke_all(*, actor: User, invitations: InvitationQuerySet, now: datetime) -> None:
    """Revoke those of them that are open, each with its row in the audit; in their order."""
    for invitation in invitations.open().select_related("project").order_by("pk"):
        revoke_one(actor, invitation, now)


def revoke_one(actor: User, invitation: Invitation, now: datetime) -> None:
    """Revoke it, unless it has ended meanwhile. The audit does not hold its address."""
    if not Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now):
        return
    audit.record(
        "invitation.revoked",
        actor=actor,
        now=now,
        project=invitation.project,
        target=invitation.uuid,
        data={"changes": {"revoked_at": [None, str(now)]}},
    )
