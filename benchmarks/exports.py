"""Streaming all labels out, each way in a process of its own; and the next article meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from benchmarks.fill import Scene, add_project
from benchmarks.rows import Result
from benchmarks.server import HOST, Server, make_key
from benchmarks.timing import percentile
from benchmarks.work import make_next_over_http
from claims.models import Membership, Slot

FORMATS = ("jsonl", "csv")
# Streamed again and again up to about so many rows: a thousand are out in a moment.
ROWS_IN_ALL = 20_000
MOST_MB = 64.0
FIRST_BYTE_MS = 300.0
# How many times as long the next article may take while an export runs.
MOST_TIMES = 2.0
ROUNDS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What streaming once took, in seconds and in MB."""

    seconds: float
    first: float
    grown: float


def measure_export(scene: Scene, server: Server) -> Iterator[Result]:
    rows = Slot.objects.labelled().filter(project=scene.project).count()
    for name in FORMATS:
        floor = _stream(scene, "floor", rows)
        ours = _stream(scene, name, rows)
        yield Result(
            name=f"export, {name}",
            value=rows / ours.seconds,
            unit="rows/s",
            floor=rows / floor.seconds,
            least=rows / floor.seconds,
        )
        yield Result(
            name=f"export, memory, {name}",
            value=ours.grown,
            unit="MB",
            floor=floor.grown,
            most=MOST_MB,
        )
        yield Result(
            name=f"export, first byte, {name}",
            value=ours.first * 1000,
            unit="ms",
            floor=floor.first * 1000,
            most=FIRST_BYTE_MS,
        )
    if connection.vendor == "postgresql":
        copied = _stream(scene, "copy", rows)
        yield Result(name="export, COPY alone", value=rows / copied.seconds, unit="rows/s")
    yield from _measure_beside(scene, server)


def _stream(scene: Scene, what: str, rows: int) -> Outcome:
    times = max(1, ROWS_IN_ALL // rows)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stream", scene.project.slug, what, str(times)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


def _measure_beside(scene: Scene, server: Server) -> Iterator[Result]:
    """The next article of another project, over HTTP, alone and while an export runs."""
    project, _speakers = add_project(scene, "beside", claims=3_000, speakers=40)
    person = scene.newcomers[0]
    Membership.objects.create(project=project, user=person, role="annotator")
    ask = make_next_over_http(server.port, make_key(person), project)
    alone = [ask() for _ in range(ROUNDS)]
    with _exporting(scene, server) as answers:
        beside = [ask() for _ in range(ROUNDS)]
    yield Result(
        name="next, HTTP, while an export runs, p95",
        value=percentile(beside, 95),
        unit="ms",
        floor=percentile(alone, 95),
        most=MOST_TIMES * percentile(alone, 95),
    )
    yield Result(name="exports begun meanwhile", value=len(answers), unit="exports")


@contextmanager
def _exporting(scene: Scene, server: Server) -> Iterator[list[str]]:
    """Have the whole project fetched over and over; at the end, the status of each answer."""
    path = f"/api/v1/projects/{scene.project.slug}/export/"
    fetching = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "benchmarks.fetch",
            HOST,
            str(server.port),
            path,
            make_key(scene.manager),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert fetching.stdout
    answers = [fetching.stdout.readline().strip()]
    assert answers == ["200"], f"no export from {HOST}"
    try:
        yield answers
    finally:
        fetching.terminate()
        answers += fetching.communicate()[0].split()
