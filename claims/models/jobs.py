"""Work in the background: what is to be done, how far it is, and who is there to do it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.errors import Phrase
from claims.models.base import PublicModel
from claims.models.projects import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User

# A worker that has given no sign for so long is taken for gone, and what it was doing is done anew.
GONE_AFTER = timedelta(seconds=60)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User | AnonymousUser") -> "JobQuerySet":
        """Those of the projects that the person manages."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(project__in=Membership.objects.managed_by(user).values("project_id"))

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=Job.UNFINISHED)


class Job(PublicModel):
    """One long piece of work. What it is about has a row of its own, which names its job."""

    class Kind(models.TextChoices):
        RELEASE = "release", _("Building a release")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.QUEUED, State.RUNNING)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="jobs", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    # In units of the work's own choice; no total: nobody knows yet.
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("in all"), null=True)
    cancel_requested_at = models.DateTimeField(_("cancel asked for"), null=True)
    # A refusal: its code, its sentence (a message id) and what fills it.
    error = models.JSONField(_("error"), default=dict)
    # Goes up whenever a worker takes it: whoever took it before can write nothing more.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    # How often its worker died over it; null: never. Who was told to end has handed it on.
    losses = models.PositiveSmallIntegerField(_("workers lost"), null=True)
    # What was queued for it: a row of django_tasks_db.
    task_id = models.UUIDField(null=True)
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["queued", "running"]), name="job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def is_being_cancelled(self) -> bool:
        return self.cancel_requested_at is not None and not self.is_finished

    @property
    def percent(self) -> int | None:
        """How much of it is done; None where nobody knows."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def problem(self) -> Phrase | None:
        """Why it failed, for claims.wording.describe."""
        if not self.error:
            return None
        return Phrase(self.error["message"], self.error["params"])


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self, now: datetime) -> "WorkerQuerySet":
        return self.filter(ended_at=None, seen_at__gt=now - GONE_AFTER)


class Worker(models.Model):
    """A process that does jobs; it says every few seconds that it is there."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    started_at = models.DateTimeField(_("started"))
    seen_at = models.DateTimeField(_("last seen"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    # What it is doing: a row of django_tasks_db.
    task_id = models.UUIDField(null=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name
