"""An import that is killed, or runs several times at once, comes to what one clean run comes to."""

import random
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from benchmarks.faults.imported import dump, import_file, write_file
from claims.models import Article, Project, User
from tests.commands.processes import start_command
from tests.conftest import add_member
from tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ARTICLES = 240


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_file(tmp_path / "piers.jsonl", ARTICLES)


@pytest.fixture
def expected(file: Path, project: Project, manager: User) -> dict[str, list[Any]]:
    """What one clean run comes to."""
    import_file(file, project, manager)
    dumped = dump(project)
    assert len(dumped["articles"]) == ARTICLES
    assert Article.objects.filter(project=project, replaced_at__isnull=False).count() > 10
    return dumped


@pytest.fixture
def other(project: Project) -> Project:
    """Another project, as the first in all that an import goes by."""
    other = ProjectFactory(
        language=project.language, overlap=project.overlap, sample_seed=project.sample_seed
    )
    add_member(other, "other_manager", "manager")
    return other


def start_import(path: Path, project: Project, *options: str) -> "subprocess.Popen[str]":
    return start_command(
        *("import_articles", str(path), "--project", project.slug),
        *("--user", "other_manager", *options),
    )


@pytest.mark.parametrize(("options", "kills"), [((), 5), (("--jobs", "2"), 2)], ids=["one", "jobs"])
def test_killed_and_run_again_it_comes_to_the_same(
    options: tuple[str, ...], kills: int, expected: dict[str, list[Any]], file: Path, other: Project
) -> None:
    chance = random.Random(len(options))
    reached = []
    for kill in range(kills):
        # At a moment of its own in the work, each time further on.
        goal = ARTICLES * (kill + chance.random()) / (kills + 1)
        with start_import(file, other, *options) as process:
            while process.poll() is None and count(other) < goal:
                time.sleep(0.005)
            time.sleep(chance.random() / 20)
            process.kill()
        reached.append(count(other))
    with start_import(file, other, *options) as process:
        output, _ = process.communicate(timeout=120)

    assert process.returncode == 0, output
    # The last kill may have come before its process had brought in more.
    assert 0 < reached[0] <= reached[-1] < ARTICLES
    assert dump(other) == expected
    assert f"{ARTICLES - reached[-1]} created" in output


def count(project: Project) -> int:
    return Article.objects.filter(project=project).count()


def test_eight_times_at_once_it_comes_to_the_same(
    expected: dict[str, list[Any]], file: Path, other: Project
) -> None:
    manager = User.objects.get(username="other_manager")
    faults: list[Exception] = []

    def run() -> None:
        try:
            import_file(file, other, manager)
        except Exception as fault:  # noqa: BLE001 - told below, by the test's own thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert dump(other) == expected


def test_in_several_processes_it_comes_to_the_same(
    expected: dict[str, list[Any]], file: Path, other: Project
) -> None:
    import_file(file, other, User.objects.get(username="other_manager"), jobs=2)

    assert dump(other) == expected
