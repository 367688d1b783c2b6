"""Workers: processes that take tasks, and say that they are there."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims.models import Worker

# Finished tasks, and workers that are gone, are forgotten after so long.
KEPT = timedelta(days=14)


def register_worker(name: str, *, now: datetime) -> None:
    """A worker begins. What is long over is forgotten on the occasion. Twice is as once."""
    Worker.objects.get_or_create(name=name, defaults={"started_at": now, "seen_at": now})
    Worker.objects.filter(seen_at__lt=now - KEPT).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()


def note_alive(name: str, *, now: datetime) -> None:
    Worker.objects.filter(name=name).update(seen_at=now)


def end_worker(name: str, *, now: datetime) -> None:
    Worker.objects.filter(name=name).update(seen_at=now, ended_at=now, task_id=None)


def put_down_task(name: str) -> None:
    """The worker is doing nothing now."""
    Worker.objects.filter(name=name).exclude(task_id=None).update(task_id=None)


def take_task(name: str, *, now: datetime) -> "DBTaskResult[Any, Any] | None":
    """The next task, for this worker alone; None where none waits.

    Not as the library takes it: that locks the whole database each second on SQLite, past the row
    in which our writers wait, and ends the worker where it comes too late. Here it is taken by a
    conditional UPDATE, and nothing is locked while there is nothing to do.
    """
    waiting = DBTaskResult.objects.ready().values_list("pk", flat=True)
    for number in waiting[:2]:
        with transaction.atomic():
            taken = DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.READY)
            running = {"status": TaskResultStatus.RUNNING, "started_at": now, "worker_ids": [name]}
            if taken.update(**running):
                Worker.objects.filter(name=name).update(task_id=number)
                return DBTaskResult.objects.get(pk=number)
    return None
