"""Two raters at a time: percent and Cohen's κ of every two who labelled the same units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from claims.agreement.bootstrap import THOUSAND, Bootstrap, measure_with_intervals
from claims.agreement.distances import NOMINAL, Scale
from claims.agreement.results import Outcome, Result, Undefined
from claims.agreement.sums import GroupSums, Weights, weigh
from claims.agreement.tables import Label, Rater, Table, order_labels


@dataclass(frozen=True, slots=True)
class Pair:
    """Two raters: on how many units they met, and how often they gave which two labels there."""

    first: Rater
    second: Rater
    units: int
    cells: Mapping[tuple[Label, Label], int]
    percent: Result
    kappa: Result


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every two raters who met, and the plain mean of their κ, in which each pair weighs the same.

    The mean: Light, Measures of response agreement for qualitative data, Psychological Bulletin 76
    (1971). `defined` tells of how many pairs it is the mean: of those that have a κ.
    """

    pairs: Sequence[Pair]
    mean: Result
    defined: int


def measure_pairs(table: Table, scale: Scale = NOMINAL, bootstrap: Bootstrap = THOUSAND) -> Pairs:
    """Cohen's κ of all pairs, weighted where the scale has grades.

    All intervals come from the same resamples: the table's units, drawn anew. A resample costs a
    pass over the rows of the table that differ, whoever gave the labels: few where people choose
    from few labels, nearly all where they name speakers.
    """
    if scale.needs_counts:
        raise ValueError("κ has no distances that depend on how often a label was given")
    rows = _Rows(table)
    measures = [_PairMeasure(cells, scale) for cells in rows.pairs.values()]

    def measure(weights: Weights) -> list[Outcome]:
        counts = rows.cells.add_up(weights)
        found: list[Outcome] = []
        start = 0
        for one in measures:
            own = counts[start : start + len(one.cells)]
            start += len(own)
            found += one.measure(own)
        return [*found, _find_mean(found[1::2])]

    results = measure_with_intervals(measure, [rows.units], bootstrap)
    counts = rows.cells.add_up(rows.units)
    pairs = []
    for place, ((first, second), cells) in enumerate(rows.pairs.items()):
        own, counts = counts[: len(cells)], counts[len(cells) :]
        percent, kappa = results[2 * place : 2 * place + 2]
        met = dict(zip(cells, own, strict=True))
        pairs.append(Pair(first, second, sum(own), met, percent, kappa))
    defined = sum(pair.kappa.value is not None for pair in pairs)
    return Pairs(pairs=pairs, mean=results[-1], defined=defined)


def _find_mean(kappas: Sequence[Outcome]) -> Outcome:
    if not kappas:
        return Undefined.NO_PAIRS
    values = [one for one in kappas if not isinstance(one, Undefined)]
    return sum(values) / len(values) if values else Undefined.NO_PAIR_DEFINED


class _Rows:
    """The rows of a table that differ, how many units have each, and what each holds of a cell.

    `pairs`: by two raters their cells, the two labels they gave one unit. `cells` adds up how many
    units of a sample are in each cell of each pair, in the order of these.
    """

    def __init__(self, table: Table) -> None:
        raters = order_labels(rater for given in table.rows.values() for rater in given)
        labels = order_labels(label for given in table.rows.values() for label in given.values())
        rater_ranks = {rater: rank for rank, rater in enumerate(raters)}
        ranks = {label: rank for rank, label in enumerate(labels)}
        seen = Counter(
            tuple(sorted((rater_ranks[rater], ranks[label]) for rater, label in given.items()))
            for given in table.rows.values()
            if len(given) > 1
        )
        ordered = sorted(seen.items(), key=lambda entry: (-entry[1], entry[0]))
        self.units = [units for _, units in ordered]
        held: defaultdict[tuple[int, int], defaultdict[tuple[int, int], list[int]]]
        held = defaultdict(lambda: defaultdict(list))
        for place, (row, _) in enumerate(ordered):
            for (one, label), (other, second) in combinations(row, 2):
                held[one, other][label, second].append(place)
        self.pairs = {
            (raters[one], raters[other]): [
                (labels[label], labels[second]) for label, second in sorted(held[one, other])
            ]
            for one, other in sorted(held)
        }
        cells = [held[pair][cell] for pair in sorted(held) for cell in sorted(held[pair])]
        self.cells = GroupSums(
            len(cells), [(cell, place, 1) for cell, places in enumerate(cells) for place in places]
        )


class _PairMeasure:
    """Percent and κ of two raters, from how many units are in each of their cells.

    κ = 1 - disagreement observed / disagreement by chance, where chance is each of the two giving
    as many of each label, but to any units. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20 (1960); with weights: Cohen, Weighted kappa,
    Psychological Bulletin 70 (1968).
    """

    def __init__(self, cells: Sequence[tuple[Label, Label]], scale: Scale) -> None:
        labels = order_labels(label for cell in cells for label in cell)
        ranks = {label: rank for rank, label in enumerate(labels)}
        self.cells = [(ranks[first], ranks[second]) for first, second in cells]
        self._distances = scale.prepare(labels, ())
        self._apart = [self._distances.measure(*cell) for cell in self.cells]
        self._agreeing = [int(first == second) for first, second in self.cells]
        self._first, self._second = (
            GroupSums(len(labels), [(cell[side], at, 1) for at, cell in enumerate(self.cells)])
            for side in (0, 1)
        )

    def measure(self, counts: Weights) -> tuple[Outcome, Outcome]:
        units = sum(counts)
        if not units:
            return Undefined.NO_PAIRS, Undefined.NO_PAIRS
        return weigh(counts, self._agreeing) / units, self._measure_kappa(counts, units)

    def _measure_kappa(self, counts: Weights, units: int) -> Outcome:
        first, second = self._first.add_up(counts), self._second.add_up(counts)
        if weigh(first, second) == units * units:
            return Undefined.ONE_LABEL
        by_chance = self._distances.cross(first, second)
        if not by_chance:
            return Undefined.ONE_LABEL
        return 1 - units * weigh(counts, self._apart) / by_chance
