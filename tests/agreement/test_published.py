"""Equal to what was published, to the digits given there."""

import pytest

from claims.agreement.alpha import alpha
from claims.agreement.coefficients import ac1, fleiss, free_marginal, percent
from claims.agreement.distances import INTERVAL, NOMINAL, Ordinal, Pairwise, Scale
from claims.agreement.sets import MASI, jaccard, masi
from tests.agreement import published
from tests.agreement.measuring import measure_kappa, measure_value
from tests.agreement.random_tables import read_rows


@pytest.mark.parametrize(
    ("scale", "value"),
    [(NOMINAL, 0.743), (Ordinal([1, 2, 3, 4, 5]), 0.815), (INTERVAL, 0.849)],
)
def test_krippendorff_2011(scale: Scale, value: float) -> None:
    table = published.read_observers(published.KRIPPENDORFF_2011)

    assert round(measure_value(table, alpha(scale)), 3) == value


def test_fleiss_1971() -> None:
    table = published.read_counts(published.FLEISS_1971)

    assert round(measure_value(table, percent), 3) == 0.556
    assert round(measure_value(table, fleiss), 3) == 0.430


@pytest.mark.parametrize(
    ("cells", "value"),
    [(published.COHEN_1960_POOR, -0.092), (published.COHEN_1960_FAIR, 0.492)],
)
def test_cohen_1960(cells: tuple[tuple[int, ...], ...], value: float) -> None:
    assert round(measure_kappa(published.read_contingency(cells)), 3) == value


def test_cohen_1968_weighted() -> None:
    table = published.read_contingency(published.COHEN_1960_FAIR)
    scale = Pairwise(lambda one, other: published.COHEN_1968_WEIGHTS[one, other])

    assert round(measure_kappa(table, scale), 3) == 0.348


def test_gwet_2014_with_gaps() -> None:
    table = published.read_observers(published.GWET_2014)

    assert round(measure_value(table, percent), 5) == 0.81818
    assert round(measure_value(table, ac1()), 5) == 0.77544
    assert round(measure_value(table, fleiss), 5) == 0.76117


def test_gwet_2014_abstractors() -> None:
    table = published.read_contingency(published.GWET_2014_ABSTRACTORS)

    assert round(measure_kappa(table), 7) == 0.7964094
    # Scott's π, which Fleiss' κ is for two raters.
    assert round(measure_value(table, fleiss), 7) == 0.7962397


@pytest.mark.parametrize(
    "counts", [published.RANDOLPH_2005_BALANCED, published.RANDOLPH_2005_UNBALANCED]
)
def test_randolph_2005(counts: tuple[tuple[int, ...], ...]) -> None:
    table = published.read_counts(counts)

    assert round(measure_value(table, percent), 3) == 0.667
    assert round(measure_value(table, free_marginal()), 3) == 0.333


def test_artstein_and_poesio_2008() -> None:
    table = published.read_contingency(published.ARTSTEIN_POESIO_2008)
    distances = published.ARTSTEIN_POESIO_2008_DISTANCES
    scale = Pairwise(lambda one, other: distances[one, other])

    assert round(measure_value(table, percent), 2) == 0.88
    assert round(measure_value(table, free_marginal()), 2) == 0.82
    assert round(measure_value(table, fleiss), 4) == 0.7995
    assert round(measure_kappa(table), 4) == 0.8013
    assert round(measure_value(table, alpha(scale)), 4) == 0.8156


@pytest.mark.parametrize(
    ("one", "other", "nearness"),
    [
        ({"a", "b"}, {"a", "b"}, 1),
        # One holds the other: two thirds of what they share.
        ({"a"}, {"a", "b"}, 1 / 2 * 2 / 3),
        ({"a", "b"}, {"a", "b", "c", "d"}, 2 / 4 * 2 / 3),
        # Neither holds the other: a third.
        ({"a", "b"}, {"b", "c"}, 1 / 3 * 1 / 3),
        ({"a", "b", "c"}, {"b", "c", "d"}, 2 / 4 * 1 / 3),
        ({"a"}, {"b"}, 0),
        (set(), {"b"}, 0),
        (set(), set(), 1),
    ],
)
def test_passonneau_2006(one: set[str], other: set[str], nearness: float) -> None:
    """Her definition, section 3: Jaccard times 1, ⅔, ⅓ or 0. The third is NLTK's example."""
    assert masi(len(one), len(other), len(one & other)) == pytest.approx(nearness)


def test_jaccard_of_empty_sets_is_that_of_the_same() -> None:
    assert jaccard(0, 0, 0) == 1


def test_alpha_of_sets_by_hand() -> None:
    """Observed: 0, ⅔ and 0 within the units. By chance: 6·5 pairs of a, a, a, ab, b, b."""
    a, b, both = frozenset("a"), frozenset("b"), frozenset("ab")
    table = read_rows([(a, a), (a, both), (b, b)])
    observed = 2 * (2 / 3) / 6
    by_chance = 2 * (3 * 2 * 1 + 3 * 1 * (2 / 3) + 2 * 1 * (2 / 3)) / (6 * 5)

    assert measure_value(table, alpha(MASI)) == pytest.approx(1 - observed / by_chance)
