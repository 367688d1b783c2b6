"""Measure agreement: `python -m benchmarks.agreement`; `make bench` does it too.

A hundred thousand labels by ten people, two on each claim, in the shapes that our fields have; each
coefficient has an interval of a thousand resamples. What each row means: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.memory import read_peak, read_resident, reset_peak
from claims.agreement.alpha import alpha
from claims.agreement.bootstrap import Bootstrap
from claims.agreement.coefficients import Coefficient, percent
from claims.agreement.distances import Ordinal
from claims.agreement.evidence import compare_all, measure_evidence
from claims.agreement.pairs import measure_pairs
from claims.agreement.report import choose_coefficients, measure_agreement
from claims.agreement.sets import MASI
from claims.agreement.tables import Label, Table, read_table

DOCUMENT = Path("docs/agreement.md")
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
UNITS, RATERS, EACH = 50_000, 10, 2
# Of the labels, the share that is given blindly.
BLIND = 0.1
SPEAKERS = 5_000
# Seconds of the processor for any row.
MARK = 10.0
# How many resamples are drawn unit by unit, to tell what a thousand would cost.
ONE_BY_ONE = 3

Pick = Callable[[], Label]
Measure = Callable[[Table, Bootstrap], object]
Line = tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """What the labels of a field look like, and how it is measured."""

    name: str
    pick: Pick
    measure: Measure


def main() -> int:
    """Print the table. A missed mark is shown; it is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__)
    parser.add_argument("--document", action="store_true", help=f"into {DOCUMENT} too")
    arguments = parser.parse_args()
    chance = random.Random(1)
    header = ("what", "labels", "values", "seconds", "mark", "", "unit by unit", "memory, MB")
    lines = [header, *(_measure(shape, chance) for shape in _make_shapes(chance))]
    table = f"{describe_machine()}\n\n{_lay_out(lines)}"
    print(table)
    if arguments.document:
        page = DOCUMENT.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        text = f"{before}{BEGIN}\n```\n{table}\n```\n{END}{after}"
        DOCUMENT.write_text(text, encoding="utf-8")
    return 0


def _make_shapes(chance: random.Random) -> Sequence[Shape]:
    verifiability = _pick_weighted(chance, range(5))
    verdict = _pick_weighted(chance, range(4))
    speaker = _pick_weighted(chance, range(SPEAKERS))
    sets: dict[str, Coefficient] = {"percent": percent, "alpha": alpha(MASI)}
    nominal, ordinal = choose_coefficients(), choose_coefficients(Ordinal(range(4)))

    def pick_types() -> Label:
        return frozenset(chance.sample(range(8), chance.choice((1, 1, 1, 2, 2, 3))))

    def pick_co_speakers() -> Label:
        return frozenset(speaker() for _ in range(chance.choice((0, 0, 0, 0, 0, 1, 1, 2))))

    def pick_links() -> Label:
        return frozenset(chance.sample(range(100_000), chance.choice((1, 2, 3))))

    return [
        Shape("5 labels, five coefficients", verifiability, _measure_by(nominal)),
        Shape("5 labels, κ of 45 pairs of raters", verifiability, _measure_pairs),
        Shape("4 grades, five coefficients", verdict, _measure_by(ordinal)),
        Shape("speakers, some common, five coefficients", speaker, _measure_by(nominal)),
        Shape(
            "speakers, all as common, five coefficients",
            lambda: chance.randrange(SPEAKERS),
            _measure_by(nominal),
        ),
        Shape("speakers, κ of 45 pairs of raters", speaker, _measure_pairs),
        Shape("sets of 8 claim types, α by MASI", pick_types, _measure_by(sets)),
        Shape("sets of co-speakers, α by MASI", pick_co_speakers, _measure_by(sets)),
        Shape("links of evidence", pick_links, _measure_evidence),
    ]


def _pick_weighted(chance: random.Random, values: Sequence[Hashable]) -> Pick:
    """The second half as often as the first, the third a third as often, and so on."""
    weights = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))
    return lambda: chance.choices(values, cum_weights=weights)[0]


def _measure_by(coefficients: dict[str, Coefficient]) -> Measure:
    return lambda table, bootstrap: measure_agreement(table, coefficients, bootstrap)


def _measure_pairs(table: Table, bootstrap: Bootstrap) -> object:
    return measure_pairs(table, bootstrap=bootstrap)


def _measure_evidence(table: Table, bootstrap: Bootstrap) -> object:
    return measure_evidence(compare_all(table), bootstrap)


def _measure(shape: Shape, chance: random.Random) -> Line:
    table = _make_table(shape.pick, chance)
    gc.collect()
    before = read_resident()
    reset_peak()
    seconds = _time(lambda: shape.measure(table, Bootstrap()))
    memory = read_peak() - before
    naive = _time(lambda: _draw_unit_by_unit(shape, table, chance)) / ONE_BY_ONE
    values = {label for given in table.rows.values() for label in given.values()}
    return (
        shape.name,
        f"{UNITS * EACH:,}",
        f"{len(values):,}",
        f"{seconds:.1f}",
        f"≤ {MARK:.0f}",
        "met" if seconds <= MARK else "MISSED",
        f"{naive * Bootstrap().resamples:,.0f}",
        f"{memory:.0f}",
    )


def _make_table(pick: Pick, chance: random.Random) -> Table:
    rows = []
    for unit in range(UNITS):
        truth = pick()
        rows += [
            (unit, rater, pick() if chance.random() < BLIND else truth)
            for rater in chance.sample(range(RATERS), EACH)
        ]
    return read_table(rows)


def _draw_unit_by_unit(shape: Shape, table: Table, chance: random.Random) -> None:
    """What a resample would cost without patterns."""
    given = list(table.rows.values())
    for _ in range(ONE_BY_ONE):
        drawn = chance.choices(given, k=len(given))
        shape.measure(Table(dict(enumerate(drawn))), Bootstrap(resamples=0))


def _time(work: Callable[[], object]) -> float:
    """Of the processor: what else the machine does is not counted."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _lay_out(lines: Sequence[Line]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


if __name__ == "__main__":
    raise SystemExit(main())
