"""What people put on a claim without labelling it: skips, flags, drafts."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connections, models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from claims.models.claims import Claim
from claims.models.stages import Stage

if TYPE_CHECKING:
    from claims.models.users import User


class SkipQuerySet(models.QuerySet["Skip"]):
    def standing(self) -> "SkipQuerySet":
        return self.filter(withdrawn_at=None)

    def passed_over(self) -> "SkipQuerySet":
        """Those by who would not label, not by who wanted to see what others had said."""
        return self.standing().filter(is_final=False)

    def insert_final_for(
        self, claims: "models.QuerySet[Claim]", *, person: "User", stage: Stage, now: datetime
    ) -> None:
        """Let the person pass each of the claims over for good, in one statement.

        Not where they have passed it over already.
        """
        rows = claims.order_by().annotate(
            annotator=Value(person.pk),
            stage=Value(stage.value),
            reason=Value(""),
            made=Value(now, output_field=models.DateTimeField()),
            final=Value(value=True),
        )
        columns = ("pk", "annotator", "stage", "reason", "made", "final")
        select, parameters = rows.values_list(*columns).query.sql_with_params()
        insert = (
            "INSERT INTO claims_skip (claim_id, annotator_id, stage, reason, created_at, is_final) "
        )
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"{insert}{select} ON CONFLICT DO NOTHING", parameters)


class Skip(models.Model):
    """Somebody passed a claim over; its slot went to the next."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="skips", verbose_name=_("claim")
    )
    annotator = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="skips", verbose_name=_("annotator")
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("made"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # They have looked at what others said of it: it is not theirs to label any more.
    is_final = models.BooleanField(_("for good"), default=False)

    objects = SkipQuerySet.as_manager()

    class Meta:
        verbose_name = _("skip")
        verbose_name_plural = _("skips")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "stage", "annotator"],
                condition=Q(withdrawn_at=None),
                name="skip_once",
            ),
            models.CheckConstraint(
                condition=Q(is_final=False) | Q(withdrawn_at=None), name="skip_final_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.claim_id}"


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> "FlagQuerySet":
        return self.filter(withdrawn_at=None)


class Flag(models.Model):
    """Somebody asks a curator to look at a claim."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="flags", verbose_name=_("claim")
    )
    annotator = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="flags", verbose_name=_("annotator")
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("made"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "stage", "annotator"],
                condition=Q(withdrawn_at=None),
                name="flag_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.reason[:60]}"


class Draft(models.Model):
    """What somebody has begun to fill in for a claim, as the form's own fields.

    `version` counts its changes, so that two open pages do not undo each other's unseen. It begins
    at the time: the next draft of the same claim has none that an earlier one had.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="drafts")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    body = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["claim", "stage", "annotator"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.claim_id}"
