"""Projects, who works in them, and the guideline they work by."""

import secrets
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel, validate_web_url
from claims.models.hosts import HostsField
from claims.models.prepared import prepared
from claims.models.samples import is_in_sample
from claims.models.schemes import LabelScheme
from claims.models.stages import MOST_APPROVALS, MOST_GOLD_PERCENT, MOST_LABELS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.articles import Article
    from claims.models.users import User


def make_pseudonym_key() -> str:
    return secrets.token_hex(16)


def make_seed() -> int:
    return secrets.randbelow(2**31)


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone named “%s”.") % name)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProjectQuerySet":
        """Those in which the person has an active membership; a site admin sees all."""
        if user.is_superuser and user.is_active:
            return self
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(pk__in=Membership.objects.active_of(user).values("project_id"))

    def telling_progress(self, user: "User") -> "ProjectQuerySet":
        """Those of which the person may be told what `permissions.sees_progress` is about."""
        labels = Membership.objects.active_of(user).filter(role=Membership.Role.ANNOTATOR)
        return self.filter(~Q(pk__in=labels.values("project_id")) | Q(gold_percent=0))


class Project(PublicModel):
    """One data set in the making. Everything below it belongs to it alone."""

    class DecisionRule(models.TextChoices):
        HAND = "hand", _("Curators decide everything")
        UNANIMOUS = "unanimous", _("Labels that all agree decide")
        MAJORITY = "majority", _("What more than half say decides")

    class EvidenceRule(models.TextChoices):
        FULL = "full", _("Justification, date and evidence with every verdict")
        JUSTIFICATION = "justification", _("Justification and date with every verdict")
        NONE = "none", _("Nothing required")

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(
        _("language of the articles"),
        max_length=12,
        default="en",
        blank=True,
        help_text=_("As in en or de-CH. Empty: found out for each article."),
    )
    time_zone = models.CharField(
        _("time zone of charts"), max_length=60, default="UTC", validators=[check_time_zone]
    )
    overlap = models.PositiveSmallIntegerField(
        _("labels wanted per claim"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LABELS)],
    )
    double_percent = models.PositiveSmallIntegerField(
        _("claims labelled twice, in percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("A fixed sample of the claims wants two labels where the others want one."),
    )
    # The sample is a matter of this number and the texts: the same again on any system.
    sample_seed = models.PositiveIntegerField(default=make_seed, editable=False)
    opinions_limit = models.PositiveSmallIntegerField(
        _("more labels while they differ, up to"),
        default=0,
        validators=[MaxValueValidator(MOST_LABELS)],
        help_text=_("Labels per claim in all; 0: no more are asked for."),
    )
    decision_rule = models.CharField(
        _("decisions"), max_length=12, choices=DecisionRule, default=DecisionRule.HAND
    )
    decide_own = models.BooleanField(_("curators may decide claims they labelled"), default=False)
    approvals_wanted = models.PositiveSmallIntegerField(
        _("approvals wanted per decision"),
        default=0,
        validators=[MaxValueValidator(MOST_APPROVALS)],
        help_text=_("Of curators who neither decided nor labelled the claim. Not of rules."),
    )
    hides_names = models.BooleanField(
        _("hide names where claims are decided"),
        default=False,
        help_text=_("Curators then see who labelled only as letters."),
    )
    has_check_pass = models.BooleanField(
        _("verdicts in a pass of their own"),
        default=False,
        help_text=_(
            "First speaker and verifiability, article by article; then the verdict, claim by "
            "claim, where it is wanted."
        ),
    )
    check_allowed = models.BooleanField(
        _("check claims whose label only allows a verdict too"), default=False
    )
    check_overlap = models.PositiveSmallIntegerField(
        _("verdicts wanted per claim"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LABELS)],
    )
    check_lease_minutes = models.PositiveSmallIntegerField(
        _("minutes a claim to check stays reserved"),
        default=480,
        validators=[MinValueValidator(5), MaxValueValidator(10080)],
    )
    check_by_labellers = models.BooleanField(
        _("who labelled a claim may check it too"), default=False
    )
    # Goes up with each change of how many labels are wanted; an article whose own number is lower
    # is adjusted before anybody gets a slot of it (operations/slots.py).
    queue_version = models.PositiveIntegerField(default=0, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes an article stays reserved"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text=_("Counted from the last label or sign of work."),
    )
    evidence_rule = models.CharField(
        _("evidence rule"), max_length=16, choices=EvidenceRule, default=EvidenceRule.FULL
    )
    evidence_cut_off = models.DateField(
        _("last day for evidence"),
        null=True,
        blank=True,
        help_text=_("Evidence published later gets a warning. Empty: none does for that."),
    )
    show_suggestions = models.BooleanField(_("show speaker suggestions"), default=True)
    suggestions_hidden_percent = models.PositiveSmallIntegerField(
        _("articles without suggestions, in percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("A fixed sample of the articles, to measure how far suggestions lead people."),
    )
    gold_percent = models.PositiveSmallIntegerField(
        _("hidden gold articles, in percent"),
        default=0,
        validators=[MaxValueValidator(MOST_GOLD_PERCENT)],
        help_text=_(
            "Of the articles handed out to each person; their claims have known answers, and these "
            "labels count for nothing else."
        ),
    )
    least_gold_percent = models.PositiveSmallIntegerField(
        _("pause who gets fewer hidden gold claims right than, in percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Of the last 20; 0: nobody is paused for that."),
    )
    least_seconds = models.PositiveSmallIntegerField(
        _("pause who takes less for a label than, in seconds"),
        default=0,
        validators=[MaxValueValidator(600)],
        help_text=_("The median of the last 20; 0: nobody is paused for that."),
    )
    has_training = models.BooleanField(
        _("new annotators train first"),
        default=False,
        help_text=_("On articles that are for training only, until they pass."),
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("training claims to get right, in percent"),
        default=80,
        validators=[MaxValueValidator(100)],
    )
    queue_headlines = models.BooleanField(_("label headlines too"), default=True)
    verifiability_scheme = models.ForeignKey(
        LabelScheme,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "verifiability"},
        verbose_name=_("verifiability scheme"),
    )
    verdict_scheme = models.ForeignKey(
        LabelScheme,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "verdict"},
        verbose_name=_("verdict scheme"),
    )
    # Who publishes decisions, and where: docs/publications.md.
    newsroom_name = models.CharField(
        _("name of the newsroom"),
        max_length=150,
        blank=True,
        help_text=_("Who publishes what is decided; stands in every ClaimReview."),
    )
    newsroom_url = models.CharField(
        _("link of the newsroom"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    newsroom_domains = HostsField(
        _("domains of the newsroom"),
        help_text=_("Decisions are published on pages of these, or of what is below them."),
    )
    # Keys the pseudonyms of annotators in exports: stable within, unlinkable between projects.
    pseudonym_key = models.CharField(max_length=32, default=make_pseudonym_key, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    # Whether any webhook is active, so that a label asks nobody where none is; null: none ever was.
    has_webhooks = models.BooleanField(null=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(overlap__range=(1, MOST_LABELS)), name="project_overlap_1_to_9"
            ),
            models.CheckConstraint(
                condition=Q(double_percent=0) | Q(overlap=1, double_percent__range=(1, 100)),
                name="project_sample_of_single",
                violation_error_message=_("A sample labelled twice needs one label elsewhere."),
            ),
            models.CheckConstraint(
                condition=Q(check_overlap__range=(1, MOST_LABELS)),
                name="project_check_overlap_1_to_9",
            ),
            models.CheckConstraint(
                condition=Q(opinions_limit__range=(0, MOST_LABELS)),
                name="project_opinions_limit_to_9",
            ),
            models.CheckConstraint(
                condition=Q(approvals_wanted__range=(0, MOST_APPROVALS)),
                name="project_approvals_to_3",
            ),
            models.CheckConstraint(
                condition=Q(suggestions_hidden_percent__range=(0, 100)),
                name="project_suggestions_hidden_to_100",
            ),
            models.CheckConstraint(
                condition=Q(gold_percent__range=(0, MOST_GOLD_PERCENT)),
                name="project_gold_to_50",
            ),
            models.CheckConstraint(
                condition=Q(least_gold_percent__range=(0, 100), pass_percent__range=(0, 100)),
                name="project_quality_percents_to_100",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def shows_suggestions(self, article: "Article") -> bool:
        """Whether anybody is shown what machines suggest for this article's claims."""
        if not self.show_suggestions:
            return False
        key = f"{self.sample_seed}:suggestions:{article.sha256}"
        return not is_in_sample(key, self.suggestions_hidden_percent)

    def latest_guideline(self) -> "Guideline | None":
        """The version that counts now."""
        return next(iter(_list_latest_guideline(self)), None)


@prepared
def _list_latest_guideline(project: Project) -> "models.QuerySet[Guideline]":
    return Guideline.objects.filter(project=project).order_by("-version")[:1]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_of(self, user: "User") -> "MembershipQuerySet":
        """The person's memberships that have not been ended."""
        return self.filter(user=user, is_active=True)

    def annotating(self) -> "MembershipQuerySet":
        """Those by which people label: of everybody but readers and who has left."""
        return self.filter(is_active=True, user__is_active=True).exclude(
            role=Membership.Role.READER
        )

    def curated_by(self, user: "User") -> "MembershipQuerySet":
        """Those by which the person curates a project, or manages it."""
        roles = [Membership.Role.CURATOR, Membership.Role.MANAGER]
        return self.active_of(user).filter(role__in=roles)

    def managed_by(self, user: "User") -> "MembershipQuerySet":
        """Those by which the person manages a project."""
        return self.active_of(user).filter(role=Membership.Role.MANAGER)

    def training(self) -> "MembershipQuerySet":
        """Those by which people train first, and have not passed yet."""
        role = Membership.Role.ANNOTATOR
        return self.filter(role=role, trained_at=None, project__has_training=True)

    def held_up(self) -> "MembershipQuerySet":
        """Those by which people get nothing of the live work: paused by a rule, or in training."""
        trains = Q(trained_at=None, project__has_training=True)
        return self.filter(trains | Q(paused_at__isnull=False), role=Membership.Role.ANNOTATOR)


class Membership(models.Model):
    """What a person may do in a project: a curator also all that an annotator may, and so on."""

    class Role(models.TextChoices):
        ANNOTATOR = "annotator", _("Annotator")
        CURATOR = "curator", _("Curator")
        MANAGER = "manager", _("Manager")
        READER = "reader", _("Reader")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("project")
    )
    user = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    # When they came in, or last came back; null: before this was noted.
    joined_at = models.DateTimeField(_("since"), null=True, blank=True, editable=False)
    # By the training's pass mark, or by a manager's word; asked only where a project trains.
    trained_at = models.DateTimeField(_("trained"), null=True, blank=True, editable=False)
    # All training claims labelled, but too few right: a manager lets them try again.
    failed_at = models.DateTimeField(
        _("finished the training below its mark"), null=True, blank=True, editable=False
    )
    # By a rule of the project; a manager lets them go on.
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    # When a manager last did: the rules look at no label from before.
    resumed_at = models.DateTimeField(_("resumed"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(trained_at=None) | Q(failed_at=None),
                name="membership_trained_or_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Guideline(models.Model):
    """One version of a project's guideline, in Markdown. Every annotation names its version."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="guidelines", verbose_name=_("project")
    )
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("published"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="guideline_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} v{self.version}"


class GuidelineReading(models.Model):
    """Somebody says that they have read a version: what they label from then on may name it."""

    user = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="readings")
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("guideline reading")
        verbose_name_plural = _("guideline readings")
        constraints = [
            models.UniqueConstraint(fields=["user", "guideline"], name="guideline_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.guideline}"


class OutletQuerySet(models.QuerySet["Outlet"]):
    def visible_to(self, user: "User | AnonymousUser") -> "OutletQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class Outlet(PublicModel):
    """Who published an article."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="outlets", verbose_name=_("project")
    )
    name = models.CharField(_("name"), max_length=150)
    domain = models.CharField(_("web domain"), max_length=253, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="outlet_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
