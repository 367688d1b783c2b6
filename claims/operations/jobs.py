"""Jobs: long work that a worker does, telling how far it is, and stopping when asked. Decision 29.

A job is queued in the transaction that makes what it is about: neither is there without the other.
Who takes it holds it by its attempt, and writes only while that is the latest: a worker that was
taken for gone, and is not, can change nothing any more.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from claims import permissions
from claims.errors import Conflict, DomainError, gettext_noop
from claims.models import Job, Project, User
from claims.operations import audit
from claims.outages import find_outage
from claims.queries.jobs import has_worker, list_lost

logger = logging.getLogger(__name__)

# So many workers may die over a job: one that ends its worker each time must not end all of them
# for ever. Those that were told to end are not counted: they have handed it on.
MOST_LOSSES = 5
# Seconds between two notes of how far a job is.
NOTE_EVERY = 0.5

READ_ON = gettext_noop("The work could not be done. The server’s log says why.")
NO_STORAGE = gettext_noop("The files could not be stored: %(problem)s. Try again later.")
LOST_TOO_OFTEN = gettext_noop("The work was interrupted %(times)d times, and is not tried again.")


class Stopped(Exception):
    """The work is to end here."""


class Cancelled(Stopped):
    """Somebody asked for it."""


class Interrupted(Stopped):
    """The worker is about to end: another goes on."""


class Superseded(Stopped):
    """Another worker has the job by now."""


@dataclass(slots=True)
class Held:
    """A job that a worker has: its work tells it how far it is, and hears whether to stop."""

    job: Job
    read_now: Callable[[], datetime]
    is_stopping: Callable[[], bool]
    _noted: float = field(default=0.0, init=False)

    def note(self, done: int, total: int | None = None) -> None:
        """Say how far it is; cheap to call often. Raises Stopped where the work is to end."""
        moment = time.monotonic()
        if moment - self._noted < NOTE_EVERY:
            return
        self._noted = moment
        if self.is_stopping():
            raise Interrupted
        if not self._mine().update(done=done, total=total):
            raise Superseded
        if self._mine().exclude(cancel_requested_at=None).exists():
            raise Cancelled

    def check(self) -> None:
        """Raises Stopped where the work is to end, now and not in half a second."""
        if self.is_stopping():
            raise Interrupted
        found = self._mine().values_list("cancel_requested_at", flat=True)
        if not found:
            raise Superseded
        if found[0] is not None:
            raise Cancelled

    def settle(self, **changes: Any) -> None:
        """Change the job while it is still this worker's; else raises Superseded."""
        if not self._mine().update(**changes):
            raise Superseded

    def _mine(self) -> Any:
        return Job.objects.filter(
            pk=self.job.pk, attempt=self.job.attempt, state=Job.State.RUNNING
        ).order_by()


class Work(Protocol):
    """What a kind of job is.

    `run` does it and returns what came of it; `follow` writes what a change of the job's state
    means for the row it is about, in the same transaction; `tidy` takes away what an attempt that
    did not come to its end has left, in none.
    """

    def run(self, held: Held) -> Any: ...

    def follow(self, job: Job, result: Any, now: datetime) -> None: ...

    def tidy(self, job: Job) -> None: ...


def queue_job(*, actor: User, project: Project, kind: Job.Kind, now: datetime) -> Job:
    """Queue a job, within the transaction of whoever makes what it is about."""
    job = Job(project=project, kind=kind, created_by=actor, created_at=now)
    job.task_id = _queue(job.uuid)
    job.save()
    return job


def _queue(job: UUID) -> UUID:
    return UUID(import_string(settings.JOB_TASK).enqueue(str(job)).id)


def run_job(
    uuid: UUID,
    *,
    works: Mapping[str, Work],
    read_now: Callable[[], datetime],
    is_stopping: Callable[[], bool],
) -> None:
    """Do the job, unless another worker has it or it is finished; note how it ended.

    What nobody foresaw is logged, noted as a failure, and raised.
    """
    job = Job.objects.select_related("project").filter(uuid=uuid).first()
    if job is None or not _take(job, works[job.kind], read_now()):
        return
    work, held = works[job.kind], Held(job, read_now, is_stopping)
    try:
        _finish(held, work, Job.State.DONE, result=work.run(held))
    except Cancelled:
        _finish(held, work, Job.State.CANCELLED)
    except Superseded:
        logger.warning("job %s was taken over by another worker", uuid)
    except Interrupted:
        _give_back(job, works, read_now(), is_lost=False)
    except DomainError as refusal:
        _finish(held, work, Job.State.FAILED, error=refusal)
    except OSError as error:
        logger.exception("job %s failed", uuid)
        problem = error.strerror or type(error).__name__
        unstored = DomainError("storage_failed", NO_STORAGE, problem=problem)
        _finish(held, work, Job.State.FAILED, error=unstored)
    except Exception as error:
        logger.exception("job %s failed", uuid)
        # After an outage it is found lost, and done anew.
        if find_outage(error) is None:
            _finish(held, work, Job.State.FAILED, error=DomainError("job_failed", READ_ON))
        raise
    finally:
        _tidy(work, job)


def _tidy(work: Work, job: Job) -> None:
    """What the storage keeps for now is removed later: when a worker starts, or tries again."""
    try:
        work.tidy(job)
    except OSError:
        logger.exception("job %s has left something that cannot be removed now", job.uuid)


@transaction.atomic
def _take(job: Job, work: Work, now: datetime) -> bool:
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED, attempt=job.attempt)
    taken = waiting.update(
        state=Job.State.RUNNING, attempt=F("attempt") + 1, done=0, total=None, started_at=now
    )
    if taken:
        job.refresh_from_db()
        work.follow(job, None, now)
    return bool(taken)


def _finish(
    held: Held,
    work: Work,
    state: Job.State,
    *,
    result: Any = None,
    error: DomainError | None = None,
) -> None:
    """Nothing happens where another worker has the job by now."""
    now = held.read_now()
    try:
        with transaction.atomic():
            held.settle(state=state, finished_at=now, error=error.dump() if error else {})
            held.job.refresh_from_db()
            work.follow(held.job, result, now)
    except Superseded:
        if state == Job.State.DONE:
            raise
        logger.warning("job %s was taken over by another worker", held.job.uuid)


def _give_back(job: Job, works: Mapping[str, Work], now: datetime, *, is_lost: bool) -> bool:
    """Queue it anew: the worker that was doing it does so no more. Of two who try one does."""
    with transaction.atomic():
        found = Job.objects.filter(pk=job.pk, attempt=job.attempt, task_id=job.task_id)
        if not found.unfinished().update(task_id=None):
            return False
        job.refresh_from_db()
        losses = (job.losses or 0) + 1 if is_lost else job.losses
        Job.objects.filter(pk=job.pk).update(losses=losses, **_choose_next(job, losses or 0, now))
        job.refresh_from_db()
        works[job.kind].follow(job, None, now)
    return True


def _choose_next(job: Job, losses: int, now: datetime) -> dict[str, Any]:
    """What becomes of a job that nobody does any more."""
    if job.cancel_requested_at:
        return _end(Job.State.CANCELLED, now)
    if losses >= MOST_LOSSES:
        error = DomainError("interrupted", LOST_TOO_OFTEN, times=losses)
        return _end(Job.State.FAILED, now) | {"error": error.dump()}
    return {"state": Job.State.QUEUED, "task_id": _queue(job.uuid)}


def _end(state: Job.State, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now}


def recover_jobs(*, works: Mapping[str, Work], now: datetime) -> int:
    """Queue anew what nobody does any more, as after a worker was killed; how many jobs that were.

    Of several workers that see the same job lost one queues it.
    """
    recovered = 0
    for job in list_lost(now):
        if _give_back(job, works, now, is_lost=True):
            logger.warning("job %s was lost in attempt %d", job.uuid, job.attempt)
            _tidy(works[job.kind], job)
            recovered += 1
    return recovered


def cancel_job(*, actor: User, job: Job, works: Mapping[str, Work], now: datetime) -> None:
    """Ask for the job's end: at once where nobody does it, else when its worker next looks.

    Raises NotAllowed, and Conflict ("job_finished").
    """
    permissions.require(permissions.can_manage(actor, job.project))
    with transaction.atomic():
        unfinished = Job.objects.filter(pk=job.pk).unfinished()
        if not unfinished.update(cancel_requested_at=now):
            raise Conflict("job_finished", "This is finished already.")
        audit.record(
            "job.cancelled",
            actor=actor,
            now=now,
            project=job.project,
            target=job.uuid,
            data={"kind": job.kind},
        )
        job.refresh_from_db()
        if job.state == Job.State.RUNNING and has_worker(job, now):
            return
        unfinished.update(**_end(Job.State.CANCELLED, now))
        job.refresh_from_db()
        works[job.kind].follow(job, None, now)
    _tidy(works[job.kind], job)
