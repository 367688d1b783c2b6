"""How many requests were answered, how, and how fast: counted by all processes of a server.

The counts lie in memory that the processes share, each in a part of its own, so that none waits for
another and a full disk harms nobody; whoever is asked adds the parts. The server makes it before it
starts its processes (gunicorn.conf.py); without it each process counts for itself.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

# Seconds; what took longer than the last is counted in the sum and the number alone.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OTHER = "other"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", OTHER)
# fmt: off
STATUSES = (
    "200", "201", "202", "204", "206", "301", "302", "303", "304", "400", "401", "403", "404",
    "405", "406", "409", "410", "411", "412", "413", "415", "416", "422", "428", "429", "500",
    "501", "503", "507", OTHER,
)
# fmt: on
# More than there are; what comes after them counts as one.
ROUTES = 512

COUNTS = len(METHODS) * len(STATUSES)
# Of a route: how many by method and status, how many within each bound, the sum of seconds.
ROW = COUNTS + len(BOUNDS) + 1
PART = ROUTES * ROW


@dataclass(frozen=True, slots=True)
class Row:
    """What was counted of a route: by method and status; and how many took up to each bound."""

    route: int
    answers: dict[tuple[str, str], int]
    within: tuple[int, ...]
    seconds: float


class Traffic:
    """The counts of all processes. A process that ended leaves its part, and what is in it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.make_room(1)

    def make_room(self, parts: int) -> None:
        """For so many processes, which are started after this: they share what is made here."""
        self._memory = memoryview(mmap.mmap(-1, parts * PART * 8)).cast("d")
        self._parts = parts
        self._own = 0

    def use_part(self, number: int) -> None:
        """Which part is this process's: no two that run at once may have the same."""
        self._own = number % self._parts

    def count(self, route: int, method: str, status: str, seconds: float) -> None:
        start = self._own * PART + min(route, ROUTES - 1) * ROW
        cell = _find(METHODS, method) * len(STATUSES) + _find(STATUSES, status)
        with self._lock:
            self._memory[start + cell] += 1
            for number, bound in enumerate(BOUNDS):
                if seconds <= bound:
                    self._memory[start + COUNTS + number] += 1
            self._memory[start + ROW - 1] += seconds

    def read(self) -> Iterator[Row]:
        """What was counted of each route of which anything was."""
        for route in range(ROUTES):
            row = self._add_up(route)
            if any(row[:COUNTS]):
                yield _make_row(route, row)

    def _add_up(self, route: int) -> list[float]:
        parts = (
            self._memory[start : start + ROW].tolist()
            for start in range(route * ROW, self._parts * PART, PART)
        )
        return [sum(cell) for cell in zip(*parts, strict=True)]


def _find(known: tuple[str, ...], given: str) -> int:
    return known.index(given) if given in known else len(known) - 1


def _make_row(route: int, row: list[float]) -> Row:
    cells = [(method, status) for method in METHODS for status in STATUSES]
    answers = {cell: int(count) for cell, count in zip(cells, row, strict=False) if count}
    return Row(route, answers, tuple(map(int, row[COUNTS:-1])), row[-1])


traffic = Traffic()
