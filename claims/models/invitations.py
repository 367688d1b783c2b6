"""Invitations: by which people who are not there yet come into a project."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# Neither taken up nor revoked; it may have run out all the same.
OPEN = Q(accepted_at=None, revoked_at=None)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "InvitationQuerySet":
        """Those to the projects that the person manages."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.managed_by(user).values("project_id"))

    def open(self) -> "InvitationQuerySet":
        return self.filter(OPEN)


class Invitation(PublicModel):
    """Whoever has the link that was sent to the address may come into the project, once.

    Of the link's token only the SHA-256 is kept.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("project")
    )
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    # Empty once the person was made anonymous.
    email = models.EmailField(_("e-mail address"), blank=True)
    message = models.TextField(_("message"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    expires_at = models.DateTimeField(_("expires"))
    # When the link that counts was sent to the address; null: somebody was given it by hand, and
    # having it says nothing of whose the address is.
    mailed_at = models.DateTimeField(_("sent"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "project", Lower("email"), condition=OPEN, name="invitation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_ended_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~OPEN | ~Q(email=""), name="invitation_open_has_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_role_display()}"

    def is_open(self, now: datetime) -> bool:
        """Whether its link opens anything."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
