"""Krippendorff's α: any number of raters, gaps, and a distance that fits the kind of label."""

from __future__ import annotations

from claims.agreement.coefficients import Coefficient, Measure
from claims.agreement.distances import NOMINAL, Distances, Scale
from claims.agreement.results import Outcome, Undefined
from claims.agreement.sums import Sample, Structure, weigh
from claims.agreement.tables import Pattern


def alpha(scale: Scale = NOMINAL) -> Coefficient:
    """α = 1 - disagreement observed / disagreement by chance.

    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), and Content Analysis (4th ed.
    2018), chapter 12. Observed: all pairs of labels within a unit, each unit weighted by one less
    than its labels. By chance: all pairs of all labels that stand in some pair. Units with one
    label count in neither.
    """

    def prepare(structure: Structure) -> Measure:
        if scale.needs_counts:
            return lambda sample: _measure_anew(scale, sample)
        distances = scale.prepare(structure.labels, ())
        spreads = _measure_spreads(structure, distances)
        return lambda sample: _measure(sample, distances, spreads)

    return prepare


def _measure_anew(scale: Scale, sample: Sample) -> Outcome:
    """Where the distances depend on how often each label was given."""
    distances = scale.prepare(sample.structure.labels, sample.counts)
    return _measure(sample, distances, _measure_spreads(sample.structure, distances))


def _measure(sample: Sample, distances: Distances, spreads: list[float]) -> Outcome:
    if not sample.units:
        return Undefined.NO_PAIRS
    counts = sample.counts
    # Asked before the distances are: these are rounded, and need not come to nothing exactly.
    if max(counts) == sum(counts):
        return Undefined.ONE_LABEL
    by_chance = distances.cross(counts, counts)
    if not by_chance:
        return Undefined.ONE_LABEL
    observed = weigh(sample.weights, spreads)
    return 1 - (sum(counts) - 1) * observed / by_chance


def _measure_spreads(structure: Structure, distances: Distances) -> list[float]:
    return [
        _measure_spread(pattern, distances) / (size - 1)
        for pattern, size in zip(structure.patterns, structure.sizes, strict=True)
    ]


def _measure_spread(pattern: Pattern, distances: Distances) -> float:
    """The distances within one unit, of each of its labels to each other one."""
    return 2 * sum(
        times * often * distances.measure(one, other)
        for place, (one, times) in enumerate(pattern)
        for other, often in pattern[place + 1 :]
    )
