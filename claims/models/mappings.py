"""How a project says its labels in the words of other data sets, where it is not as by default."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.projects import Membership, Project
from claims.models.schemes import Label

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class LabelMappingQuerySet(models.QuerySet["LabelMapping"]):
    def visible_to(self, user: "User | AnonymousUser") -> "LabelMappingQuerySet":
        """Those of the projects that the person may export."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        roles = (Membership.Role.MANAGER, Membership.Role.READER)
        member_of = Membership.objects.active_of(user).filter(role__in=roles)
        return self.filter(project__in=member_of.values("project_id"))


class LabelMapping(models.Model):
    """What the project has chosen for one label in one vocabulary. Without a row: the default."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="label_mappings", verbose_name=_("project")
    )
    # One of exchange.mapping.VOCABULARIES; what later versions don't know says nothing.
    vocabulary = models.CharField(_("vocabulary"), max_length=32)
    # A label that nobody has given may be taken out of its scheme.
    label = models.ForeignKey(
        Label, on_delete=models.CASCADE, related_name="+", verbose_name=_("label")
    )
    target = models.CharField(
        _("becomes"), max_length=60, blank=True, help_text=_("Empty: it is left out.")
    )

    objects = LabelMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("label mapping")
        verbose_name_plural = _("label mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "vocabulary", "label"], name="label_mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary}: {self.label} → {self.target or '–'}"
