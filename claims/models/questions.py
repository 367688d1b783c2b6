"""Questions about the guideline, and what was ruled. A ruling is never changed, only followed."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel
from claims.models.claims import Claim
from claims.models.projects import Guideline, Membership, Project
from claims.models.queue import Slot, SlotQuerySet, has_to_label
from claims.models.stages import Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: "User | AnonymousUser") -> "QuestionQuerySet":
        """One's own, and those of one's projects that can lead one in no claim.

        What is asked of a claim, and what is ruled, may give a label away: whoever holds the claim
        or could still label or check it is not told. Nor is an annotator before they have labelled
        it: any claim may come to them to train on or as hidden gold, and as the latter it tells
        them nothing afterwards either. Readers label nothing.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        found = self.filter(project__in=Project.objects.visible_to(user))
        reads = Membership.objects.active_of(user).filter(role=Membership.Role.READER)
        # In whichever pass: slots of the check pass, and of the label pass with them.
        may_know = ~has_to_label(user, stage=Stage.CHECK)
        if not user.is_superuser:
            curated = Membership.objects.curated_by(user).values("project_id")
            may_know &= Q(project__in=curated) | Q(Exists(_list_labelled(user)))
        return found.filter(
            Q(asked_by=user) | Q(claim=None) | Q(project__in=reads.values("project_id")) | may_know
        )

    def open(self) -> "QuestionQuerySet":
        """Those without a ruling."""
        return self.filter(~_has_ruling())

    def answered(self) -> "QuestionQuerySet":
        return self.filter(_has_ruling())


def _list_labelled(user: "User") -> SlotQuerySet:
    """The person's labels on the claim of a question, but for those on hidden gold."""
    own = Slot.objects.labelled().filter(annotator=user, claim=OuterRef("claim"))
    return own.exclude(purpose=Slot.Purpose.GOLD)


def _has_ruling() -> Exists:
    return Exists(Ruling.objects.filter(question=OuterRef("pk")))


class Question(PublicModel):
    """What somebody who labels would like to know of the guideline, perhaps because of a claim."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="questions",
        null=True,
        blank=True,
        verbose_name=_("claim"),
    )
    # The version by which they worked; None: there was none.
    guideline = models.ForeignKey(
        Guideline,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("guideline"),
    )
    text = models.TextField(_("text"))
    asked_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    created_at = models.DateTimeField(_("asked"))

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["project", "-id"], name="question_of_project")]

    def __str__(self) -> str:
        return self.text[:60]


class Ruling(models.Model):
    """What a curator says to a question. The last one counts; earlier ones stay to be read."""

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    ruled_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("ruled by")
    )
    created_at = models.DateTimeField(_("ruled"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="ruling_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ruling_number_from_1"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
