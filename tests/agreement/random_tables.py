"""A thousand random tables with gaps, the same in every run, to hold against other libraries."""

from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from random import Random

from claims.agreement.tables import Table, read_table

# Units × raters; None where somebody gave no label.
Rows = Sequence[Sequence[int | None]]
TABLES = 1_000


@cache
def make_random_tables() -> Sequence[Rows]:
    """All have two labels in use and a unit with two of them, so that every coefficient exists."""
    random = Random(20260601)
    tables: list[Rows] = []
    while len(tables) < TABLES:
        rows = _make_rows(random)
        if _is_measurable(rows):
            tables.append(rows)
    return tables


def _make_rows(random: Random) -> Rows:
    raters, units, labels = (_draw(random, *span) for span in ((2, 6), (3, 30), (2, 6)))
    gaps, noise = random.random() * 0.6, random.random()
    rows = []
    for _ in range(units):
        truth = _draw(random, 1, labels)
        rows.append(
            [
                None
                if random.random() < gaps
                else _draw(random, 1, labels)
                if random.random() < noise
                else truth
                for _ in range(raters)
            ]
        )
    return rows


def _draw(random: Random, low: int, high: int) -> int:
    """By random() alone, which is the same in every version of Python."""
    return low + int(random.random() * (high - low + 1))


def _is_measurable(rows: Rows) -> bool:
    paired = [row for row in rows if sum(label is not None for label in row) > 1]
    return len({label for row in paired for label in row if label is not None}) > 1


def read_rows(rows: Sequence[Sequence[Hashable]]) -> Table:
    return read_table(list_labels(rows))


def list_labels(rows: Sequence[Sequence[Hashable]]) -> Iterator[tuple[int, int, Hashable]]:
    """A unit, a rater and a label each."""
    for unit, row in enumerate(rows):
        for rater, label in enumerate(row):
            if label is not None:
                yield unit, rater, label
