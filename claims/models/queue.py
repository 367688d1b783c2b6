"""The queue: who may label what, and until when. Why so: docs/decisions/0003-slots.md"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article
from claims.models.base import PublicModel
from claims.models.claims import Claim
from claims.models.projects import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class Stage(models.TextChoices):
    """Which pass over the claims: one card asks all, or verdicts come in a pass of their own."""

    LABEL = "label", _("Label")
    CHECK = "check", _("Check")


class LeaseQuerySet(models.QuerySet["Lease"]):
    def visible_to(self, user: "User | AnonymousUser") -> "LeaseQuerySet":
        """One's own, in projects where one still is a member."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(annotator=user, project__in=Project.objects.visible_to(user))

    def open(self) -> "LeaseQuerySet":
        """Not ended. Those that ran out count until somebody asks for work."""
        return self.filter(ended_at=None)

    def run_out(self, now: datetime) -> "LeaseQuerySet":
        return self.open().filter(expires_at__lte=now)


class Lease(PublicModel):
    """One person's reservation of an article's slots, until a moment of the database's clock."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="leases")
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="leases")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    started_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("runs out"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "annotator", "stage"],
                condition=Q(ended_at=None),
                name="lease_once_per_article",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("started_at")), name="lease_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "expires_at"], condition=Q(ended_at=None), name="lease_to_end"
            ),
            models.Index(
                fields=["annotator", "project", "stage", "article"], name="lease_furthest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.article}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def free(self) -> "SlotQuerySet":
        return self.filter(annotator=None)

    def unlabelled(self) -> "SlotQuerySet":
        return self.filter(current=None)

    def labelled(self) -> "SlotQuerySet":
        return self.filter(current__isnull=False)

    def insert_for(self, claims: "models.QuerySet[Claim]", *, number: int) -> None:
        """Add the live slot of that number to each of the claims, in one statement."""
        rows = claims.annotate(
            stage=Value(Stage.LABEL.value),
            number=Value(number),
            purpose=Value(Slot.Purpose.LIVE.value),
            returned=Value(value=False),
        ).order_by("pk")
        columns = ("project_id", "article_id", "pk", "stage", "number", "purpose", "returned")
        select, parameters = rows.values_list(*columns).query.sql_with_params()
        insert = (
            "INSERT INTO claims_slot "
            "(project_id, article_id, claim_id, stage, number, purpose, returned) "
        )
        with connections[self.db].cursor() as cursor:
            cursor.execute(insert + select, parameters)

    def free_up(self) -> int:
        """Give the slots back; how many there were."""
        return self.update(annotator=None, lease=None, returned=True)

    def open_to(self, annotator: "User") -> "SlotQuerySet":
        """Free slots of claims this person neither holds, nor labelled, nor skips.

        Gold and training claims are handed out by rules of their own.
        """
        same_claim = {"claim": OuterRef("claim"), "stage": OuterRef("stage")}
        held = Slot.objects.filter(annotator=annotator, **same_claim)
        skipped = Skip.objects.standing().filter(annotator=annotator, **same_claim)
        return self.free().filter(
            ~Exists(held),
            ~Exists(skipped),
            Q(reserved_for=None) | Q(reserved_for=annotator),
            purpose=Slot.Purpose.LIVE,
        )


class Slot(models.Model):
    """The right to one label of a claim: overlap is how many of these rows a claim has."""

    class Purpose(models.TextChoices):
        LIVE = "live", _("Live")
        TRAINING = "training", _("Training")
        GOLD = "gold", _("Gold")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="slots")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="slots")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    number = models.PositiveSmallIntegerField(_("number"))
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose, default=Purpose.LIVE)
    reserved_for = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    annotator = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="slots", null=True, blank=True
    )
    lease = models.ForeignKey(
        Lease, on_delete=models.PROTECT, related_name="slots", null=True, blank=True
    )
    # Given back by somebody who had it, or added later: `lease_next` looks for these behind the
    # furthest article of a person too, where there are no others for them.
    returned = models.BooleanField(default=False)
    # The label that counts now: the only pointer that moves when a label is revised. One to one,
    # by a constraint over the labelled slots only: SQLite would look for the unlabelled slots of
    # one claim in an index over all, and walk through every unlabelled slot there is.
    current = models.ForeignKey(
        "Annotation",
        on_delete=models.PROTECT,
        related_name="current_of",
        null=True,
        blank=True,
        db_index=False,
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.UniqueConstraint(fields=["claim", "stage", "number"], name="slot_number_once"),
            models.UniqueConstraint(
                fields=["claim", "stage", "annotator"],
                condition=Q(annotator__isnull=False),
                name="slot_annotator_once_per_claim",
            ),
            models.UniqueConstraint(
                fields=["current"],
                condition=Q(current__isnull=False),
                name="slot_current_once",
            ),
            models.CheckConstraint(
                condition=Q(annotator__isnull=False) | Q(lease=None, current=None),
                name="slot_free_is_empty",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="slot_number_from_1"),
        ]
        indexes = [
            models.Index(
                fields=["project", "stage", "article"],
                condition=Q(annotator=None),
                name="slot_free",
            ),
            models.Index(
                fields=["project", "stage", "article"],
                condition=Q(annotator=None, returned=True),
                name="slot_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}/{self.number}"


class SkipQuerySet(models.QuerySet["Skip"]):
    def standing(self) -> "SkipQuerySet":
        return self.filter(withdrawn_at=None)


class Skip(models.Model):
    """Somebody passed a claim over; its slot went to the next."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="skips")
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="skips")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.claim_id}"


class Flag(models.Model):
    """Somebody asks a curator to look at a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="flags")
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="flags")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

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
    """What somebody has begun to fill in for a claim, as the form's own fields."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="drafts")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.LABEL)
    body = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["claim", "stage", "annotator"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.claim_id}"
