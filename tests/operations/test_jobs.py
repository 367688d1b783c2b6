"""Jobs from queue to end; what becomes of them when workers are killed, or told to end."""

import errno
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import AuditEvent, Job, Project, User, Worker
from claims.operations import jobs, workers
from claims.queries.jobs import Workforce, count_workers, list_lost
from claims.wording import describe
from tests.factories import NOW, JobFactory, WorkerFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=61)


class Trial:
    """A work that does what a test says, and notes what it hears."""

    def __init__(self, do: Callable[[jobs.Held], Any] = lambda held: "made") -> None:
        self.do = do
        self.heard: list[tuple[str, Any]] = []
        self.tidied: list[str] = []

    def run(self, held: jobs.Held) -> Any:
        return self.do(held)

    def follow(self, job: Job, result: Any, now: Any) -> None:
        self.heard.append((job.state, result))

    def tidy(self, job: Job) -> None:
        self.tidied.append(Job.objects.get(pk=job.pk).state)


@pytest.fixture(autouse=True)
def _notes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "NOTE_EVERY", 0.0)


def queue(project: Project, manager: User) -> Job:
    return jobs.queue_job(actor=manager, project=project, kind=Job.Kind.RELEASE, now=NOW)


def run(job: Job, work: Trial, *, is_stopping: bool = False) -> Job:
    jobs.run_job(
        job.uuid, works={"release": work}, read_now=lambda: NOW, is_stopping=lambda: is_stopping
    )
    job.refresh_from_db()
    return job


def recover(work: Trial, now: Any = NOW) -> int:
    return jobs.recover_jobs(works={"release": work}, now=now)


def test_a_job_is_queued_with_its_task_in_one_transaction(project: Project, manager: User) -> None:
    with transaction.atomic():
        queue(project, manager)
        transaction.set_rollback(True)
    job = queue(project, manager)

    (task,) = DBTaskResult.objects.all()
    assert (task.pk, task.args_kwargs) == (job.task_id, {"args": [str(job.uuid)], "kwargs": {}})
    assert task.task_path == "claims.tasks.run_job"
    assert (job.state, job.attempt) == ("queued", 0)


def test_a_job_is_done_and_says_how_far_it_is(project: Project, manager: User) -> None:
    seen = []

    def work(held: jobs.Held) -> str:
        held.note(3, 4)
        seen.append(Job.objects.get().percent)
        return "made"

    trial = Trial(work)
    job = run(queue(project, manager), trial)

    assert seen == [75]
    assert (job.state, job.attempt, job.finished_at) == ("done", 1, NOW)
    assert trial.heard == [("running", None), ("done", "made")]
    assert trial.tidied == ["done"]


def test_a_finished_job_is_not_done_again(project: Project, manager: User) -> None:
    job = run(queue(project, manager), Trial())
    again = Trial()

    run(job, again)

    assert (again.heard, again.tidied) == ([], [])


def test_a_refusal_is_told_in_a_sentence(project: Project, manager: User) -> None:
    def refuse(held: jobs.Held) -> None:
        raise InvalidInput("none", "Only %(number)d are left.", number=2)

    job = run(queue(project, manager), Trial(refuse))

    assert (job.state, job.problem and describe(job.problem)) == ("failed", "Only 2 are left.")


def test_a_full_disk_is_told_in_a_sentence(project: Project, manager: User) -> None:
    def fill(held: jobs.Held) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    job = run(queue(project, manager), Trial(fill))

    assert job.state == "failed"
    assert job.error["code"] == "storage_failed"
    assert job.problem
    assert "No space left on device" in describe(job.problem)


def test_what_nobody_foresaw_is_raised_and_told_without_its_words(
    project: Project, manager: User
) -> None:
    def break_down(held: jobs.Held) -> None:
        raise ZeroDivisionError("a secret")

    job = queue(project, manager)
    with pytest.raises(ZeroDivisionError):
        run(job, Trial(break_down))

    job.refresh_from_db()
    assert job.state == "failed"
    assert "secret" not in str(job.error)


def test_a_running_job_ends_when_it_next_looks_after_a_cancel(
    project: Project, manager: User
) -> None:
    job = queue(project, manager)
    WorkerFactory(task_id=job.task_id)
    states = []

    def work(held: jobs.Held) -> None:
        jobs.cancel_job(actor=manager, job=held.job, works={"release": Trial()}, now=NOW)
        states.append(Job.objects.get().is_being_cancelled)
        held.check()

    trial = Trial(work)
    run(job, trial)

    assert states == [True]
    assert job.state == "cancelled"
    assert trial.heard[-1] == ("cancelled", None)
    assert [event.action for event in AuditEvent.objects.all()] == ["job.cancelled"]


def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_never(
    project: Project, manager: User
) -> None:
    job, trial = queue(project, manager), Trial()

    jobs.cancel_job(actor=manager, job=job, works={"release": trial}, now=NOW)

    assert (job.state, trial.heard) == ("cancelled", [("cancelled", None)])
    with pytest.raises(Conflict):
        jobs.cancel_job(actor=manager, job=job, works={"release": trial}, now=NOW)


def test_only_managers_cancel(project: Project, manager: User, reader: User) -> None:
    job = queue(project, manager)

    with pytest.raises(NotAllowed):
        jobs.cancel_job(actor=reader, job=job, works={"release": Trial()}, now=NOW)


def test_a_worker_told_to_end_hands_its_job_on(project: Project, manager: User) -> None:
    job, trial = queue(project, manager), Trial(lambda held: held.check())

    run(job, trial, is_stopping=True)

    assert (job.state, job.attempt, job.losses) == ("queued", 1, None)
    assert trial.heard == [("running", None), ("queued", None)]
    assert run(job, Trial()).state == "done"


def test_however_often_workers_are_told_to_end_the_job_is_not_given_up(
    project: Project, manager: User
) -> None:
    job = queue(project, manager)

    for _ in range(jobs.MOST_LOSSES + 1):
        run(job, Trial(lambda held: held.check()), is_stopping=True)

    assert (job.state, job.attempt) == ("queued", jobs.MOST_LOSSES + 1)
    assert run(job, Trial()).state == "done"


def test_what_a_killed_worker_was_doing_is_queued_anew(project: Project, manager: User) -> None:
    job, trial = queue(project, manager), Trial()
    workers.register_worker("killed", now=NOW)
    assert workers.take_task("killed", now=NOW)
    Job.objects.update(state="running", attempt=1)

    assert recover(trial) == 0
    assert recover(trial, LATER) == 1
    assert recover(trial, LATER) == 0

    first = job.task_id
    job.refresh_from_db()
    assert (job.state, trial.heard, job.losses) == ("queued", [("queued", None)], 1)
    assert job.task_id != first
    assert DBTaskResult.objects.get(pk=str(job.task_id)).status == TaskResultStatus.READY


def test_who_was_taken_for_gone_writes_nothing_more(project: Project, manager: User) -> None:
    job = queue(project, manager)

    def work(held: jobs.Held) -> str:
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
        recover(Trial())
        return "late"

    trial = Trial(work)
    run(job, trial)

    assert (job.state, job.attempt) == ("queued", 1)
    assert trial.heard == [("running", None)]


def test_a_job_that_ends_its_workers_is_given_up(project: Project, manager: User) -> None:
    job = JobFactory(project=project, state="running", attempt=9, losses=jobs.MOST_LOSSES - 1)
    trial = Trial()

    recover(trial)

    job.refresh_from_db()
    assert (job.state, trial.heard) == ("failed", [("failed", None)])
    assert job.problem
    assert "5 times" in describe(job.problem)


def test_a_lost_job_that_was_cancelled_is_not_begun_again(project: Project) -> None:
    job = JobFactory(project=project, state="running", attempt=1, cancel_requested_at=NOW)

    recover(Trial())

    job.refresh_from_db()
    assert job.state == "cancelled"


def test_each_task_goes_to_one_worker(project: Project, manager: User) -> None:
    first, second = queue(project, manager), queue(project, manager)
    for name in ("a", "b"):
        workers.register_worker(name, now=NOW)

    taken = [workers.take_task(name, now=NOW) for name in ("a", "b", "a")]

    assert [task and task.pk for task in taken] == [first.task_id, second.task_id, None]
    assert dict(Worker.objects.values_list("name", "task_id")) == {
        "a": first.task_id,
        "b": second.task_id,
    }
    assert list_lost(NOW) == []


def test_how_long_nobody_has_worked() -> None:
    assert count_workers(NOW) == Workforce(0, None)
    workers.register_worker("a", now=NOW)

    assert count_workers(NOW) == Workforce(1, None)
    assert count_workers(LATER).idle_seconds == 61
    workers.note_alive("a", now=LATER)
    assert count_workers(LATER) == Workforce(1, None)
    workers.end_worker("a", now=LATER)
    assert count_workers(LATER).idle_seconds == 0


def test_long_gone_workers_and_tasks_are_forgotten(project: Project, manager: User) -> None:
    workers.register_worker("old", now=NOW)
    queue(project, manager)
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=NOW)

    workers.register_worker("new", now=NOW + timedelta(days=15))

    assert [worker.name for worker in Worker.objects.all()] == ["new"]
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"state": "done"}, {"state": "queued", "finished_at": NOW}, {"state": "unheard of"}],
)
def test_the_database_refuses_states_that_cannot_be(
    project: Project, changes: dict[str, Any]
) -> None:
    job = JobFactory(project=project)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**changes)


def test_a_task_of_no_job_is_nothing_to_do() -> None:
    jobs.run_job(UUID(int=0), works={}, read_now=lambda: NOW, is_stopping=lambda: False)


def test_what_cannot_be_tidied_up_now_ends_no_worker(project: Project, manager: User) -> None:
    class Stuck(Trial):
        def tidy(self, job: Job) -> None:
            raise OSError("no storage")

    job = run(queue(project, manager), Stuck())

    assert job.state == "done"
    JobFactory(project=project, state="running", attempt=1)
    assert recover(Stuck()) == 1
