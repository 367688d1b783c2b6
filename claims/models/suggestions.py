"""What programs outside think of a claim's labels. Who speaks, they say as `Suggestion`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claims import Claim
from claims.models.schemes import Label


class LabelSuggestionQuerySet(models.QuerySet["LabelSuggestion"]):
    def newest_first(self) -> "LabelSuggestionQuerySet":
        """Those that stand: of each field the first is the one that is shown."""
        return self.filter(withdrawn_at=None).order_by("-pk")


class LabelSuggestion(models.Model):
    """A label that a program would choose, with its reason. Never a label that counts.

    Never changed, since labels were given in view of it: it is withdrawn, and another takes its
    place.
    """

    class Field(models.TextChoices):
        VERIFIABILITY = "verifiability", _("Verifiability")
        VERDICT = "verdict", _("Verdict")

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="label_suggestions", verbose_name=_("claim")
    )
    field = models.CharField(_("field"), max_length=13, choices=Field)
    label = models.ForeignKey(
        Label, on_delete=models.PROTECT, related_name="+", verbose_name=_("label")
    )
    source = models.CharField(_("source"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    # 0 to 1: how sure the program is.
    score = models.FloatField(_("score"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("added by"),
    )
    created_at = models.DateTimeField(_("created"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = LabelSuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested label")
        verbose_name_plural = _("suggested labels")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "field", "source", "version"],
                condition=Q(withdrawn_at=None),
                name="label_suggestion_once",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)), name="label_suggestion_score_to_1"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "version"], name="label_suggestion_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.source})"
