"""What a sample of units adds up to. Every coefficient is computed of these sums alone.

They are linear in how often each pattern of labels occurs in the sample. So a resample costs a
pass over the patterns, not over the units, and the table itself is but one sample more. All sums
are whole numbers: shares are counted in parts of the least common multiple, nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from math import lcm
from operator import itemgetter, mul, sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.agreement.tables import Label, Pattern, Patterns

# How often each pattern occurs in a sample.
Weights = Sequence[int]


def weigh(weights: Sequence[float], amounts: Sequence[float]) -> float:
    """The sum of the products. Of whole numbers it is one, too."""
    total: float = sum(map(mul, weights, amounts))
    return total


class GroupSums:
    """Adds up, by group, what each unit of a pattern holds of it."""

    def __init__(self, groups: int, held: Iterable[tuple[int, int, int]]) -> None:
        """`held`: a group, a pattern, and how much of the group one such unit holds."""
        ordered = sorted(held)
        self._pick = make_picker([pattern for _, pattern, _ in ordered])
        self._amounts = [amount for _, _, amount in ordered]
        self._ones = all(amount == 1 for amount in self._amounts)
        sizes = [0] * groups
        for group, _, _ in ordered:
            sizes[group] += 1
        self._alone = all(size == 1 for size in sizes)
        self._cut = make_picker(list(accumulate(sizes, initial=0)))

    def add_up(self, weights: Weights) -> list[int]:
        """One sum per group. Running sums, cut at the groups' ends: fast in plain Python."""
        found: Iterable[int] = self._pick(weights)
        if not self._ones:
            found = map(mul, found, self._amounts)
        if self._alone:
            return list(found)
        cuts = self._cut(list(accumulate(found, initial=0)))
        return list(map(sub, cuts[1:], cuts))


def make_picker(places: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """What picks the values at these places: as fast as plain Python can."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]


class Structure:
    """A table's patterns, with what one unit of each adds."""

    def __init__(self, patterns: Patterns) -> None:
        self.labels: Sequence[Label] = patterns.labels
        self.patterns: Sequence[Pattern] = patterns.patterns
        self.units: Weights = patterns.units
        self.singles: Sequence[int] = patterns.singles
        self.sizes = [sum(count for _, count in pattern) for pattern in self.patterns]
        self.pair_scale = lcm(*(size * (size - 1) for size in self.sizes))
        self.share_scale = lcm(*self.sizes)
        self.agreeing = [
            sum(count * (count - 1) for _, count in pattern)
            * (self.pair_scale // (size * (size - 1)))
            for pattern, size in zip(self.patterns, self.sizes, strict=True)
        ]
        self.counts = GroupSums(len(self.labels), self._hold([1] * len(self.sizes)))
        # Often all units have as many labels: then a label's share is its count.
        self.shares = (
            self.counts
            if len(set(self.sizes)) < 2
            else GroupSums(
                len(self.labels), self._hold([self.share_scale // size for size in self.sizes])
            )
        )

    def _hold(self, factors: Sequence[int]) -> Iterable[tuple[int, int, int]]:
        for place, pattern in enumerate(self.patterns):
            for label, count in pattern:
                yield label, place, count * factors[place]


class Sample:
    """Units, as many of each pattern as the weights say, and singles, as many of each label."""

    def __init__(self, structure: Structure, weights: Weights, singles: Weights) -> None:
        self.structure = structure
        self.weights = weights
        self.singles = singles

    @cached_property
    def units(self) -> int:
        """How many have two labels or more."""
        return sum(self.weights)

    @cached_property
    def agreement(self) -> float:
        """The mean over these units of the share of their pairs of raters that agree."""
        agreeing = weigh(self.weights, self.structure.agreeing)
        return agreeing / (self.units * self.structure.pair_scale)

    @cached_property
    def counts(self) -> list[int]:
        """How often each label was given to them."""
        return self.structure.counts.add_up(self.weights)

    @cached_property
    def shares(self) -> list[int]:
        """How much of all units each label holds, singles too, in parts of `whole`."""
        structure = self.structure
        scale = structure.share_scale
        alike = structure.shares is structure.counts
        held = self.counts if alike else structure.shares.add_up(self.weights)
        return [share + single * scale for share, single in zip(held, self.singles, strict=True)]

    @cached_property
    def whole(self) -> int:
        return (self.units + sum(self.singles)) * self.structure.share_scale
