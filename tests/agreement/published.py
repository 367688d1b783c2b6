"""Worked examples as published: the tables, and where they stand."""

from collections.abc import Sequence
from typing import Final

from claims.agreement.tables import Table
from tests.agreement.random_tables import read_rows

_: Final = None

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: 4 observers, 12 units.
# One row per observer.
KRIPPENDORFF_2011 = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)

# Gwet, Handbook of Inter-Rater Reliability (4th ed. 2014), the data set cac.raw4raters of the R
# package irrCAC: Krippendorff's numbers, with the last single label by another rater.
GWET_2014 = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)

# Fleiss, Measuring nominal scale agreement among many raters (1971), table 1: so many of six
# psychiatrists gave each of five diagnoses to each of thirty patients.
FLEISS_1971 = (
    (0, 0, 0, 6, 0),
    (0, 3, 0, 0, 3),
    (0, 1, 4, 0, 1),
    (0, 0, 0, 0, 6),
    (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2),
    (2, 0, 3, 1, 0),
    (2, 0, 0, 4, 0),
    (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0),
    (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0),
    (1, 0, 0, 5, 0),
    (0, 2, 0, 3, 1),
    (0, 0, 5, 0, 1),
    (3, 0, 0, 1, 2),
    (5, 1, 0, 0, 0),
    (0, 2, 0, 4, 0),
    (1, 0, 2, 0, 3),
    (0, 0, 0, 0, 6),
    (0, 1, 0, 5, 0),
    (0, 2, 0, 1, 3),
    (2, 0, 0, 4, 0),
    (1, 0, 0, 4, 1),
    (0, 5, 0, 1, 0),
    (4, 0, 0, 0, 2),
    (0, 2, 0, 4, 0),
    (1, 0, 5, 0, 0),
    (0, 0, 0, 0, 6),
)

# Randolph, Free-Marginal Multirater Kappa (2005): three raters, two labels, four cases. The labels
# of the first are balanced, those of the second are not; free-marginal κ is the same.
RANDOLPH_2005_BALANCED = ((3, 0), (2, 1), (1, 2), (0, 3))
RANDOLPH_2005_UNBALANCED = ((3, 0), (2, 1), (1, 2), (3, 0))

# Cohen, A coefficient of agreement for nominal scales (1960), tables 1 and 3, as numbers of 200
# cases; the second is also that of Cohen, Weighted kappa (1968), with the weights beside it.
COHEN_1960_POOR = ((50, 26, 24), (24, 4, 32), (6, 30, 4))
COHEN_1960_FAIR = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
COHEN_1968_WEIGHTS = {(0, 1): 1, (0, 2): 3, (1, 2): 6}

# Two abstractors, three diagnoses of pregnancies: Gwet 2014, cont3x3abstractors of irrCAC.
GWET_2014_ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))

# Artstein & Poesio, Inter-Coder Agreement for Computational Linguistics, Computational Linguistics
# 34 (2008), tables 1 and 5: statements, questions and checks, and how far these are apart.
ARTSTEIN_POESIO_2008 = ((46, 6, 0), (0, 32, 0), (0, 6, 10))
ARTSTEIN_POESIO_2008_DISTANCES = {(0, 1): 1.0, (0, 2): 0.5, (1, 2): 0.5}


def read_observers(observers: Sequence[Sequence[int | None]]) -> Table:
    return read_rows(list(zip(*observers, strict=True)))


def read_counts(counts: Sequence[Sequence[int]]) -> Table:
    """How many gave each label to a unit; who did is not told."""
    return read_rows(
        [[label for label, often in enumerate(row) for _ in range(often)] for row in counts]
    )


def read_contingency(cells: Sequence[Sequence[int]]) -> Table:
    """The labels of the first rater down, of the second one across."""
    return read_rows(
        [
            (first, second)
            for first, row in enumerate(cells)
            for second, units in enumerate(row)
            for _ in range(units)
        ]
    )
