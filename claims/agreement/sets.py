"""Distances between sets: of co-speakers, of claim types. MASI and Jaccard.

Both follow from three numbers: how large the one set is, how large the other, and how much they
share. So what chance would bring needs no look at every two of thousands of sets, only how many
pairs there are of each three numbers. That is counted by what is within them: sum, over all small
sets, the products of how many of the ones hold it and how many of the others do. Each pair is then
counted once for every set of that size within what they share; from these sums, for every size,
follows how many pairs share how much (inclusion and exclusion). All in whole numbers.

The price grows with the subsets of each set, 2 to the power of its size. Where these come to more
than `MANY`, every two sets that share something are looked at instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from math import comb
from typing import Any

from claims.agreement.distances import Counts, Distances, PairDistances
from claims.agreement.sums import GroupSums
from claims.agreement.tables import Label

MANY = 500_000

# How near two sets are, from 0 to 1: by their sizes, and by how many elements they share.
Nearness = Callable[[int, int, int], float]
Set = frozenset[Any]


class Sets:
    """Sets, however near two of them are said to be."""

    needs_counts = False

    def __init__(self, nearness: Nearness) -> None:
        self._nearness = nearness

    def prepare(self, labels: Sequence[Label], counts: Counts) -> Distances:
        sets = [_read_set(label) for label in labels]
        if sum(2 ** len(one) for one in sets) <= MANY:
            return SetDistances(sets, self._nearness)
        return PairDistances(
            {
                (one, other): measure_nearness(sets[one], sets[other], self._nearness)
                for one, other in sorted(_find_sharing(sets))
            }
        )


class SetDistances:
    """See above. A subset is told apart by the size of the set that holds it."""

    def __init__(self, sets: Sequence[Set], nearness: Nearness) -> None:
        self._sets = sets
        self._nearness = nearness
        holders: defaultdict[Set, defaultdict[int, list[int]]]
        holders = defaultdict(lambda: defaultdict(list))
        for place, one in enumerate(sets):
            for subset in _list_subsets(one):
                holders[subset][len(one)].append(place)
        held: list[tuple[int, int, int]] = []
        self._products: defaultdict[tuple[int, int, int], list[tuple[int, int]]]
        self._products = defaultdict(list)
        groups = 0
        for subset, by_size in holders.items():
            numbers = {size: groups + number for number, size in enumerate(sorted(by_size))}
            groups += len(numbers)
            held += [(numbers[size], place, 1) for size in numbers for place in by_size[size]]
            for (size, first), (other, second) in product(numbers.items(), repeat=2):
                self._products[size, other, len(subset)].append((first, second))
        self._sums = GroupSums(groups, held)

    def measure(self, one: int, other: int) -> float:
        return 1 - measure_nearness(self._sets[one], self._sets[other], self._nearness)

    def cross(self, ones: Counts, others: Counts) -> float:
        first = self._sums.add_up(ones)
        second = first if ones is others else self._sums.add_up(others)
        within = {
            key: sum(first[one] * second[other] for one, other in pairs)
            for key, pairs in self._products.items()
        }
        near = sum(
            self._nearness(one, other, shared) * _count_pairs(within, one, other, shared)
            for one, other, shared in sorted(within)
        )
        return sum(ones) * sum(others) - near


def _count_pairs(within: dict[tuple[int, int, int], int], one: int, other: int, shared: int) -> int:
    """How many pairs of sets of these sizes share exactly so much."""
    return sum(
        (-1) ** (size - shared) * comb(size, shared) * within.get((one, other, size), 0)
        for size in range(shared, min(one, other) + 1)
    )


def measure_nearness(one: Set, other: Set, nearness: Nearness) -> float:
    return nearness(len(one), len(other), len(one & other))


def jaccard(one: int, other: int, shared: int) -> float:
    """What both hold over what either holds (Jaccard 1912). Two empty sets are the same."""
    either = one + other - shared
    return shared / either if either else 1.0


def masi(one: int, other: int, shared: int) -> float:
    """Jaccard, times 1 if the two are the same, ⅔ if one holds the other, ⅓ if neither does.

    Passonneau, Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic
    Annotation, LREC 2006.
    """
    if one == other == shared:
        return 1.0
    return jaccard(one, other, shared) * (2 if shared in (one, other) else 1) / 3


MASI = Sets(masi)
JACCARD = Sets(jaccard)


def _list_subsets(one: Set) -> Iterator[Set]:
    """The empty one only of the empty set: it tells nothing of what two others share."""
    if not one:
        yield one
    for size in range(1, len(one) + 1):
        yield from map(frozenset, combinations(one, size))


def _find_sharing(sets: Sequence[Set]) -> set[tuple[int, int]]:
    holders: defaultdict[Any, list[int]] = defaultdict(list)
    for place, one in enumerate(sets):
        for element in one:
            holders[element].append(place)
    return {pair for places in holders.values() for pair in combinations(places, 2)}


def _read_set(label: Label) -> Set:
    if not isinstance(label, frozenset):
        raise TypeError(f"{label!r} is no frozen set")
    return label
