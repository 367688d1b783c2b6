"""Workers as processes of their own: one is killed in the middle, two want the same release."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from claims import clock
from claims.models import Job, Project, Release, ReleaseFile, User, Worker
from claims.operations import jobs, release_files, releases
from claims.queries.jobs import count_workers
from claims.tasks import WORKS
from tests.commands.processes import make_database_url
from tests.operations.releasing import draft, list_stored, make_article, read_records

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

PATIENCE = 180.0
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where releases are stored, also by the processes below."""
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path / "releases"}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}
    (tmp_path / "releases").mkdir()
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts workers on the test's database; a slow one stores nothing until `go` is there."""
    started = []

    def start_worker(*options: str, slow: bool = False) -> "subprocess.Popen[bytes]":
        backend = "tests.slow_storage.SlowStorage" if slow else FILES
        storage = {"BACKEND": backend, "OPTIONS": {"location": str(folder / "releases")}}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--interval", "0.1", *options],
            cwd=django_settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": make_database_url(),
                "RELEASES_STORAGE": json.dumps(storage),
            },
        )
        started.append(process)
        return process

    yield start_worker
    for process in started:
        process.kill()
        process.wait()


FILES = "django.core.files.storage.FileSystemStorage"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def queue(project: Project, manager: User) -> Release:
    make_article(project, redistribute="text")
    release = draft(manager, project)
    releases.queue_build(actor=manager, release=release, now=clock.now())
    return release


def is_storing(release: Release) -> bool:
    return ReleaseFile.objects.filter(release=release).exists()


def has_state(release: Release, state: str) -> bool:
    release.refresh_from_db()
    return release.state == state


def test_what_a_killed_worker_was_building_another_builds_anew(
    project: Project, manager: User, start: Start, folder: Path
) -> None:
    release = queue(project, manager)
    killed = start(slow=True)
    wait_until(lambda: is_storing(release))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert has_state(release, "building")
    # As if a minute had gone by.
    Worker.objects.update(seen_at=clock.now() - timedelta(minutes=2))
    idle = count_workers(clock.now()).idle_seconds
    assert idle is not None
    assert idle >= 120

    other = start()
    wait_until(lambda: has_state(release, "ready"))

    job = Job.objects.get(release=release)
    assert (job.attempt, job.losses) == (2, 1)
    assert len(read_records(release)) == 2
    assert {file.attempt for file in release.files.all()} == {2}
    assert list_stored() == set(release.files.values_list("stored_as", flat=True))
    other.send_signal(signal.SIGTERM)
    assert other.wait(PATIENCE) == 0


def test_a_worker_told_to_end_hands_its_release_on(
    project: Project, manager: User, start: Start, folder: Path
) -> None:
    release = queue(project, manager)
    # One death more, or one restart more if these counted, and it would be given up.
    Job.objects.update(attempt=jobs.MOST_LOSSES - 1, losses=jobs.MOST_LOSSES - 1)
    first = start(slow=True)
    wait_until(lambda: is_storing(release))

    first.send_signal(signal.SIGTERM)
    (folder / "go").touch()

    assert first.wait(PATIENCE) == 0
    assert has_state(release, "queued")
    job = Job.objects.get(release=release)
    assert (job.attempt, job.losses) == (jobs.MOST_LOSSES, jobs.MOST_LOSSES - 1)
    assert list_stored() == set()
    assert start("--once").wait(PATIENCE) == 0
    assert has_state(release, "ready")


def test_two_workers_build_no_release_twice(project: Project, manager: User, start: Start) -> None:
    make_article(project, redistribute="text")
    queued = [draft(manager, project, version=f"{number}.0") for number in range(6)]
    for release in queued:
        releases.queue_build(actor=manager, release=release, now=clock.now())

    both = [start("--once") for _ in range(2)]

    assert [worker.wait(PATIENCE) for worker in both] == [0, 0]
    assert set(Job.objects.values_list("state", "attempt")) == {("done", 1)}
    assert Release.objects.filter(state="ready").count() == 6
    assert list_stored() == set(ReleaseFile.objects.values_list("stored_as", flat=True))
    assert all(release_files.is_intact(file) for file in ReleaseFile.objects.all())


def test_a_build_is_cancelled_while_it_goes_on(
    project: Project, manager: User, start: Start, folder: Path
) -> None:
    release = queue(project, manager)
    start(slow=True)
    wait_until(lambda: is_storing(release))
    job = Job.objects.select_related("project").get(release=release)

    jobs.cancel_job(actor=manager, job=job, works=WORKS, now=clock.now())
    assert has_state(release, "building")
    (folder / "go").touch()

    wait_until(lambda: has_state(release, "cancelled"))
    wait_until(lambda: list_stored() == set())
    wait_until(lambda: not ReleaseFile.objects.exists())
