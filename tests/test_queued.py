"""RQ on a real Redis: workers hear of a task at once, and of nothing that was not committed."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import rq
from django.db import transaction

from claims import queued
from claims.management.worker import Worker
from claims.models import Job, Project, User
from claims.operations import jobs, releases
from tests.factories import NOW
from tests.operations.releasing import draft, make_article

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="there is no redis-server here"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis that is there for these tests."""
    folder: Path = tmp_path_factory.mktemp("redis")
    path = folder / "socket"
    with subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", path, "--dir", folder, "--save", ""],
        stdout=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 60
        while not path.is_socket():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"unix://{path}"
        process.terminate()


@pytest.fixture
def connection(server: str, settings: Any) -> Iterator[redis.Redis]:
    settings.REDIS_URL = server
    settings.TASKS_BACKEND = "RQ"
    settings.TASKS = {"default": {"BACKEND": "claims.queued.AnnouncingBackend"}}
    with redis.Redis.from_url(server) as opened:
        opened.flushall()
        yield opened


def list_announced(connection: redis.Redis) -> list[str]:
    return rq.Queue(queued.QUEUE, connection=connection).job_ids


def test_a_task_is_announced_once_it_is_committed(
    connection: redis.Redis, project: Project, manager: User
) -> None:
    with transaction.atomic():
        job = jobs.queue_job(actor=manager, project=project, kind=Job.Kind.RELEASE, now=NOW)
        before = list_announced(connection)
    with transaction.atomic():
        jobs.queue_job(actor=manager, project=project, kind=Job.Kind.RELEASE, now=NOW)
        transaction.set_rollback(True)

    assert before == []
    assert list_announced(connection) == [str(job.task_id)]
    (heard,) = rq.Queue(queued.QUEUE, connection=connection).get_jobs()
    assert (heard.func_name, heard.args) == ("claims.tasks.run_job", [str(job.uuid)])


def test_an_announcement_ends_the_waiting_and_is_heard_once(
    connection: redis.Redis, project: Project, manager: User
) -> None:
    jobs.queue_job(actor=manager, project=project, kind=Job.Kind.RELEASE, now=NOW)

    # A test that waited for it in vain would end after its minute, with the announcement there.
    queued.wait_for_announcement(60)

    assert list_announced(connection) == []
    assert connection.keys("rq:job:*") == []
    queued.wait_for_announcement(1)


def test_a_worker_does_what_it_is_told_of_and_what_it_is_not(
    connection: redis.Redis, project: Project, manager: User
) -> None:
    """Also what was announced while Redis was away, or had lost it; and each once."""
    make_article(project)
    told, untold = (draft(manager, project, version=version) for version in ("1.0", "2.0"))
    releases.queue_build(actor=manager, release=told, now=NOW)
    connection.flushall()
    releases.queue_build(actor=manager, release=untold, now=NOW)

    Worker("w", interval=0.01, batch=True).run()

    assert set(Job.objects.values_list("state", "attempt")) == {("done", 1)}


def test_without_redis_the_task_is_queued_all_the_same(
    connection: redis.Redis,
    project: Project,
    manager: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{free.getsockname()[1]}"
        slept: list[float] = []
        monkeypatch.setattr("claims.queued.time.sleep", slept.append)

        jobs.queue_job(actor=manager, project=project, kind=Job.Kind.RELEASE, now=NOW)
        queued.wait_for_announcement(15)

    assert Job.objects.unfinished().count() == 1
    assert slept == [2.0]


@pytest.mark.usefixtures("connection")
def test_that_nothing_is_announced_for_long_is_no_fault(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis answers only when the wait is over: later than it may for anything else."""
    monkeypatch.setattr(queued, "ANSWER_WITHIN", 0.5)

    queued.wait_for_announcement(1)

    assert caplog.messages == []


def test_a_redis_that_does_not_answer_keeps_nobody_waiting(
    settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued, "ANSWER_WITHIN", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}"

        queued.announce("claims.tasks.run_job", "1", ["x"])

    assert caplog.messages == ["a task could not be announced: Timeout reading from socket"]
