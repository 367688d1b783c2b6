"""Who is there to do jobs, and which jobs nobody is doing any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims.models import Job, Worker


@dataclass(frozen=True, slots=True)
class Workforce:
    """How many workers there are now, and for how long there has been none.

    `idle` is None where one is there, or where there never was any.
    """

    workers: int
    idle: timedelta | None

    @property
    def idle_seconds(self) -> int | None:
        return None if self.idle is None else int(self.idle.total_seconds())


def count_workers(now: datetime) -> Workforce:
    """One query, two where there is no worker."""
    alive = Worker.objects.alive(now).count()
    if alive:
        return Workforce(alive, None)
    last: datetime | None = Worker.objects.aggregate(last=Max("seen_at"))["last"]
    return Workforce(0, max(now - last, timedelta(0)) if last else None)


def list_lost(now: datetime) -> Sequence[Job]:
    """Jobs that are not finished, wait in no queue, and that no living worker is doing.

    A worker was killed in the middle, say. Three queries where any job is unfinished, else one.
    """
    jobs = list(Job.objects.unfinished().order_by("pk"))
    if not jobs:
        return []
    tasks = [job.task_id for job in jobs if job.task_id]
    waiting = DBTaskResult.objects.filter(pk__in=tasks, status=TaskResultStatus.READY)
    done_now = Worker.objects.alive(now).filter(task_id__in=tasks)
    cared_for = {*waiting.values_list("pk", flat=True), *done_now.values_list("task_id", flat=True)}
    return [job for job in jobs if job.task_id not in cared_for]


def has_worker(job: Job, now: datetime) -> bool:
    """Whether a living worker is doing it."""
    return Worker.objects.alive(now).filter(task_id=job.task_id).exists()
