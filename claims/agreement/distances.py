"""How far two labels are from each other: what disagreement weighs, in α and in weighted κ.

A scale is made ready for the labels of one table. It then adds up distances over everything that
could have met by chance, without looking at each pair where it can avoid that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, combinations
from operator import mul
from typing import Any, Protocol

from claims.agreement.sums import weigh
from claims.agreement.tables import Label

Function = Callable[[Any, Any], float]
Counts = Sequence[int]


class Distances(Protocol):
    """The distances between the labels of one table, by their places in its order."""

    def measure(self, one: int, other: int) -> float: ...

    def cross(self, ones: Counts, others: Counts) -> float:
        """The sum of the distances of each of the ones to each of the others."""


class Scale(Protocol):
    """What kind of labels these are. With `counts`, how often each was given, as some ask for."""

    needs_counts: bool

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances: ...


class PairDistances:
    """Every two labels are 1 apart, except for those listed, which are nearer, or farther."""

    def __init__(self, nearness: dict[tuple[int, int], float]) -> None:
        """`nearness`: 1 less the distance, of places of which the first is the smaller one."""
        self._nearness = nearness
        self._ones = [one for one, _ in nearness]
        self._others = [other for _, other in nearness]
        self._values = list(nearness.values())

    def measure(self, one: int, other: int) -> float:
        if one == other:
            return 0.0
        return 1 - self._nearness.get((min(one, other), max(one, other)), 0.0)

    def cross(self, ones: Counts, others: Counts) -> float:
        apart = sum(ones) * sum(others) - weigh(ones, others)
        if not self._values:
            return apart
        near = self._add_near(ones, others)
        return apart - (2 * near if ones is others else near + self._add_near(others, ones))

    def _add_near(self, ones: Counts, others: Counts) -> float:
        first = map(ones.__getitem__, self._ones)
        second = map(others.__getitem__, self._others)
        return weigh(list(map(mul, first, second)), self._values)


class SquaredDistances:
    """Labels have places on a line; the distance is the square of what lies between."""

    def __init__(self, positions: Sequence[float]) -> None:
        # From the first on: squares of years, say, would leave no digits for their differences.
        self._positions = [position - positions[0] for position in positions]

    def measure(self, one: int, other: int) -> float:
        return (self._positions[one] - self._positions[other]) ** 2

    def cross(self, ones: Counts, others: Counts) -> float:
        """Σ aᵢbⱼ(pᵢ-pⱼ)², multiplied out: no pair is looked at."""
        at = self._positions
        squares = [position * position for position in at]
        return (
            sum(others) * weigh(ones, squares)
            + sum(ones) * weigh(others, squares)
            - 2 * weigh(ones, at) * weigh(others, at)
        )


class Nominal:
    """Labels without any order: the same, or not."""

    needs_counts = False

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        return PairDistances({})


class Interval:
    """Numbers: the square of their difference (Krippendorff 2011, section on differences)."""

    needs_counts = False

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        return SquaredDistances([_to_number(label) for label in labels])


class Ordinal:
    """Labels in an order: the farther, the more labels given lie between.

    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): of c and k the square of all
    counts from c to k, less half of those of c and of k themselves. That is the square of the
    difference of their mid-ranks, so it is computed as numbers are.
    """

    needs_counts = True

    def __init__(self, order: Sequence[Label]) -> None:
        self._ranks = {label: rank for rank, label in enumerate(order)}

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        ranks = [self._ranks[label] for label in labels]
        places = sorted(range(len(ranks)), key=ranks.__getitem__)
        ordered = [counts[place] for place in places]
        positions = [0.0] * len(places)
        for place, count, end in zip(places, ordered, accumulate(ordered), strict=True):
            positions[place] = end - count / 2
        return SquaredDistances(positions)


class Graded:
    """Labels in an order, one step as good as any other; linear or quadratic, for weighted κ."""

    needs_counts = False

    def __init__(self, order: Sequence[Label], *, power: int = 1) -> None:
        self._ranks = {label: rank for rank, label in enumerate(order)}
        self._power = power

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        ranks = [self._ranks[label] for label in labels]
        return PairDistances(
            {
                (one, other): 1 - float(abs(ranks[one] - ranks[other]) ** self._power)
                for one, other in combinations(range(len(ranks)), 2)
            }
        )


class Pairwise:
    """Any function of two labels that is 0 for the same and the same both ways round.

    It is asked once for every two labels of the table: for tens or hundreds of labels.
    """

    needs_counts = False

    def __init__(self, function: Function) -> None:
        self._function = function

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        return PairDistances(
            {
                (one, other): 1 - self._function(labels[one], labels[other])
                for one, other in combinations(range(len(labels)), 2)
            }
        )


NOMINAL = Nominal()
INTERVAL = Interval()


def _to_number(label: Label) -> float:
    if not isinstance(label, int | float):
        raise TypeError(f"{label!r} is no number")
    return label
