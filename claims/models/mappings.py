"""How a project says its labels in the words of other data sets, where it is not as by default."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.projects import Project
from claims.models.schemes import Label


class LabelMapping(models.Model):
    """What the project has chosen for one label in one vocabulary. Without a row: the default.

    Read through a project that the person may export (queries/label_mapping.py).
    """

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
