"""Releases: a frozen export of a project, and the files it consists of. Decision 30."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel
from claims.models.jobs import Job
from claims.models.projects import Membership, Project, make_pseudonym_key, make_seed

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

SEED_LIMIT = 2**31 - 1

check_version = RegexValidator(
    r"\A[0-9]{1,4}(\.[0-9]{1,4}){0,3}(-[a-z0-9]{1,12})?\Z",
    _("Write it in numbers, as 1.0 or 1.0-rc1."),
)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ReleaseQuerySet":
        """For managers all of their projects; for readers those that are ready, or were."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        memberships = Membership.objects.active_of(user)
        read = memberships.filter(role=Membership.Role.READER)
        managed = Membership.objects.managed_by(user)
        return self.filter(
            Q(project__in=managed.values("project_id"))
            | Q(project__in=read.values("project_id"), state__in=Release.PUBLISHED)
        )

    def published(self) -> "ReleaseQuerySet":
        """Those that are ready, or were before they were withdrawn."""
        return self.filter(state__in=Release.PUBLISHED)


class Release(PublicModel):
    """A named export, with what chose its records. Once it is ready nothing of it changes.

    Then it can be withdrawn: its files go, its manifest with their hashes stays.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        QUEUED = "queued", _("waiting")
        BUILDING = "building", _("being built")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Records(models.TextChoices):
        CLAIMS = "claims", _("one decision per claim")
        DECIDED = "decided", _("everybody’s labels of decided claims")
        LABELS = "labels", _("everybody’s labels of all claims")

    class Splits(models.TextChoices):
        NONE = "none", _("one part")
        CHANCE = "chance", _("by chance, near-duplicates together")
        DATE = "date", _("by date, the latest for the test")

    # In which somebody may still say what it is to be.
    OPEN = (State.DRAFT, State.FAILED, State.CANCELLED)
    PUBLISHED = (State.READY, State.WITHDRAWN)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="releases", verbose_name=_("project")
    )
    slug = models.SlugField(_("short name"), max_length=60)
    version = models.CharField(_("version"), max_length=20, validators=[check_version])
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    # As they are to be cited, one per line.
    creators = models.TextField(_("creators"), blank=True)
    records = models.CharField(_("records"), max_length=8, choices=Records, default=Records.CLAIMS)
    # What they are narrowed down to, by the names of queries.export_selection.NARROWING.
    filter = models.JSONField(_("filter"), null=True, blank=True)
    splits = models.CharField(_("parts"), max_length=8, choices=Splits, default=Splits.CHANCE)
    # Percent of the records; the rest is for the test.
    train_share = models.PositiveSmallIntegerField(
        _("training, in percent"), default=80, validators=[MaxValueValidator(98)]
    )
    validation_share = models.PositiveSmallIntegerField(
        _("validation, in percent"), default=10, validators=[MaxValueValidator(98)]
    )
    seed = models.PositiveIntegerField(
        _("seed"),
        default=make_seed,
        validators=[MinValueValidator(0), MaxValueValidator(SEED_LIMIT)],
    )
    formats = models.JSONField(_("formats"), default=list)
    # Section -> what the manager adds to what is told by itself.
    notes = models.JSONField(_("notes for the datasheet"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    job = models.OneToOneField(
        Job,
        on_delete=models.PROTECT,
        related_name="release",
        null=True,
        blank=True,
        verbose_name=_("job"),
    )
    pseudonym_key = models.CharField(max_length=32, default=make_pseudonym_key, editable=False)
    # The moment whose data it holds.
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    manifest = models.JSONField(_("manifest"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("withdrawn by"),
    )
    reason = models.TextField(_("why it was withdrawn"), blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
        verbose_name=_("use instead"),
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug", "version"],
                name="release_version_once",
                violation_error_message=_("There is a release of that name and version already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "withdrawn"], ready_at__isnull=False)
                | Q(
                    state__in=["draft", "queued", "building", "failed", "cancelled"],
                    ready_at=None,
                ),
                name="release_ready_or_not",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, reason="", successor=None),
                name="release_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(splits="none")
                | Q(
                    train_share__range=(1, 98),
                    validation_share__range=(0, 98),
                    train_share__lte=99 - F("validation_share"),
                ),
                name="release_shares_leave_a_test",
                violation_error_message=_("Something must be left for the test."),
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")), name="release_not_its_own_heir"
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="release_of_project")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def full_name(self) -> str:
        """How its files, and who cites it, call it."""
        return f"{self.slug}-{self.version}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_published(self) -> bool:
        return self.state in self.PUBLISHED


class ReleaseFile(PublicModel):
    """A file of a release, or one that is being written: its row is there before it is.

    So whatever lies in the storage can be found, and removed if its release never came to be.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="files", verbose_name=_("release")
    )
    # Who wrote it: the job, and in which attempt.
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField()
    # Its path within the release.
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=80)
    # Made up; nothing that anybody typed.
    stored_as = models.CharField(max_length=80, unique=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    # What the export counted, for files of records.
    report = models.JSONField(default=dict)
    # True from the moment its release is ready: then it neither changes nor goes.
    is_frozen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("release file")
        verbose_name_plural = _("release files")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "attempt", "name"], name="release_file_name_once"
            ),
            models.CheckConstraint(
                condition=Q(is_frozen=False) | Q(size__isnull=False) & ~Q(sha256=""),
                name="release_file_frozen_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name
