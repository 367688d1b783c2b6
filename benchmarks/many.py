"""A hundred thousand articles in one go, by the command, and the same file once more.

Beside one process that takes such texts apart and does nothing else.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.articles import write_articles
from benchmarks.fill import Scene, add_project
from benchmarks.memory import read_resident
from benchmarks.rows import Result
from benchmarks.server import Server
from claims.models import Article, Project
from claims.queries.imports import read_known_names
from claims.text.workers import analyse_text

ARTICLES, SENTENCES = 100_000, 10
SAMPLE = 2_000
# MB that the command may grow by while the last nine tenths of the articles come in.
MOST_MB = 64.0


def measure_many(scene: Scene, _server: Server) -> Iterator[Result]:
    """In a project of their own."""
    project, _speakers = add_project(scene, "many", claims=30, speakers=40)
    articles = Article.objects.filter(project=project)
    before = articles.count()
    with tempfile.TemporaryDirectory(prefix="factcheck-many-") as folder:
        file = Path(folder) / "articles.jsonl"
        _write(file)
        seconds, grown = _import(scene, project, file)
        assert articles.count() == before + ARTICLES
        again, _ = _import(scene, project, file)
        assert articles.count() == before + ARTICLES
    yield Result(
        name="import, 100,000 at once",
        value=ARTICLES / seconds,
        unit="articles/s",
        floor=_measure_engine(project),
    )
    yield Result(name="import, 100,000 at once, memory", value=grown, unit="MB", most=MOST_MB)
    yield Result(name="import, the same again", value=ARTICLES / again, unit="articles/s")


def _measure_engine(project: Project) -> float:
    """Articles per second."""
    texts = [draft.text for draft in write_articles(SAMPLE, SENTENCES, 32)]
    known = read_known_names(project)
    started = time.perf_counter()
    for text in texts:
        analyse_text(text, project.language, known)
    return SAMPLE / (time.perf_counter() - started)


def _write(file: Path) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for number, draft in enumerate(write_articles(ARTICLES, SENTENCES, 31)):
            record = {"source_id": f"many-{number}", "text": draft.text}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def _import(scene: Scene, project: Project, file: Path) -> tuple[float, float]:
    """The seconds it takes, and the MB it grows by after the first tenth of them."""
    command = [sys.executable, "-m", "django", "import_articles", str(file)]
    command += ["--project", project.slug, "--user", scene.manager.username]
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        # A line of progress comes after each thousand.
        held = [read_resident(process.pid) for _line in process.stderr]
    assert process.returncode == 0
    elapsed = time.perf_counter() - started
    return elapsed, max(held) - held[len(held) // 10]
