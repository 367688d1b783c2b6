"""Labelled claims whose import is killed, or runs several times at once, come to one clean run."""

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from claims.exchange.import_formats import IMPORT_FORMATS
from claims.models import (
    Annotation,
    Article,
    Claim,
    Evidence,
    LabelSource,
    Project,
    Slot,
    SourceRow,
    Speaker,
    User,
)
from claims.operations.labelled_imports import import_labelled, open_source
from claims.queries.label_words import read_word_map
from tests.commands.processes import start_command
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory
from tests.operations.test_labelled_imports import AVERITEC_ROW
from tests.operations.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ROWS = 900
WORDS = [("averitec", "Refuted")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Every tenth row says what another has said, of somebody else or all the same."""
    chance = random.Random(3)
    rows = []
    for number in range(ROWS):
        of = chance.randrange((number + 1) // 10) * 10 if number % 10 == 9 else number
        said = {"claim": f"Pier {of} is anew.", "speaker": f"Ada {chance.randrange(40)}"}
        rows.append(AVERITEC_ROW | said)
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def import_file(file: Path, project: Project, user: User) -> None:
    words, _missing = read_word_map(project, WORDS, (), "check_worthy_fact")
    source = open_source(actor=user, project=project, name="Dev", format_name="averitec", now=NOW)
    with file.open("rb") as stream:
        rows = IMPORT_FORMATS["averitec"].read(stream)
        for _ in import_labelled(actor=user, source=source, rows=rows, words=words, now=NOW):
            pass


def dump(project: Project) -> dict[str, list[Any]]:
    """Every row of the project but for numbers, UUIDs and times."""
    labels = Annotation.objects.filter(project=project)
    of_claim = ("claim__text", "annotator__name")
    rows: dict[str, Any] = {
        "sources": LabelSource.objects.filter(project=project).values_list("name", "format"),
        "articles": Article.objects.filter(project=project).values_list("title", "sha256"),
        "claims": Claim.objects.filter(project=project).values_list("text", "start", "end"),
        "slots": Slot.objects.filter(project=project).values_list(
            *of_claim, "number", "purpose", "current__justification"
        ),
        "labels": labels.values_list(*of_claim, "speaker__name", "verdict__value", "body_sha256"),
        "evidence": Evidence.objects.filter(annotation__in=labels).values_list(
            "annotation__claim__text", "position", "answer"
        ),
        "speakers": Speaker.objects.filter(project=project).values_list("name", "kind"),
        "rows": SourceRow.objects.filter(source__project=project).values_list(
            "key", "sha256", "claim__text", "row"
        ),
    }
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


@pytest.fixture
def expected(file: Path, project: Project, manager: User) -> dict[str, list[Any]]:
    """What one clean run comes to."""
    import_file(file, project, manager)
    dumped = dump(project)
    assert (len(dumped["rows"]), len(dumped["labels"])) == (ROWS, ROWS * 9 // 10)
    return dumped


@pytest.fixture
def other(project: Project) -> Project:
    other = ProjectFactory(language=project.language)
    add_member(other, "other_manager", "manager")
    return other


def start_import(file: Path, project: Project) -> "subprocess.Popen[str]":
    return start_command(
        *("import_labels", project.slug, str(file), "--format", "averitec", "--source", "Dev"),
        *("--user", "other_manager", "--verdicts-are", "check_worthy_fact"),
    )


def count(project: Project) -> int:
    return SourceRow.objects.filter(source__project=project).count()


def test_killed_and_run_again_it_comes_to_the_same(
    expected: dict[str, list[Any]], file: Path, other: Project
) -> None:
    chance = random.Random(1)
    reached = []
    for kill in range(3):
        # Each time further on.
        goal = ROWS * (kill + chance.random()) / 4
        with start_import(file, other) as process:
            while process.poll() is None and count(other) < goal:
                time.sleep(0.005)
            process.kill()
        reached.append(count(other))
    with start_import(file, other) as process:
        output, _ = process.communicate(timeout=120)

    assert process.returncode == 0, output
    assert 0 < reached[0] <= reached[-1] < ROWS
    assert f"{ROWS - reached[-1]} created, {reached[-1]} known" in output
    assert dump(other) == expected


def test_several_at_once_come_to_the_same(
    expected: dict[str, list[Any]], file: Path, other: Project
) -> None:
    user = User.objects.get(username="other_manager")

    results = race([lambda: import_file(file, other, user)] * 3)

    assert results == [None] * 3
    assert dump(other) == expected
