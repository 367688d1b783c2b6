"""A table measured: coefficients with intervals, and always what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.agreement.alpha import alpha
from claims.agreement.bootstrap import THOUSAND, Bootstrap, measure_with_intervals
from claims.agreement.coefficients import Coefficient, ac1, fleiss, free_marginal, percent
from claims.agreement.distances import NOMINAL, Scale
from claims.agreement.results import Outcome, Result
from claims.agreement.sums import Sample, Structure, Weights
from claims.agreement.tables import Label, Table, count_labels, cross_labels, find_patterns


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was measured.

    `units` have labels of two people or more, `singles` of one; `labels` counts the labels of both,
    `marginals` how often each was given, `crossed` each pair of labels within a unit.
    """

    units: int
    singles: int
    labels: int
    raters: int
    marginals: Mapping[Label, int]
    crossed: Mapping[tuple[Label, Label], int]
    results: Mapping[str, Result]


def choose_coefficients(
    scale: Scale = NOMINAL, categories: int | None = None
) -> dict[str, Coefficient]:
    """The usual ones: α on the scale of the field, the others by labels that are the same or not.

    `categories`: how many labels one could choose from; leave it out where anything can be named.
    """
    return {
        "percent": percent,
        "alpha": alpha(scale),
        "fleiss": fleiss,
        "ac1": ac1(categories),
        "free_marginal": free_marginal(categories),
    }


def measure_agreement(
    table: Table, coefficients: Mapping[str, Coefficient], bootstrap: Bootstrap = THOUSAND
) -> Agreement:
    """All of these coefficients, from the same resamples of the units.

    Costs a pass over the table; then each resample costs a pass over the different patterns of
    labels within a unit, and α of sets one over the pairs of sets that share something.
    """
    structure = Structure(find_patterns(table))
    measures = [coefficient(structure) for coefficient in coefficients.values()]

    def measure(weights: Weights, singles: Weights) -> list[Outcome]:
        sample = Sample(structure, weights, singles)
        return [one(sample) for one in measures]

    results = measure_with_intervals(measure, [structure.units, structure.singles], bootstrap)
    marginals = count_labels(table)
    return Agreement(
        units=sum(structure.units),
        singles=sum(structure.singles),
        labels=sum(marginals.values()),
        raters=len({rater for given in table.rows.values() for rater in given}),
        marginals=marginals,
        crossed=cross_labels(table),
        results=dict(zip(coefficients, results, strict=True)),
    )
