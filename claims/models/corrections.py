"""What a corrected text leaves to look at: decisions on sentences that it changed."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.adjudication import Decision
from claims.models.articles import Article
from claims.models.base import PublicModel
from claims.models.claims import Claim
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class CorrectionReviewQuerySet(models.QuerySet["CorrectionReview"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CorrectionReviewQuerySet":
        """Those of the projects that the person curates."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.curated_by(user).values("project_id"))


class CorrectionReview(PublicModel):
    """A decision that a corrected text may have overtaken, for a curator to look at."""

    class Reason(models.TextChoices):
        CHANGED = "changed", _("The sentence reads otherwise")
        GONE = "gone", _("The sentence is gone")
        CONTEXT = "context", _("The sentence before it reads otherwise")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        SETTLED = "settled", _("Seen to")
        DISMISSED = "dismissed", _("Not affected")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    # The text that replaced the one of the decision.
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="correction_reviews", db_index=False
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision")
    )
    # What stands in the place of the decided claim; null where nothing does.
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("claim")
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("found"))
    settled_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = CorrectionReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision overtaken by a correction")
        verbose_name_plural = _("decisions overtaken by corrections")
        constraints = [
            models.UniqueConstraint(fields=["article", "decision"], name="review_once"),
            models.CheckConstraint(
                condition=Q(status="open", settled_at=None, settled_by=None)
                | ~Q(status="open") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="review_settled_or_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "id"], condition=Q(status="open"), name="review_to_settle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.get_reason_display()}"
