"""Streaming all labels out, each way in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.fill import Scene
from benchmarks.rows import Result
from benchmarks.server import Server
from claims.models import Slot

FORMATS = ("jsonl", "csv")
MARK = 20_000.0
# Streamed again and again up to about so many rows: a thousand are out in a moment.
ROWS_IN_ALL = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What streaming once took, in seconds and in MB."""

    seconds: float
    grown: float


def measure_export(scene: Scene, _server: Server) -> Iterator[Result]:
    rows = Slot.objects.labelled().filter(project=scene.project).count()
    floor = _stream(scene, "floor", rows)
    for name in FORMATS:
        ours = _stream(scene, name, rows)
        yield Result(
            name=f"export, {name}",
            value=rows / ours.seconds,
            unit="rows/s",
            floor=rows / floor.seconds,
            least=MARK,
        )
        yield Result(name=f"export, memory, {name}", value=ours.grown, unit="MB", floor=floor.grown)


def _stream(scene: Scene, what: str, rows: int) -> Outcome:
    times = max(1, ROWS_IN_ALL // rows)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stream", scene.project.slug, what, str(times)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))
