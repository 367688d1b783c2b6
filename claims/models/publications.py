"""Publications: decisions on a page of the newsroom's own, as ClaimReview. Why so: decision 31.

What a publication says of the claim is copied into its row when it is made or corrected: speakers
are renamed and articles corrected meanwhile, and the page says what it said.
"""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.adjudication import Decision
from claims.models.articles import is_under_embargo
from claims.models.base import PublicModel, validate_web_url
from claims.models.cases import Case
from claims.models.claims import Claim
from claims.models.projects import Membership, Project
from claims.models.queue import has_to_label
from claims.models.stages import Stage
from claims.text.links import normalise_url

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# A request takes less by far from reading the clock to being written.
OVERLAP = timedelta(minutes=1)


def digest_page(url: str) -> str:
    """By which two links count as one page. A hash: a link may be longer than an index takes."""
    return hashlib.sha256(normalise_url(url).encode()).hexdigest()


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PublicationQuerySet":
        """For readers all; for curators and managers those of claims that they no longer judge.

        Not for who only labels: what is published of a claim is what was decided of it.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.filter(~has_to_label(user))
        member_of = Membership.objects.active_of(user)
        read = member_of.filter(role=Membership.Role.READER)
        overseen = Membership.objects.curated_by(user)
        return self.filter(
            Q(project__in=read.values("project_id"))
            | Q(project__in=overseen.values("project_id")) & ~has_to_label(user)
        )

    def active(self) -> "PublicationQuerySet":
        """Those that were not withdrawn."""
        return self.filter(_is_active())

    def passed_on(self, now: "datetime") -> "PublicationQuerySet":
        """Those that leave the house: not of an article that is under embargo by now."""
        return self.exclude(is_under_embargo(now, "claim__article__"))

    def changed_since(self, moment: "datetime") -> "PublicationQuerySet":
        """Those that were published, corrected or withdrawn since, or shortly before.

        What was written while somebody last read bears an earlier time than they have seen.
        """
        return self.filter(changed_at__gte=moment - OVERLAP)

    def outdated(self) -> "PublicationQuerySet":
        """Those whose decision another has replaced: to be corrected or withdrawn."""
        return self.filter(_is_outdated())

    def ranked(self) -> "PublicationQuerySet":
        """Those that are out of date first; then the latest."""
        return self.order_by(_say_whether(_is_outdated()).desc(), "-pk")

    def with_state(self) -> "PublicationQuerySet":
        """Each with `is_outdated`, and `is_reopened`: its decision is to be made anew."""
        reopened = Case.objects.filter(reopened=OuterRef("decision"), is_reopened=True)
        return self.annotate(
            is_outdated=_say_whether(_is_outdated()),
            is_reopened=_say_whether(_is_active() & Q(Exists(reopened))),
        )


def _is_active() -> Q:
    return ~Q(state=Publication.State.WITHDRAWN)


def _is_outdated() -> Q:
    later = Decision.objects.filter(previous=OuterRef("decision"))
    return _is_active() & Q(Exists(later))


def _say_whether(condition: Q) -> "models.ExpressionWrapper[Q]":
    return models.ExpressionWrapper(condition, models.BooleanField())


class Publication(PublicModel):
    """A decision on a claim, published on one page.

    Its rating is the decision's, and stays as it is until a correction takes over another decision:
    a trigger refuses the rest (migration 0067). A withdrawn one never changes.
    """

    class State(models.TextChoices):
        LIVE = "live", _("live")
        CORRECTED = "corrected", _("corrected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class AuthorKind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="publications", verbose_name=_("project")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="publications", verbose_name=_("claim")
    )
    # Of the decision, so that who may read a publication is found by it.
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision")
    )
    url = models.CharField(_("link of the page"), max_length=2000, validators=[validate_web_url])
    page_key = models.CharField(max_length=64, editable=False)
    claim_reviewed = models.CharField(_("claim reviewed"), max_length=500)
    reviewed_on = models.DateField(_("reviewed on"))
    # The verdict's name, and its number from 1 (false) to 5 (true) where it has one.
    rating_name = models.CharField(_("rating"), max_length=60)
    rating = models.PositiveSmallIntegerField(_("rating, 1 to 5"), null=True, blank=True)
    # Whose claim it is: the speaker, or the outlet where the article says it itself.
    author_kind = models.CharField(_("kind of author"), max_length=12, choices=AuthorKind)
    author_name = models.CharField(_("said by"), max_length=200)
    author_same_as = models.CharField(
        _("same as"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    claim_date = models.DateField(_("claim date"), null=True, blank=True)
    # Where the claim stands: the article, as it was known then.
    appearance_url = models.CharField(
        _("appeared at"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    appearance_title = models.CharField(_("title"), max_length=500, blank=True)
    appearance_date = models.DateField(_("published"), null=True, blank=True)
    appearance_outlet = models.CharField(_("outlet"), max_length=150, blank=True)
    # The newsroom, as it was called then.
    reviewer_name = models.CharField(_("reviewed by"), max_length=150)
    reviewer_url = models.CharField(
        _("link of the newsroom"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.LIVE)
    # Goes up with each correction, and with withdrawing: of two at once the second is refused.
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    changed_at = models.DateTimeField(_("last changed"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(state="withdrawn"), name="publication_live_once"
            ),
            models.UniqueConstraint(fields=["project", "page_key"], name="publication_page_once"),
            models.CheckConstraint(
                condition=Q(state__in=["live", "corrected", "withdrawn"]),
                name="publication_state_known",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)),
                name="publication_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(claim_reviewed="")
                & ~Q(rating_name="")
                & ~Q(author_name="")
                & ~Q(reviewer_name=""),
                name="publication_says_what_it_must",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=models.F("published_at")),
                name="publication_changed_after",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="publication_of_project"),
            models.Index(fields=["project", "changed_at"], name="publication_changed"),
        ]

    def __str__(self) -> str:
        return self.claim_reviewed[:80]

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Publication.State.WITHDRAWN


class PublicationCorrection(models.Model):
    """What was corrected in a publication, or why it was withdrawn. Append-only: triggers."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        WITHDRAWAL = "withdrawal", _("Withdrawal")

    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("publication"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # The publication's, from then on.
    version = models.PositiveIntegerField()
    note = models.TextField(_("note"))
    # What changed: {"field", "before", "after"} each, named as in the model.
    changes = models.JSONField(_("changes"), default=list)
    # The decision on which it rests from then on.
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision")
    )
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("correction of a publication")
        verbose_name_plural = _("corrections of publications")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "version"], name="publication_version_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "withdrawal"]),
                name="publication_correction_kind_known",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="publication_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} v{self.version}"

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == PublicationCorrection.Kind.WITHDRAWAL
