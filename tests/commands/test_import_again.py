"""An import that is killed, or runs several times at once, comes to what one clean run comes to."""

import json
import random
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q

from claims import clock
from claims.exchange.articles import stream_articles as read_file
from claims.models import (
    Article,
    ArticleSpeaker,
    Claim,
    Project,
    Slot,
    Speaker,
    SpeakerAlias,
    Suggestion,
    User,
)
from claims.operations.articles import stream_articles
from tests.commands.processes import start_command
from tests.conftest import add_member
from tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ARTICLES = 240


def write_file(path: Path) -> Path:
    """Articles by id, by page and by neither; every tenth is another text of one before."""
    chance = random.Random(7)
    names = ["Ada Holm", "Ben Noor", "Cleo Marsh", "ADA HOLM", "Dr. Ben Noor"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(ARTICLES):
            of = number - chance.randrange(1, 10) if number % 10 == 9 else number
            who = chance.choice(names)
            sentences = [
                f"Pier {of} is to be built anew.",
                f"It costs {number} million euros.",
                f"“We are glad,” said {who}, the mayor of Town {chance.randrange(5)}.",
                f"{who.split()[-1].title()} said more on Monday.",
            ]
            row = {"text": f"Pier {of}\n\n{' '.join(sentences)}\n", "outlet": f"Paper {of % 3}"}
            if of % 3 == 0:
                row["source_id"] = f"pier-{of}"
            if of % 3 == 1:
                row["url"] = f"https://paper.example/pier/{of}?utm_source=x{number}"
            file.write(json.dumps(row) + "\n")
    return path


def dump(project: Project) -> dict[str, list[Any]]:
    """Every row of the project but for numbers, UUIDs and times."""
    article = ("title", "sha256", "url", "page_key", "source_id", "language", "outlet__name")
    of_claim = ("claim__article__sha256", "claim__start", "claim__end")
    of_speaker = ("name", "kind", "role", "affiliation", "added_by")
    claims = Claim.objects.filter(project=project)
    speakers = Speaker.objects.filter(project=project)
    rows: dict[str, Any] = {
        "articles": Article.objects.filter(project=project)
        .annotate(stands=ExpressionWrapper(Q(replaced_at=None), BooleanField()))
        .values_list(*article, "previous__sha256", "stands", "splitter_version", "body__text"),
        "claims": claims.values_list(
            *("article__sha256", "start", "end", "kind", "paragraph", "position", "text", "hints"),
            *("worth", "wire_key", "carried_from__text"),
        ),
        "slots": Slot.objects.filter(project=project).values_list(
            *of_claim, "stage", "number", "purpose", "wanted", "priority", "annotator"
        ),
        "speakers": speakers.values_list(*of_speaker),
        "aliases": SpeakerAlias.objects.filter(speaker__project=project).values_list(
            "speaker__name", "name"
        ),
        "cast": ArticleSpeaker.objects.filter(article__project=project).values_list(
            "article__sha256", "speaker__name", "position"
        ),
        "suggestions": Suggestion.objects.filter(claim__project=project).values_list(
            *of_claim, "rank", "speaker__name", "quote_type", "score", "reason"
        ),
    }
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


def import_file(path: Path, project: Project, user: User, jobs: int = 1) -> None:
    with path.open("rb") as file:
        for _ in stream_articles(
            actor=user,
            project=project,
            rows=read_file(file, path.name),
            now=clock.now(),
            jobs=jobs,
        ):
            pass


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_file(tmp_path / "piers.jsonl")


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
