"""How sure a value is: the draws are what they claim to be, and come again from their seed."""

from collections import Counter
from math import comb, exp, factorial
from random import Random
from statistics import fmean, pvariance

import pytest

from claims.agreement.accuracy import find_wilson_interval
from claims.agreement.bootstrap import Bootstrap
from claims.agreement.report import choose_coefficients, measure_agreement
from claims.agreement.results import Undefined, make_interval
from claims.agreement.sampling import Resampler, draw_binomial, draw_poisson
from claims.agreement.tables import read_table
from tests.agreement import published
from tests.agreement.random_tables import make_random_tables, read_rows


@pytest.mark.parametrize(
    ("n", "p"), [(20, 0.3), (9, 0.5), (40, 0.4), (60, 0.7), (200, 0.06), (300, 0.02)]
)
def test_binomial_draws_have_their_distribution(n: int, p: float) -> None:
    """By χ² against the exact chances; 20,000 draws, cells of at least 20 expected."""
    random, draws = Random(7), 20_000
    seen = Counter(draw_binomial(random, n, p) for _ in range(draws))
    expected = {k: draws * comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)}
    usual = [k for k, often in expected.items() if often >= 20]
    rest = draws - sum(expected[k] for k in usual)

    square = sum((seen[k] - expected[k]) ** 2 / expected[k] for k in usual)
    square += (draws - sum(seen[k] for k in usual) - rest) ** 2 / max(rest, 1)

    # Mean and four standard deviations of χ² with so many degrees of freedom.
    assert square < len(usual) + 4 * (2 * len(usual)) ** 0.5


@pytest.mark.parametrize(("n", "p", "k"), [(0, 0.3, 0), (5, 0.0, 0), (5, 1.0, 5), (50, 1.0, 50)])
def test_binomial_draws_at_the_ends(n: int, p: float, k: int) -> None:
    assert draw_binomial(Random(1), n, p) == k


def test_poisson_draws_have_their_distribution() -> None:
    draws = 200_000
    seen = Counter(draw_poisson(Random(9), draws))

    expected = [draws * exp(-1) / factorial(k) for k in range(7)]
    square = sum((seen[k] - often) ** 2 / often for k, often in enumerate(expected))

    assert square < 7 + 4 * (2 * 7) ** 0.5
    assert max(seen) < 12


@pytest.mark.parametrize("units", [[], [1], [3, 2], [11] * 40, [1] * 2_000, [20, 1]])
def test_resamples_have_as_many_units(units: list[int]) -> None:
    resampler, random = Resampler(units), Random(2)

    for _ in range(50):
        weights = resampler.draw(random)
        assert (len(weights), sum(weights)) == (len(units), sum(units))
        assert min(weights, default=0) >= 0


def test_rare_units_drawn_together_are_not_independent() -> None:
    """There are always 50 of them in all, so where one comes often another comes less."""
    resampler, random = Resampler([1] * 50), Random(4)

    drawn = [resampler.draw(random) for _ in range(20_000)]

    first, second = ([weights[place] for weights in drawn] for place in (0, 1))
    assert pvariance(first) == pytest.approx(1 - 1 / 50, abs=0.04)
    assert pvariance([one + other for one, other in zip(first, second, strict=True)]) == (
        pytest.approx(2 * (1 - 2 / 50), abs=0.08)
    )
    assert Counter(first)[0] / 20_000 == pytest.approx((49 / 50) ** 50, abs=0.015)


def test_resamples_are_multinomial() -> None:
    """Common and rare patterns: as many units as there are, and each count's mean and variance."""
    units = [400, 60, 30, 12, 5, 2, 1]
    total = sum(units)
    resampler, random = Resampler(units), Random(5)

    drawn = [resampler.draw(random) for _ in range(4_000)]

    assert {sum(weights) for weights in drawn} == {total}
    for place, count in enumerate(units):
        values = [weights[place] for weights in drawn]
        variance = count * (1 - count / total)
        assert fmean(values) == pytest.approx(count, abs=4 * (variance / 4_000) ** 0.5)
        assert pvariance(values) == pytest.approx(variance, rel=0.15)


def test_interval_is_that_of_units_drawn_one_by_one() -> None:
    rows = next(rows for rows in make_random_tables() if len(rows) > 25)
    usual = {"alpha": choose_coefficients()["alpha"]}
    paired = [row for row in rows if sum(label is not None for label in row) > 1]
    random = Random(11)
    drawn = [
        measure_agreement(read_rows(random.choices(paired, k=len(paired))), usual, Bootstrap(0))
        for _ in range(2_000)
    ]
    values = make_interval([one.results["alpha"].value or 0 for one in drawn])

    found = measure_agreement(read_rows(rows), usual, Bootstrap(2_000)).results["alpha"].interval

    assert found
    assert values
    assert found.low == pytest.approx(values.low, abs=0.03)
    assert found.high == pytest.approx(values.high, abs=0.03)


def test_interval_comes_again_from_its_seed() -> None:
    table = published.read_counts(published.FLEISS_1971)
    first, again, other = (
        measure_agreement(table, choose_coefficients(), Bootstrap(200, seed=seed)).results
        for seed in (1, 1, 2)
    )

    assert first == again
    assert first["alpha"].value == other["alpha"].value
    assert first["alpha"].interval != other["alpha"].interval


def test_interval_stays_the_same_from_version_to_version() -> None:
    """Published numbers must come out again; these change only with a reason in the changelog."""
    table = published.read_counts(published.FLEISS_1971)

    interval = measure_agreement(table, choose_coefficients()).results["fleiss"].interval

    assert interval
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.3208, 0.5232)
    assert (interval.level, interval.resamples, interval.undefined) == (0.95, 1_000, 0)


def test_resamples_without_a_value_are_counted() -> None:
    """Of two units, one of each label: every second resample has but one label."""
    table = read_rows([("x", "x"), ("y", "y")])

    interval = measure_agreement(table, choose_coefficients()).results["alpha"].interval

    assert interval
    assert (interval.low, interval.high) == (1, 1)
    assert 430 < interval.undefined < 570


def test_no_value_no_interval() -> None:
    nothing = measure_agreement(read_table([]), choose_coefficients(), Bootstrap(10))

    assert {one.interval for one in nothing.results.values()} == {None}


def test_percentiles_lie_between_values() -> None:
    interval = make_interval([3.0, Undefined.ONE_LABEL, 1.0, 2.0], level=0.5)

    assert interval
    assert (interval.low, interval.high) == (1.5, 2.5)
    assert (interval.resamples, interval.undefined) == (4, 1)
    assert make_interval([Undefined.ONE_LABEL]) is None


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
        # Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_wilson_as_published(right: int, total: int, low: float, high: float) -> None:
    interval = find_wilson_interval(right, total)

    assert interval
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_wilson_of_nothing() -> None:
    assert find_wilson_interval(0, 0) is None


@pytest.mark.parametrize(("right", "total"), [(-1, 3), (4, 3)])
def test_wilson_refuses_what_cannot_be(right: int, total: int) -> None:
    with pytest.raises(ValueError, match="cannot be right"):
        find_wilson_interval(right, total)
