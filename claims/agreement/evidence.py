"""Whether people find the same evidence: links, or words of what they quote. Sets, not labels.

Apart from agreement on verdicts: two may reach one verdict by different ways. There is no
correction for chance, since nobody finds the same page by chance.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from claims.agreement.bootstrap import THOUSAND, Bootstrap, measure_with_intervals
from claims.agreement.results import Outcome, Result, Undefined
from claims.agreement.sums import Weights, weigh
from claims.agreement.tables import Rater, Table, order_labels

Found = frozenset[Hashable]
# A reference, and what is held against it.
Comparison = tuple[Found, Found]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class EvidenceAgreement:
    """What two found for the same units.

    `precision`: of what the second found, the share that the first found too. `recall`: of what
    the first found, the share that the second found too. `overlap`: of what either found, the
    share that both did. These three pool all units: who finds much weighs much. `mean_overlap` is
    the mean of each comparison's own overlap (Jaccard 1912), in which each weighs the same.
    `units` counts those with anything to compare, `empty` those for which nobody found anything.
    """

    units: int
    empty: int
    precision: Result
    recall: Result
    overlap: Result
    mean_overlap: Result

    @property
    def f1(self) -> Result:
        """Of comparisons both ways round (see `compare_all`): there both shares are this one."""
        return self.precision


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """What two found for the same units: the second held against the first."""

    first: Rater
    second: Rater
    found: EvidenceAgreement


def compare_two(table: Table, first: Rater, second: Rater) -> list[list[Comparison]]:
    """The units for which both looked: `first` is the reference. Labels are frozen sets."""
    return [
        [(_read_set(given[first]), _read_set(given[second]))]
        for given in table.rows.values()
        if first in given and second in given
    ]


def compare_all(table: Table) -> list[list[Comparison]]:
    """Every two who looked for the same unit, both ways round: nobody is the reference.

    So precision and recall are the same, and both are F1.
    """
    return [
        [
            both
            for one, other in combinations(map(_read_set, given.values()), 2)
            for both in ((one, other), (other, one))
        ]
        for given in table.rows.values()
        if len(given) > 1
    ]


def count_pairs(table: Table) -> int:
    """How many twos there are who looked for the same units."""
    return len({frozenset(two) for given in table.rows.values() for two in combinations(given, 2)})


def measure_evidence_pairs(table: Table, bootstrap: Bootstrap = THOUSAND) -> list[EvidencePair]:
    """Every two who looked for the same units, in their order."""
    raters = order_labels(rater for given in table.rows.values() for rater in given)
    ranks = {rater: rank for rank, rater in enumerate(raters)}
    met: defaultdict[tuple[int, int], list[list[Comparison]]] = defaultdict(list)
    for given in table.rows.values():
        found = sorted((ranks[rater], _read_set(label)) for rater, label in given.items())
        for (one, first), (other, second) in combinations(found, 2):
            met[one, other].append([(first, second)])
    return [
        EvidencePair(raters[one], raters[other], measure_evidence(met[one, other], bootstrap))
        for one, other in sorted(met)
    ]


def list_words(text: str) -> frozenset[str]:
    """Words, to compare what was quoted or written where links differ."""
    return frozenset(_WORD.findall(text.casefold()))


def measure_evidence(
    units: Iterable[Sequence[Comparison]], bootstrap: Bootstrap = THOUSAND
) -> EvidenceAgreement:
    """Precision, recall and overlap of units, each with what is to be compared there."""
    seen = Counter(tuple(sorted(_count_sizes(one) for one in unit)) for unit in units)
    empty = sum(count for sizes, count in seen.items() if not any(map(any, sizes)))
    ordered = sorted(
        ((sizes, count) for sizes, count in seen.items() if any(map(any, sizes))),
        key=lambda entry: (-entry[1], entry[0]),
    )
    weights = [count for _, count in ordered]
    measure = _EvidenceMeasure([sizes for sizes, _ in ordered])
    results = measure_with_intervals(measure, [weights], bootstrap)
    return EvidenceAgreement(sum(weights), empty, *results)


# How much both found, the first alone, the second alone.
Sizes = tuple[int, int, int]


def _count_sizes(comparison: Comparison) -> Sizes:
    first, second = comparison
    return len(first & second), len(first - second), len(second - first)


class _EvidenceMeasure:
    """Units with the same sizes are one pattern: which pages these were does not matter."""

    def __init__(self, patterns: Sequence[Sequence[Sizes]]) -> None:
        self._both, self._first, self._second = (
            [sum(sizes[part] for sizes in pattern) for pattern in patterns] for part in range(3)
        )
        filled = [[sizes for sizes in pattern if any(sizes)] for pattern in patterns]
        self._compared = list(map(len, filled))
        self._overlaps = [sum(sizes[0] / sum(sizes) for sizes in pattern) for pattern in filled]

    def __call__(self, weights: Weights) -> list[Outcome]:
        both, first, second, compared = (
            weigh(weights, part) for part in (self._both, self._first, self._second, self._compared)
        )
        return [
            _divide(both, both + second),
            _divide(both, both + first),
            _divide(both, both + first + second),
            _divide(weigh(weights, self._overlaps), compared),
        ]


def _divide(part: float, whole: float) -> Outcome:
    return part / whole if whole else Undefined.NOTHING_FOUND


def _read_set(label: Any) -> Found:
    if not isinstance(label, frozenset):
        raise TypeError(f"{label!r} is no frozen set")
    return label
