"""Gold labels: what is right of a claim, by which training and hidden gold are judged."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel
from claims.models.claims import Claim
from claims.models.projects import Membership, Project
from claims.models.queue import has_to_label
from claims.models.schemes import Label
from claims.models.speakers import Speaker
from claims.models.stages import Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class GoldLabelQuerySet(models.QuerySet["GoldLabel"]):
    def visible_to(self, user: "User | AnonymousUser") -> "GoldLabelQuerySet":
        """For who curates or manages the project; not of claims that they have still to judge."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        rows = self.filter(~has_to_label(user))
        if user.is_superuser:
            return rows
        return rows.filter(project__in=Membership.objects.curated_by(user).values("project_id"))

    def standing(self) -> "GoldLabelQuerySet":
        """Neither ended nor replaced; and of claims whose boundaries still stand."""
        return self.filter(ended_at=None, claim__retired_at=None)


class GoldLabel(PublicModel):
    """What is right of a claim in one pass: of each field any of the answers given here.

    Of a field without answers nothing is judged. A change is a new row; the old one is ended.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="gold_labels", verbose_name=_("claim")
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    speakers = models.ManyToManyField(Speaker, related_name="+", verbose_name=_("speaker"))
    # Of the project's verifiability scheme and of its verdict scheme.
    labels = models.ManyToManyField(Label, related_name="+", verbose_name=_("labels"))
    explanation = models.TextField(_("why"), blank=True)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = GoldLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("gold label")
        verbose_name_plural = _("gold labels")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "stage"], condition=Q(ended_at=None), name="gold_label_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}/{self.stage}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User | AnonymousUser") -> "NoticeQuerySet":
        """For those who manage the project."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.managed_by(user).values("project_id"))

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(PublicModel):
    """That a rule of the project did something that its managers should know."""

    class Kind(models.TextChoices):
        TOO_FAST = "too_fast", _("paused: labels given too fast")
        TOO_WRONG = "too_wrong", _("paused: too many hidden gold claims wrong")
        PASSED = "passed", _("passed the training")
        FAILED = "failed", _("finished the training below its mark")
        # Of webhooks, by who made them.
        HOOK_GONE = "hook_gone", _("a webhook was switched off: its receiver is gone for good")
        HOOK_FAILING = "hook_failing", _("a webhook was switched off: nothing arrives any more")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="notices", verbose_name=_("project")
    )
    person = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # The figure that set the rule off, and what it was held against: seconds, per cent or days.
    found = models.FloatField(_("found"))
    wanted = models.FloatField(_("wanted"))
    created_at = models.DateTimeField(_("since"))
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["project", "-id"], condition=Q(read_at=None), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
