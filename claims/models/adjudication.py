"""Decisions: the label that stands for a claim. Never changed, only replaced by another."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.annotations import Annotation, CoSpeaker, Said
from claims.models.base import PublicModel, index_filled
from claims.models.claims import Claim
from claims.models.projects import Membership, Project
from claims.models.queue import Slot, has_to_label
from claims.models.speakers import Speaker, read_survivor
from claims.models.stages import MOST_APPROVALS, Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DecisionQuerySet":
        """For readers all; for others those of claims that they can no longer be led in.

        Who labelled the claim sees what was decided, but not who did so as hidden gold: on other
        claims there is seldom a decision already. Curators and managers see the rest as well, but
        for claims that they have to label, or may come to.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        of_claim = {"claim": OuterRef("claim"), "stage": OuterRef("stage")}
        own = Slot.objects.labelled().filter(annotator=user, purpose=Slot.Purpose.LIVE, **of_claim)
        if user.is_superuser:
            return self.filter(~has_to_label(user))
        member_of = Membership.objects.active_of(user)
        read = member_of.filter(role=Membership.Role.READER)
        overseen = Membership.objects.curated_by(user)
        return self.filter(
            Q(project__in=read.values("project_id"))
            | Q(project__in=member_of.values("project_id")) & Exists(own)
            | Q(project__in=overseen.values("project_id")) & ~has_to_label(user)
        )

    def standing(self) -> "DecisionQuerySet":
        """Those that no other replaced."""
        return self.filter(replaced_by=None)

    def stale(self) -> "DecisionQuerySet":
        """Those that stand on other labels than count now: one was given since, or taken back.

        Who revises their label after a curator's decision and says the same as it brings nothing
        new. A decision by rule is remade: what it says is that label's.
        """
        counting = Slot.objects.labelled().filter(
            claim=OuterRef("claim"), stage=OuterRef("stage"), purpose=Slot.Purpose.LIVE
        )
        seen = DecisionBasis.objects.filter(decision=OuterRef(OuterRef("pk")))
        unseen = counting.exclude(current__in=seen.values("annotation"))
        agreeing = Q(
            current__after_feedback=True,
            who=OuterRef("who"),
            current__verifiability=OuterRef("verifiability"),
            judged=OuterRef("judged"),
        )
        compared = {
            "who": read_survivor("current__speaker"),
            "judged": Coalesce("current__verdict", 0),
        }
        other = unseen.alias(**compared).exclude(agreeing)
        basis = DecisionBasis.objects.filter(decision=OuterRef("pk"))
        # Where another label fills the slot by now, that one is unseen, or agrees.
        gone = basis.filter(annotation__slot__current=None)
        standing = self.standing().alias(
            who=read_survivor("speaker"), judged=Coalesce("verdict", 0)
        )
        by_hand = Q(rule=Decision.Rule.HAND)
        return standing.filter(
            Exists(gone) | by_hand & Q(Exists(other)) | ~by_hand & Q(Exists(unseen))
        )

    def with_state(self) -> "DecisionQuerySet":
        """Each with `is_standing` and `is_stale`."""
        this = Decision.objects.filter(pk=OuterRef("pk"))
        return self.annotate(is_standing=Exists(this.standing()), is_stale=Exists(this.stale()))


class Decision(PublicModel, Said):
    """The label of a claim in one pass, and the labels on which it stands."""

    class Rule(models.TextChoices):
        HAND = "hand", _("by a curator")
        UNANIMOUS = "unanimous", _("all agree")
        MAJORITY = "majority", _("more than half agree")

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("project"),
        db_index=False,
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("claim")
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        verbose_name=_("previous"),
    )
    # Of a decision that came back from an export: the one it replaced, which is not in there.
    previous_elsewhere = models.UUIDField(null=True, editable=False)
    rule = models.CharField(_("decided"), max_length=12, choices=Rule, default=Rule.HAND)
    # None: by a rule of the project.
    decided_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("decided at"))
    reason = models.TextField(_("reason"), blank=True)
    # The decision of the same sentence in another article that it was taken over from.
    adopted_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("as decided for the same sentence"),
        db_index=False,
    )
    co_speakers = models.ManyToManyField(
        Speaker, through=CoSpeaker, related_name="+", verbose_name=_("together with")
    )
    basis = models.ManyToManyField(
        Annotation, through="DecisionBasis", related_name="decisions", verbose_name=_("basis")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "stage"], condition=Q(previous=None), name="decision_first_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict=None) | Q(verifiable__in=["yes", "partly"]),
                name="decision_verdict_needs_verifiable",
            ),
            models.CheckConstraint(
                condition=Q(rule="hand", decided_by__isnull=False)
                | ~Q(rule="hand") & Q(decided_by=None),
                name="decision_by_somebody_or_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="decision_of_project"),
            index_filled("original_speaker", "decision_original_speaker"),
            index_filled("adopted_from", "decision_adopted_from"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} UTC, {self.get_rule_display()}"


class DecisionBasis(models.Model):
    """A label that counted when a decision was made."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("basis of a decision")
        verbose_name_plural = _("bases of decisions")
        constraints = [
            models.UniqueConstraint(fields=["decision", "annotation"], name="basis_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} ← {self.annotation_id}"


class Approval(models.Model):
    """A second pair of eyes: somebody who neither decided nor labelled the claim agrees."""

    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="approvals",
        verbose_name=_("decision"),
        db_index=False,
    )
    # Of the decision: copied, so that a CHECK can hold the two apart.
    decided_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    # Of the decision's: up to as many as its project wants, so that no two are both the last.
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(_("approved at"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["decision", "approver"], name="approval_once"),
            models.UniqueConstraint(fields=["decision", "number"], name="approval_number_once"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_APPROVALS)), name="approval_number_to_3"
            ),
            models.CheckConstraint(
                condition=~Q(approver=F("decided_by")), name="approval_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.approver}"
