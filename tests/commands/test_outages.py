"""A worker whose database goes away, or has no room: it says so, waits, and goes on."""

import logging
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django_tasks_db.models import DBTaskResult

from claims.management import outages
from claims.management.outages import Patience, insist, is_outage
from claims.management.postman import Postman
from claims.management.worker import Worker
from claims.models import Job, Project, User
from claims.models import Worker as WorkerRow
from claims.operations import releases, workers
from claims.operations.jobs import recover_jobs
from claims.tasks import WORKS, run_job
from tests.factories import NOW
from tests.operations.releasing import draft, make_article
from tests.test_outages import make_error

NAMES = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_READONLY")


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited."""
    seconds: list[float] = []
    monkeypatch.setattr(Worker, "_wait", lambda _worker, wait: seconds.append(wait))
    monkeypatch.setattr(outages, "connection", Connection())
    return seconds


class Connection:
    def close(self) -> None:
        """The tests' own stays open: it holds their transaction."""


def fail_first(times: int, act: Callable[..., Any]) -> Callable[..., Any]:
    """It fails so often, and then does what it should."""
    left = [make_error(NAMES[number % 3]) for number in range(times)]

    def try_it(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return act(*given, **named)

    return try_it


def test_waits_longer_each_time_and_tells_it_in_a_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "connection", Connection())
    seconds: list[float] = []
    patience = Patience(seconds.append)

    for _ in range(6):
        patience.bear(make_error())
    patience.forget()
    patience.bear(OSError(28, "No space left on device"))

    assert seconds == [2, 4, 8, 16, 30, 30, 2]
    assert len(caplog.records) == 7
    assert caplog.records[0].getMessage().startswith("waiting 2 s for the database")
    with pytest.raises(IntegrityError):
        patience.bear(IntegrityError())
    assert not is_outage(ValueError())


def test_does_not_insist_when_it_is_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "connection", Connection())
    ended = Event()

    def fail_and_end() -> None:
        ended.set()
        raise make_error()

    assert not insist(fail_and_end, ended)


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_an_outage_in_each_of_its_steps(
    project: Project,
    manager: User,
    waited: list[float],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(outages, "SHORTEST", 0.01)
    for name in ("register_worker", "take_task", "put_down_task", "note_alive"):
        monkeypatch.setattr(workers, name, fail_first(3, getattr(workers, name)))
    make_article(project)
    release = draft(manager, project)
    releases.queue_build(actor=manager, release=release, now=NOW)
    worker = Worker("w", interval=0, batch=True)

    with caplog.at_level(logging.ERROR, logger="claims.management.outages"):
        worker.run()

    row = WorkerRow.objects.get()
    assert row.ended_at is not None
    release.refresh_from_db()
    assert release.state == "ready"
    # Each of them three times; the sign of life as often as it was due.
    told = [record.getMessage() for record in caplog.records]
    assert len(told) >= 9
    assert all(line.startswith("waiting ") for line in told)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_cannot_say_that_it_ends_still_ends(
    waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "end_worker", fail_first(1, workers.end_worker))

    Worker("w", interval=0, batch=True).run()

    assert WorkerRow.objects.get().ended_at is None


@pytest.mark.django_db
def test_a_job_that_an_outage_ended_is_done_anew(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(project)
    release = draft(manager, project)
    job = releases.queue_build(actor=manager, release=release, now=NOW)
    build = WORKS[Job.Kind.RELEASE].run
    monkeypatch.setattr(WORKS[Job.Kind.RELEASE], "run", fail_first(1, build))

    with pytest.raises(OperationalError):
        run_job.func(str(job.uuid))
    job.refresh_from_db()
    state = job.state
    DBTaskResult.objects.update(status="FAILED")
    recovered = recover_jobs(works=WORKS, now=NOW)
    job.refresh_from_db()

    assert (state, recovered, job.state) == ("running", 1, "queued")


def test_the_post_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Event):
        def wait(self, timeout: float | None = None) -> bool:
            seconds.append(timeout)
            if len(seconds) == 7:
                self.set()
            return self.is_set()

    seconds: list[float | None] = []
    outcomes = iter([False, False, True, False, False, False, False])
    postman = Postman(0.5, Ended())
    monkeypatch.setattr(postman, "send", lambda: next(outcomes))
    monkeypatch.setattr("claims.management.postman.connection", Connection())

    postman._run()

    assert seconds == [2, 4, 0.5, 2, 4, 8, 16]
