"""What a measurement comes to: a number, or why there is none; and how sure the number is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LEVEL = 0.95


class Undefined(StrEnum):
    """Why a coefficient has no value; the edges put it into words."""

    # No unit has labels of two people, so nobody can agree with anybody.
    NO_PAIRS = "no_pairs"
    # Everybody always gave one and the same label: chance alone would do that as well.
    ONE_LABEL = "one_label"
    # Nothing was found by anybody whom one could compare.
    NOTHING_FOUND = "nothing_found"
    # None of the pairs of raters has a value whose mean one could take.
    NO_PAIR_DEFINED = "no_pair_defined"


Outcome = float | Undefined


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value may well lie, and in how many of the resamples there was none at all."""

    low: float
    high: float
    level: float = LEVEL
    resamples: int = 0
    undefined: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """Either `value` is set or `undefined` is; an interval needs a value."""

    value: float | None
    undefined: Undefined | None = None
    interval: Interval | None = None


def make_result(outcome: Outcome, interval: Interval | None = None) -> Result:
    if isinstance(outcome, Undefined):
        return Result(value=None, undefined=outcome)
    return Result(value=outcome, interval=interval)


def make_interval(outcomes: Sequence[Outcome], level: float = LEVEL) -> Interval | None:
    """The percentile interval of what resamples came to; none where none of them had a value.

    Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Between two values it
    goes on a straight line: definition 7 of Hyndman & Fan, Sample Quantiles in Statistical
    Packages, The American Statistician 50 (1996).
    """
    values = sorted(one for one in outcomes if not isinstance(one, Undefined))
    if not values:
        return None
    tail = (1 - level) / 2
    return Interval(
        low=_find_quantile(values, tail),
        high=_find_quantile(values, 1 - tail),
        level=level,
        resamples=len(outcomes),
        undefined=len(outcomes) - len(values),
    )


def _find_quantile(values: Sequence[float], share: float) -> float:
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (at - below) * (values[above] - values[below])
