"""Equal to independent libraries on a thousand random tables with gaps."""

import csv
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from agreement.metrics import gwets_gamma, observed_agreement, s_score, scotts_pi
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import (
    binary_distance,
    interval_distance,
    jaccard_distance,
    masi_distance,
)

from claims.agreement.alpha import alpha
from claims.agreement.coefficients import ac1, fleiss, free_marginal, percent
from claims.agreement.distances import INTERVAL, NOMINAL, Graded, Ordinal, Scale
from claims.agreement.pairs import Pair
from claims.agreement.sets import JACCARD, MASI, Sets
from tests.agreement.measuring import measure_kappas, measure_usual, measure_value
from tests.agreement.random_tables import Rows, list_labels, make_random_tables, read_rows

# What irrCAC 0.4.4 says of these tables, line by line. Its requirements do not go together with
# ours, so it was asked once, in an environment of its own.
IRRCAC = Path(__file__).parent / "data" / "irrcac.csv"
ORDER = (1, 2, 3, 4, 5, 6)


def test_irrcac() -> None:
    with IRRCAC.open(encoding="ascii", newline="") as lines:
        expected = list(csv.DictReader(lines))

    for rows, theirs in zip(make_random_tables(), expected, strict=True):
        ours = measure_usual(read_rows(rows))

        assert {name: ours[name].value for name in theirs} == pytest.approx(
            {name: float(text) for name, text in theirs.items()}, abs=1e-9
        )


@pytest.mark.parametrize(
    ("level", "scale"),
    [("nominal", NOMINAL), ("ordinal", Ordinal(ORDER)), ("interval", INTERVAL)],
)
def test_krippendorff(level: Any, scale: Scale) -> None:
    for rows in make_random_tables():
        raters = np.array(rows, dtype=float).T

        theirs = krippendorff.alpha(reliability_data=raters, level_of_measurement=level)

        assert measure_value(read_rows(rows), alpha(scale)) == pytest.approx(theirs, abs=1e-9)


def count_by_unit(rows: Rows) -> Any:
    """Units × labels that were given to any unit, without units that nobody labelled."""
    labels = sorted({label for row in rows for label in row if label is not None})
    counts = [[row.count(label) for label in labels] for row in rows]
    return np.array([row for row in counts if any(row)], dtype=float)


def test_agreement() -> None:
    """Its π leaves single labels out, so those units are left out for Fleiss' κ here."""
    for rows in make_random_tables():
        counts = count_by_unit(rows)
        table = read_rows(rows)
        paired = read_rows([row for row in rows if sum(label is not None for label in row) > 1])

        assert measure_value(table, percent) == pytest.approx(observed_agreement(counts))
        assert measure_value(table, ac1()) == pytest.approx(gwets_gamma(counts))
        assert measure_value(table, free_marginal()) == pytest.approx(s_score(counts))
        assert measure_value(paired, fleiss) == pytest.approx(scotts_pi(counts), abs=1e-9)


def list_tasks(pair: Pair) -> Iterator[tuple[str, int, Hashable]]:
    unit = 0
    for (first, second), units in pair.cells.items():
        for _ in range(units):
            unit += 1
            yield "first", unit, first
            yield "second", unit, second


@pytest.mark.parametrize(
    ("scale", "distance"),
    [
        pytest.param(NOMINAL, binary_distance, id="nominal"),
        pytest.param(Graded(ORDER), lambda one, other: abs(one - other), id="linear"),
        pytest.param(Graded(ORDER, power=2), interval_distance, id="quadratic"),
    ],
)
def test_nltk_cohen(scale: Scale, distance: Callable[[Any, Any], float]) -> None:
    """Its weighted κ without weights is Cohen's first one. All pairs that have a κ."""
    compared = 0
    for rows in make_random_tables():
        for pair in measure_kappas(read_rows(rows), scale).pairs:
            if pair.kappa.value is not None:
                theirs = AnnotationTask(list(list_tasks(pair)), distance).weighted_kappa()

                assert pair.kappa.value == pytest.approx(theirs, abs=1e-9)
                compared += 1
    assert compared > 5_000


def make_sets(rows: Rows) -> Sequence[Sequence[frozenset[str] | None]]:
    """The bits of a label: {a}, {b}, {a, b}, {c} and so on."""
    return [
        [
            None
            if label is None
            else frozenset(name for bit, name in enumerate("abc") if label >> bit & 1)
            for label in row
        ]
        for row in rows
    ]


@pytest.mark.parametrize(
    ("scale", "distance"), [(MASI, masi_distance), (JACCARD, jaccard_distance)]
)
def test_nltk_sets(scale: Sets, distance: Callable[..., float]) -> None:
    for rows in make_random_tables():
        sets = make_sets(rows)
        labels = [(rater, unit, label) for unit, rater, label in list_labels(sets)]

        theirs = AnnotationTask(labels, distance).alpha()

        assert measure_value(read_rows(sets), alpha(scale)) == pytest.approx(theirs, abs=1e-9)
