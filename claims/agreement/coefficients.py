"""Coefficients for any number of raters with gaps, for labels without an order.

Each corrects the agreement observed by what chance would bring: (observed - chance) / (1 - chance).
They differ in what they take for chance. Units with one label tell nothing of agreement observed.
"""

from __future__ import annotations

from collections.abc import Callable

from claims.agreement.results import Outcome, Undefined
from claims.agreement.sums import Sample, Structure

Measure = Callable[[Sample], Outcome]
# Made ready once for a table, then asked for each sample of it.
Coefficient = Callable[[Structure], Measure]


def percent(_structure: Structure) -> Measure:
    """The share of pairs of raters who gave the same label, in the mean over the units.

    The observed agreement of Fleiss (1971), his P̄, with each unit's own number of raters.
    """
    return _measure_percent


def _measure_percent(sample: Sample) -> Outcome:
    return sample.agreement if sample.units else Undefined.NO_PAIRS


def fleiss(_structure: Structure) -> Measure:
    """Fleiss' κ: chance is two labels drawn from all that were given.

    Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971),
    who asks for the same number of raters on each unit. With other numbers, and gaps, this is the
    generalisation of Gwet, Handbook of Inter-Rater Reliability (4th ed. 2014), chapter 2: a label's
    share is the mean over the units, those with one label too, of its share within the unit.
    Equal numbers give Fleiss' own. Two raters without gaps: Scott's π (1955).
    """
    return _measure_fleiss


def _measure_fleiss(sample: Sample) -> Outcome:
    if not sample.units:
        return Undefined.NO_PAIRS
    chance = sum(share * share for share in sample.shares)
    whole = sample.whole**2
    if chance == whole:
        return Undefined.ONE_LABEL
    return _correct(sample.agreement, chance / whole)


def free_marginal(categories: int | None = None) -> Coefficient:
    """Randolph's free-marginal κ: chance is a label drawn blindly, each as likely as any other.

    Randolph, Free-Marginal Multirater Kappa, Joensuu Learning and Instruction Symposium (2005);
    for two raters the S of Bennett, Alpert & Goldstein (1954) and Brennan & Prediger (1981).
    `categories` is how many labels one could choose from; without it, how many were ever given.
    """

    def prepare(structure: Structure) -> Measure:
        labels = _count_categories(structure, categories)

        def measure(sample: Sample) -> Outcome:
            if not sample.units:
                return Undefined.NO_PAIRS
            if labels < 2:
                return Undefined.ONE_LABEL
            return _correct(sample.agreement, 1 / labels)

        return measure

    return prepare


def ac1(categories: int | None = None) -> Coefficient:
    """Gwet's AC1: chance strikes only where a unit is hard: the likelier, the evener the labels.

    Gwet, Computing inter-rater reliability and its variance in the presence of high agreement,
    British Journal of Mathematical and Statistical Psychology 61 (2008), equations 5 and 6; with
    gaps as in his Handbook of Inter-Rater Reliability (4th ed. 2014), chapter 2. `categories` is as
    for `free_marginal`.
    """

    def prepare(structure: Structure) -> Measure:
        labels = _count_categories(structure, categories)

        def measure(sample: Sample) -> Outcome:
            if not sample.units:
                return Undefined.NO_PAIRS
            if labels < 2:
                return Undefined.ONE_LABEL
            whole = sample.whole
            uneven = sum(share * (whole - share) for share in sample.shares)
            return _correct(sample.agreement, uneven / (whole**2 * (labels - 1)))

        return measure

    return prepare


def _count_categories(structure: Structure, categories: int | None) -> int:
    """Of the whole table: a resample that misses a label has no fewer to choose from."""
    used = len(structure.labels)
    if categories is None:
        return used
    if categories < used:
        raise ValueError(f"{used} labels were given, which is more than {categories}")
    return categories


def _correct(observed: float, chance: float) -> float:
    return (observed - chance) / (1 - chance)
