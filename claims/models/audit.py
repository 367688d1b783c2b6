"""What was done, by whom, from where. Inserted, never changed: triggers refuse the rest."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.base import index_filled
from claims.models.projects import Membership, Project
from claims.models.users import ApiToken

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


# That somebody read what others said: no change of anything.
CLAIMS_READ = "claims.read"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AuditEventQuerySet":
        """Those of projects the person manages; a site admin sees all."""
        if user.is_superuser and user.is_active:
            return self
        if not user.is_authenticated or not user.is_active:
            return self.none()
        managed = Membership.objects.managed_by(user)
        return self.filter(project__in=managed.values("project_id"))


class AuditEvent(models.Model):
    """One write or one export."""

    created_at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=60)
    actor = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("who")
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("project"),
        db_index=False,
    )
    target = models.CharField(_("on what"), max_length=100, blank=True)
    data = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("address"), null=True)
    # By which the address is sealed, and what is left of it once it is forgotten; shown nowhere.
    address_salt = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001 - no rebuild
    address_digest = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - ditto
    token = models.ForeignKey(
        ApiToken,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("token"),
        db_index=False,
    )
    request_id = models.CharField(_("request"), max_length=36, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["project", "-id"], name="audit_of_project"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
            models.Index(fields=["target"], name="audit_of_target"),
            models.Index(fields=["created_at"], name="audit_by_moment"),
            models.Index(
                fields=["address", "-id"],
                condition=models.Q(address__isnull=False),
                name="audit_of_address",
            ),
            index_filled("token", "audit_of_token"),
            # Of those whose address is to be forgotten one day.
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(address__isnull=False),
                name="audit_with_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M:%S} {self.action}"


class AuditSeal(models.Model):
    """What the audit held when it was sealed: a link of a chain (queries/audit_chain.py).

    Over the rows with numbers above those of the seal before, up to `last_id`. Inserted, never
    changed: triggers refuse the rest. Who makes the next one is settled by its number.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    first_id = models.BigIntegerField(_("first row"))
    last_id = models.BigIntegerField(_("last row"), unique=True)
    count = models.PositiveIntegerField(_("rows"))
    sha256 = models.CharField("SHA-256", max_length=64)
    sealed_at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    number__gte=1,
                    count__gte=1,
                    last_id__gte=models.F("first_id"),
                    count__lte=models.F("last_id") - models.F("first_id") + 1,
                ),
                name="audit_seal_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.sha256}"


class AuditCut(models.Model):
    """That rows were removed when their time was over: all up to the last of a seal.

    Triggers let just these rows go, none of them younger than a year, and refuse to change it.
    """

    seal = models.OneToOneField(
        AuditSeal, on_delete=models.PROTECT, related_name="cut", verbose_name=_("up to the seal")
    )
    rows = models.PositiveIntegerField(_("rows"))
    created_at = models.DateTimeField(_("removed"))

    class Meta:
        verbose_name = _("audit cut")
        verbose_name_plural = _("audit cuts")
        constraints = [
            models.CheckConstraint(condition=models.Q(rows__gte=1), name="audit_cut_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}: {self.rows}"
