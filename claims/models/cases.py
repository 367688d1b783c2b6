"""Cases: claims that need a curator. Kept up to date by operations/disputes.py.

A row is there while somebody is needed, and goes when nobody is: what was done, decisions and the
audit tell. So the most disputed claim is found at once, however many claims a project has.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.adjudication import Decision
from claims.models.claims import Claim
from claims.models.marks import Flag
from claims.models.projects import Membership, Project
from claims.models.queue import Slot, has_to_label
from claims.models.stages import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# What a field on which every pair of labels differs adds to how disputed a claim is; also a flag.
WHOLE = 1000
# The columns that say why somebody is needed: one of them is true.
REASONS = (
    *("speaker_differs", "verifiability_differs", "verdict_differs"),
    *("is_flagged", "is_stale", "is_reopened", "wants_approval"),
)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CaseQuerySet":
        """Those of the projects that the person curates."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.curated_by(user).values("project_id"))

    def ranked(self) -> "CaseQuerySet":
        """The most disputed first; of equal ones the older."""
        return self.order_by("-dispute", "pk")

    def unblinding(self, user: "User") -> "CaseQuerySet":
        """Those on whose claims the person has nothing to label: they may see what others said."""
        return self.filter(~has_to_label(user))

    def blinding(self, user: "User") -> "CaseQuerySet":
        """The others: the person may not even know on what the labels differ."""
        return self.filter(has_to_label(user))

    def with_own(self, user: "User") -> "CaseQuerySet":
        """Each with `is_own`: that somebody else has to settle it."""
        is_own = models.ExpressionWrapper(_is_own(user), models.BooleanField())
        return self.annotate(is_own=is_own)

    def free_for(self, user: "User", now: "datetime") -> "CaseQuerySet":
        """Those that nobody else has before them just now."""
        return self.filter(Q(held_by=None) | Q(held_by=user) | Q(held_until__lte=now))

    def settled_by(self, user: "User") -> "CaseQuerySet":
        """Those that the person may settle: nothing of theirs to label, nor their own."""
        return self.unblinding(user).filter(~_is_own(user))

    def open_to(self, user: "User", now: "datetime") -> "CaseQuerySet":
        """Those that the person may settle, and that nobody else has before them just now."""
        return self.settled_by(user).free_for(user, now)

    def before_others(self, user: "User", now: "datetime") -> "CaseQuerySet":
        """Those that the person may settle, but that somebody else has before them just now."""
        others = ~Q(held_by=None) & ~Q(held_by=user)
        return self.settled_by(user).filter(others, held_until__gt=now)


def _is_own(user: "User") -> Q:
    """That the person would decide on themselves.

    Nobody decides what they labelled, unless the project says so, and nobody approves what they
    decided or labelled: in whichever pass, see SlotQuerySet.making_own.
    """
    labelled = Q(Exists(Slot.objects.making_own(user, OuterRef("claim"))))
    decided = Decision.objects.standing().filter(
        claim=OuterRef("claim"), stage=OuterRef("stage"), decided_by=user
    )
    return Q(wants_approval=False, project__decide_own=False) & labelled | (
        Q(wants_approval=True) & (labelled | Q(Exists(decided)))
    )


class Case(models.Model):
    """A claim that somebody has to look at in one pass, why, and how much its labels differ."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name=_("claim"),
        db_index=False,
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    speaker_differs = models.BooleanField(_("speaker disputed"), default=False)
    verifiability_differs = models.BooleanField(_("verifiability disputed"), default=False)
    verdict_differs = models.BooleanField(_("verdict disputed"), default=False)
    is_flagged = models.BooleanField(_("flagged"), default=False)
    is_stale = models.BooleanField(_("labels changed since the decision"), default=False)
    is_reopened = models.BooleanField(_("reopened"), default=False)
    wants_approval = models.BooleanField(_("wants approval"), default=False)
    # See queries.disputes.Dispute.
    dispute = models.PositiveSmallIntegerField(_("how disputed"), default=0)
    # The decision that somebody would have decided anew, and why.
    reopened = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("reopened")
    )
    reopened_because = models.CharField(
        _("reopened because"), max_length=Flag._meta.get_field("reason").max_length, blank=True
    )
    # Whoever has it before them; a courtesy, which keeps nobody from deciding. Of one pass of a
    # project each has one: else who opens all of a list would keep it from the others.
    held_by = models.ForeignKey(
        "User", on_delete=models.SET_NULL, related_name="+", null=True, db_index=False
    )
    held_until = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["claim", "stage"], name="case_once"),
            models.UniqueConstraint(
                fields=["held_by", "project", "stage"],
                condition=Q(held_by__isnull=False),
                name="case_held_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(speaker_differs=True)
                | Q(verifiability_differs=True)
                | Q(verdict_differs=True)
                | Q(is_flagged=True)
                | Q(is_stale=True)
                | Q(is_reopened=True)
                | Q(wants_approval=True),
                name="case_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_reopened=True, reopened__isnull=False)
                | Q(is_reopened=False, reopened=None, reopened_because=""),
                name="case_reopened_names_decision",
            ),
            models.CheckConstraint(
                condition=Q(held_by=None) | Q(held_until__isnull=False), name="case_held_until"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-dispute", "id"], name="case_ranked"),
            *(
                models.Index(
                    fields=["project", "-dispute", "id"],
                    condition=Q(**{reason: True}),
                    name=f"case_{reason}",
                )
                for reason in REASONS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}/{self.stage}: {', '.join(self.reasons)}"

    @property
    def reasons(self) -> list[str]:
        """The names of the columns that say why it is here."""
        return [reason for reason in REASONS if getattr(self, reason)]

    @property
    def points(self) -> float:
        """How disputed it is, in whole fields: 0 to 4."""
        return round(self.dispute / WHOLE, 1)
