"""Claims: stretches of an article that are labelled one by one."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article, wants_labels
from claims.models.base import PublicModel, index_filled, make_ordered_uuid
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ClaimQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))

    def active(self) -> "ClaimQuerySet":
        """Those whose boundaries still stand."""
        return self.filter(retired_at=None)

    def queued(self, project: Project) -> "ClaimQuerySet":
        """Those that want labels: what one can label, but for what wants none.

        Nothing in training articles and replaced ones does, nor in those that came in with their
        labels, and no claim whose labels are carried over from an earlier text.
        """
        return self.to_label(project).filter(wants_labels("article__"), carried_from=None)

    def to_label(self, project: Project) -> "ClaimQuerySet":
        """Those that one can label: sentences and spans, perhaps headlines.

        Not a sentence with spans in it.
        """
        kinds = [Claim.Kind.SENTENCE, Claim.Kind.SPAN]
        if project.queue_headlines:
            kinds.append(Claim.Kind.HEADLINE)
        spans = Claim.objects.active().filter(
            article=OuterRef("article"),
            kind=Claim.Kind.SPAN,
            start__gte=OuterRef("start"),
            end__lte=OuterRef("end"),
        )
        of_kind = self.active().filter(kind__in=kinds)
        return of_kind.filter(Q(kind=Claim.Kind.SPAN) | ~Exists(spans))

    def in_text_order(self) -> "ClaimQuerySet":
        return self.order_by("start", "-end", "pk")


class BoundaryProposalQuerySet(models.QuerySet["BoundaryProposal"]):
    def visible_to(self, user: "User | AnonymousUser") -> "BoundaryProposalQuerySet":
        """One's own; curators and managers see those of their projects."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        curated = Membership.objects.curated_by(user)
        own = Q(proposed_by=user, project__in=Project.objects.visible_to(user))
        return self.filter(own | Q(project__in=curated.values("project_id")))


class Claim(PublicModel):
    """`article text[start:end]`, in code points, end exclusive. Never changed, only retired."""

    class Kind(models.TextChoices):
        HEADLINE = "headline", _("Headline")
        HEADING = "heading", _("Heading")
        SENTENCE = "sentence", _("Sentence")
        SPAN = "span", _("Part of a sentence")

    uuid = models.UUIDField(_("UUID"), default=make_ordered_uuid, unique=True, editable=False)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("project"),
        db_index=False,
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="claims", verbose_name=_("article")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    paragraph = models.PositiveIntegerField(_("paragraph"))
    position = models.PositiveIntegerField(_("position"), help_text=_("Order in the article."))
    text = models.TextField(_("text"))
    splitter_version = models.CharField(_("splitter version"), max_length=20, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    # From which claims an edit of boundaries made this one.
    parents = models.ManyToManyField(
        "self",
        through="Lineage",
        through_fields=("child", "parent"),
        symmetrical=False,
        related_name="children",
    )
    # What its words show, as found when it was made (text.hints): kind, start, end of each.
    hints = models.JSONField(_("hints"), default=list, editable=False)
    worth = models.FloatField(
        _("worth checking"), default=0, editable=False, help_text=_("By its hints, from 0 to 1.")
    )
    # The same for the same sentence in other articles; empty for short ones (text.wire).
    wire_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    # The same sentence in an earlier text of the article, while the labels it has there stand for
    # this one too: labels never move. Null again as soon as it is to be labelled anew.
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="carried_to",
        null=True,
        editable=False,
        db_index=False,
        verbose_name=_("carried over from"),
    )
    # Asked for beyond the overlap of each pass: third opinions.
    extra_labels = models.PositiveSmallIntegerField(default=0, editable=False)
    extra_checks = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "start"],
                condition=Q(retired_at=None) & ~Q(kind="span"),
                name="claim_start_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_not_empty"),
            models.CheckConstraint(condition=Q(worth__range=(0, 1)), name="claim_worth_0_to_1"),
            models.CheckConstraint(
                condition=Q(kind__in=["headline", "heading", "sentence", "span"]),
                name="claim_kind_known",
            ),
        ]

        indexes = [
            models.Index(fields=["project", "id"], name="claim_of_project"),
            models.Index(
                fields=["project", "wire_key"], condition=~Q(wire_key=""), name="claim_wire_text"
            ),
            index_filled("carried_from", "claim_carried_from"),
            # What went since a moment: who keeps a copy asks again and again.
            models.Index(
                fields=["project", "retired_at"],
                condition=Q(retired_at__isnull=False),
                name="claim_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Lineage(models.Model):
    """That a claim was made out of another by an edit of boundaries."""

    parent = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("lineage")
        verbose_name_plural = _("lineages")
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="lineage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} → {self.child_id}"


class BoundaryProposal(PublicModel):
    """An edit of boundaries that somebody asks a curator for."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        APPLIED = "applied", _("Applied")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="boundary_proposals",
        verbose_name=_("article"),
    )
    # As operations.boundary_plans.Edit: the kind of edit, the claims, offsets in code points.
    edit = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    proposed_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    created_at = models.DateTimeField(_("made"))
    settled_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = BoundaryProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundary proposal")
        verbose_name_plural = _("boundary proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", settled_at=None)
                | ~Q(status="open") & Q(settled_at__isnull=False),
                name="proposal_settled_or_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "id"], condition=Q(status="open"), name="proposal_to_settle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposed_by}: {self.edit.get('kind')}"
