"""Rounds: a sample of the articles that is labelled first, and looked at by itself."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel
from claims.models.projects import Guideline, Membership, Project
from claims.models.stages import MOST_IN_ROUND, MOST_LABELS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: "User | AnonymousUser") -> "RoundQuerySet":
        """Those of the projects that the person curates or manages."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.curated_by(user).values("project_id"))

    def running(self) -> "RoundQuerySet":
        return self.filter(ended_at=None)


class Round(PublicModel):
    """Articles drawn by chance from those that nobody has begun, and how they are labelled.

    Which they are is a matter of the seed and of the articles' texts: models/samples.py.
    """

    class Kind(models.TextChoices):
        PILOT = "pilot", _("Pilot")
        LIVE = "live", _("Live")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("project")
    )
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    size = models.PositiveIntegerField(
        _("articles"), validators=[MinValueValidator(1), MaxValueValidator(MOST_IN_ROUND)]
    )
    seed = models.PositiveIntegerField(_("seed"))
    overlap = models.PositiveSmallIntegerField(
        _("labels wanted per claim"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LABELS)],
        help_text=_("Empty: as the project says."),
    )
    # The version that held when it was started; None: there was none.
    guideline = models.ForeignKey(
        Guideline,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("guideline"),
    )
    in_releases = models.BooleanField(
        _("part of the data set"),
        default=True,
        help_text=_("Otherwise exports leave its labels out unless one asks for them."),
    )
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(ended_at=None), name="round_running_once"
            ),
            models.CheckConstraint(
                condition=Q(overlap=None) | Q(overlap__range=(1, MOST_LABELS)),
                name="round_overlap_1_to_9",
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, MOST_IN_ROUND)), name="round_size_1_to_500"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="round_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None
