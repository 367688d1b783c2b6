"""The queue: who may label what, and until when. Why so: docs/decisions/0003-slots.md"""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article
from claims.models.base import PublicModel, index_filled
from claims.models.claims import Claim
from claims.models.marks import Skip
from claims.models.projects import Membership, Outlet, Project
from claims.models.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from claims.models.sources import LabelSource
    from claims.models.users import User

    Bars = tuple[models.QuerySet[Any], ...]


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

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="leases", verbose_name=_("article")
    )
    annotator = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="leases",
        verbose_name=_("annotator"),
        db_index=False,
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    started_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("runs out"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Decided when its holder first got the article, and the same in each lease they have of it
    # (queries/suggestions.py). None: handed out before this was kept.
    shows_suggestions = models.BooleanField(_("shows suggestions"), null=True, editable=False)

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
            models.Index(fields=["annotator", "project", "stage", "-id"], name="lease_latest"),
            models.Index(
                fields=["annotator", "project", "stage"],
                condition=Q(ended_at=None),
                name="lease_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator}: {self.article}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def free(self) -> "SlotQuerySet":
        """Nobody's, and still wanted."""
        return self.filter(annotator=None, wanted=True)

    def held(self) -> "SlotQuerySet":
        """Somebody's, and not labelled yet."""
        return self.filter(annotator__isnull=False, current=None)

    def making_own(self, person: "User", claim: "Claim | OuterRef") -> "SlotQuerySet":
        """The labels that make the claim the person's own, be it in one pass or the other.

        Somebody else decides it in both, unless the project says so, and approves what was decided.
        """
        # Both passes are named for the index: SQLite would go through all labels of the person's.
        return self.labelled().filter(claim=claim, annotator=person, stage__in=Stage.values)

    def unlabelled(self) -> "SlotQuerySet":
        return self.filter(current=None)

    def labelled(self) -> "SlotQuerySet":
        return self.filter(current__isnull=False)

    def of_source(self, source: "LabelSource") -> "SlotQuerySet":
        """Those whose labels came in with the source: they stand outside all that is counted."""
        return self.filter(purpose=Slot.Purpose.IMPORTED, annotator__stands_for__source=source)

    def counted(self) -> "SlotQuerySet":
        """The live slots that are wanted or hold a label: closed ones are neither."""
        return self.filter(Q(wanted=True) | Q(current__isnull=False), purpose=Slot.Purpose.LIVE)

    def awaited(self) -> "SlotQuerySet":
        """Those that somebody has yet to label, or may: on their claims there is work to do blind.

        Free training slots are nobody's to take, free gold slots at most one person's.
        """
        live = Q(wanted=True, purpose=Slot.Purpose.LIVE)
        return self.filter(Q(annotator__isnull=False) | live, current=None)

    def of_pass_or_label(self, claim: "Claim | OuterRef", stage: str | OuterRef) -> "SlotQuerySet":
        """The claim's slots of that pass and of the label pass: whoever may fill one is blind."""
        return self.filter(Q(stage=stage) | Q(stage=Stage.LABEL), claim=claim)

    def insert_for(self, claims: "models.QuerySet[Claim]", *, number: int, turn: int) -> None:
        """Add the live slot of that number to each of the claims, in one statement.

        Their places in the line come after `turn`, in the order of their articles.
        """
        rows = claims.annotate(
            stage=Value(Stage.LABEL.value),
            number=Value(number),
            purpose=Value(Slot.Purpose.LIVE.value),
            wanted=Value(value=True),
            priority=F("article__priority"),
            turn=F("article_id") + turn,
            revisions=Value(0),
        ).order_by("pk")
        columns = (
            *("project_id", "article_id", "pk", "stage", "number", "purpose"),
            *("wanted", "priority", "turn", "revisions"),
        )
        select, parameters = rows.values_list(*columns).query.sql_with_params()
        insert = (
            "INSERT INTO claims_slot (project_id, article_id, claim_id, stage, number, purpose, "
            "wanted, priority, turn, revisions) "
        )
        with connections[self.db].cursor() as cursor:
            cursor.execute(insert + select, parameters)

    def takeable_by(self, annotator: "User") -> "SlotQuerySet":
        """Free slots that this person may label, if they choose to; see `_list_bars`.

        Not of claims that they passed over for good.
        """
        return self._free_for(annotator, _list_lasting_bars(annotator))

    def blinding(self, person: "User") -> "SlotQuerySet":
        """Those because of which the person must not know what others said of their claims.

        They have them to label, or may come to: also what somebody else has before them is free
        again as soon as it is given back. Site admins oversee: what they hold alone blinds them.
        """
        holds = Q(annotator=person, current=None)
        if person.is_superuser:
            return self.filter(holds)
        open_ = Q(purpose=Slot.Purpose.LIVE) | Q(purpose=Slot.Purpose.GOLD, reserved_for=person)
        wanted = Q(wanted=True, current=None) & open_
        return self.filter(holds | wanted & none_of(_list_lasting_bars(person)))

    def open_to(self, annotator: "User") -> "SlotQuerySet":
        """Free slots that this person may be offered: they may label and did not skip them."""
        bars = _list_bars(annotator, OuterRef)
        return self._free_for(annotator, (*bars, _find_skips(annotator, OuterRef)))

    def _free_for(self, annotator: "User", bars: "Bars") -> "SlotQuerySet":
        """Live slots that are for all or kept for the person, and gold slots kept for them.

        Those are made for one person, who finds again what they gave back like any other claim
        (operations/hidden_gold.py). Training claims are handed out by rules of their own.
        """
        live, gold = Slot.Purpose.LIVE, Slot.Purpose.GOLD
        return self.free().filter(
            none_of(bars),
            Q(reserved_for=None, purpose=live)
            | Q(reserved_for=annotator, purpose__in=(live, gold)),
        )

    def out_of_reach(self) -> "SlotQuerySet":
        """Free slots that nobody of the team can be offered: a curator has to see to them."""

        def of_slot(name: str) -> OuterRef:
            return OuterRef(OuterRef(name))

        person = OuterRef("user")
        bars = (*_list_bars(person, of_slot), _find_skips(person, of_slot))
        team = Membership.objects.annotating().filter(none_of(bars), project=OuterRef("project"))
        whom = team.filter(user=OuterRef("reserved_for"))
        return self.free().filter(
            Q(reserved_for=None) & ~Exists(team) | Q(reserved_for__isnull=False) & ~Exists(whom),
            purpose=Slot.Purpose.LIVE,
        )


def none_of(bars: "Bars") -> Q:
    """That no such row exists.

    As one condition: of each `NOT EXISTS` by itself PostgreSQL makes a join, expects hardly a row
    of them all together, and sorts every free slot instead of walking the line to the first.
    """
    return ~reduce(or_, (Q(Exists(bar)) for bar in bars))


def _list_bars(person: "User | OuterRef", of_slot: "Callable[[str], OuterRef]") -> "Bars":
    """Rows whose existence keeps a person from a slot; `of_slot` refers to the slot's columns.

    Nobody labels a claim twice, nor, unless the project says so, both labels and checks it: each
    pass shows what the other must not know. Nobody labels an outlet they are excluded from.
    """
    # The article, so that SQLite takes the index that begins with the person and the article.
    own = Slot.objects.filter(annotator=person, article=of_slot("article"), claim=of_slot("claim"))
    own = own.filter(Q(stage=of_slot("stage")) | Q(project__check_by_labellers=False))
    # Not through a join from the outlet to its articles: PostgreSQL would gather all of them.
    outlet = Article.objects.filter(pk=OuterRef(of_slot("article"))).values("outlet")
    excluded = Exclusion.objects.keeping(person, Subquery(outlet))
    return own, excluded


def _list_lasting_bars(person: "User") -> "Bars":
    """As `_list_bars`, with claims that they passed over for good."""
    final = _find_skips(person, OuterRef).filter(is_final=True)
    return *_list_bars(person, OuterRef), final


def has_to_label(person: "User", claim: str = "claim", stage: str | None = None) -> Q:
    """Of rows with a claim and a pass: that the person has the claim to label, or may come to.

    The one rule of blindness, which labels, decisions, cases, flags and skips are all read by.
    `claim` is the column that names the claim, `stage` the pass where the rows have none.
    """
    slots = Slot.objects.of_pass_or_label(OuterRef(claim), stage or OuterRef("stage"))
    return Q(Exists(slots.blinding(person)))


def _find_skips(
    person: "User | OuterRef", of_slot: "Callable[[str], OuterRef]"
) -> "models.QuerySet[Skip]":
    return Skip.objects.standing().filter(
        annotator=person, claim=of_slot("claim"), stage=of_slot("stage")
    )


class Slot(models.Model):
    """The right to one label of a claim: overlap is how many of these rows a claim has."""

    class Purpose(models.TextChoices):
        LIVE = "live", _("Live")
        TRAINING = "training", _("Training")
        GOLD = "gold", _("Gold")
        # Filled from the start by who stands for a source, beside all that is counted here.
        IMPORTED = "imported", _("Imported")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="slots", verbose_name=_("article")
    )
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="slots",
        verbose_name=_("claim"),
        db_index=False,
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    number = models.PositiveSmallIntegerField(_("number"))
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose, default=Purpose.LIVE)
    # Indexed below where they name somebody: in an index over all, SQLite would look for the free
    # slots of one article among all free slots there are.
    reserved_for = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("reserved for"),
    )
    annotator = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="slots",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("annotator"),
    )
    lease = models.ForeignKey(
        Lease,
        on_delete=models.PROTECT,
        related_name="slots",
        null=True,
        blank=True,
        verbose_name=_("lease"),
        db_index=False,
    )
    # No longer wanted, and nobody's: closed. No longer wanted, but somebody's: closed when given
    # back. Rows are never deleted, since labels once given and taken back belong to them.
    wanted = models.BooleanField(_("wanted"), default=True)
    # Where it stands in its project's line; its article's priority comes first. Whenever a slot
    # comes free, all free slots of its claim go to the end: so each person has to look at each
    # place in the line but once (models.Bookmark).
    priority = models.SmallIntegerField(_("priority"), default=0)
    turn = models.BigIntegerField(default=0)
    # Labels it has had, those since revised or taken back included.
    revisions = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                condition=~Q(purpose="imported")
                | Q(annotator__isnull=False, lease=None, reserved_for=None),
                name="slot_imported_is_nobodys_to_take",
            ),
            models.UniqueConstraint(
                fields=["claim", "stage", "reserved_for"],
                condition=Q(reserved_for__isnull=False),
                name="slot_reserved_once_per_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "stage", "priority", "turn"],
                condition=Q(annotator=None, wanted=True),
                name="slot_line",
            ),
            models.Index(
                fields=["annotator", "article", "claim"],
                condition=Q(annotator__isnull=False),
                name="slot_of_person",
            ),
            index_filled("reserved_for", "slot_kept_for_person"),
            index_filled("lease", "slot_of_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}/{self.number}"


class Line(models.Model):
    """The last place given out in a project's line of one stage.

    Whoever changes it holds its row until they commit: places become visible in their order, and
    nobody who has looked at the line up to `last` has missed one.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines")
    stage = models.CharField(max_length=8, choices=Stage)
    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.stage}: {self.last}"


class Bookmark(models.Model):
    """Up to which place of the line there is nothing for this person."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage)
    annotator = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    priority = models.SmallIntegerField()
    turn = models.BigIntegerField()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [
            models.UniqueConstraint(
                fields=["annotator", "project", "stage", "priority"], name="bookmark_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator_id}/{self.priority}: {self.turn}"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ExclusionQuerySet":
        """For those who manage the project."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.managed_by(user).values("project_id"))

    def standing(self) -> "ExclusionQuerySet":
        return self.filter(ended_at=None)

    def keeping(
        self, person: "User | OuterRef", outlet: "int | Subquery | None"
    ) -> "ExclusionQuerySet":
        """What keeps the person from labelling anything of the outlet (its number)."""
        return self.standing().filter(person=person, outlet=outlet)


class Exclusion(PublicModel):
    """That somebody labels nothing of an outlet: a conflict of interest."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="exclusions", verbose_name=_("outlet")
    )
    person = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="exclusions", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("since"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "person"], condition=Q(ended_at=None), name="exclusion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.outlet}"
