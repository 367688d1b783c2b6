"""Who gave which label to which unit: rows of a unit, a rater and a label, with gaps.

A label is anything hashable whose kind can be sorted: text, a number, a UUID, a set of these, or
None. Everything is put into one order of the labels, so that neither the order of the rows nor
Python's hashing moves a result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Unit = Hashable
Rater = Hashable
Label = Hashable


@dataclass(frozen=True, slots=True)
class Table:
    """The labels, by unit and rater. Who gave none to a unit is not in it."""

    rows: Mapping[Unit, Mapping[Rater, Label]]


@dataclass(frozen=True, slots=True)
class Remainder:
    """A table without some of its units, and how many of those with two labels it lost."""

    table: Table
    left_out: int


def read_table(rows: Iterable[tuple[Unit, Rater, Label]]) -> Table:
    """A table of rows in any order; nobody labels one unit twice."""
    table: defaultdict[Unit, dict[Rater, Label]] = defaultdict(dict)
    for unit, rater, label in rows:
        if rater in table[unit]:
            raise ValueError(f"{rater!r} labels {unit!r} twice")
        table[unit][rater] = label
    return Table(table)


def leave_out(table: Table, label: Label) -> Remainder:
    """Only the units to which nobody gave this label.

    So the verdict is measured where all gave one (None stands for no verdict), and the speaker
    where nobody took the article itself for it.
    """
    kept, left_out = {}, 0
    for unit, given in table.rows.items():
        if label not in given.values():
            kept[unit] = given
        elif len(given) > 1:
            left_out += 1
    return Remainder(Table(kept), left_out)


def count_labels(table: Table) -> dict[Label, int]:
    """How often each label was given, in the order of the labels."""
    counts = Counter(label for given in table.rows.values() for label in given.values())
    return {label: counts[label] for label in order_labels(counts)}


def cross_labels(table: Table) -> dict[tuple[Label, Label], int]:
    """Label against label: of how many pairs of raters one gave this label and the other that.

    Every two people who labelled the same unit are one pair. Which of them gave which label is not
    told, so a pair of labels stands here once, in their order.
    """
    labels = order_labels(label for given in table.rows.values() for label in given.values())
    ranks = {label: rank for rank, label in enumerate(labels)}
    cells: Counter[tuple[int, int]] = Counter()
    for given in table.rows.values():
        counts = sorted(Counter(ranks[label] for label in given.values()).items())
        for place, (one, times) in enumerate(counts):
            if times > 1:
                cells[one, one] += times * (times - 1) // 2
            for other, often in counts[place + 1 :]:
                cells[one, other] += times * often
    return {(labels[one], labels[other]): cells[one, other] for one, other in sorted(cells)}


def order_labels(labels: Iterable[Label]) -> list[Label]:
    return sorted(set(labels), key=_make_key)


def _make_key(label: Any) -> tuple[str, Any]:
    """Sets compare by inclusion and None not at all: each kind of label is sorted by itself."""
    if label is None:
        return "", 0
    if isinstance(label, frozenset):
        return "set", sorted(map(_make_key, label))
    if isinstance(label, int | float):
        return "number", label
    return type(label).__name__, label


# Of one unit: each label by its place in the order, and how many gave it.
Pattern = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The units of a table by what they look like, whoever gave the labels: often very few kinds.

    `units` tells how many look like each of `patterns`, the commonest first. `singles` tells how
    many units have one label only, by label.
    """

    labels: Sequence[Label]
    patterns: Sequence[Pattern]
    units: Sequence[int]
    singles: Sequence[int]


def find_patterns(table: Table) -> Patterns:
    labels = order_labels(label for given in table.rows.values() for label in given.values())
    ranks = {label: rank for rank, label in enumerate(labels)}
    singles = [0] * len(labels)
    seen: Counter[tuple[int, ...]] = Counter()
    for given in table.rows.values():
        if len(given) == 1:
            singles[ranks[next(iter(given.values()))]] += 1
        elif given:
            seen[tuple(sorted(ranks[label] for label in given.values()))] += 1
    ordered = sorted(seen.items(), key=lambda entry: (-entry[1], entry[0]))
    return Patterns(
        labels=labels,
        patterns=[tuple(Counter(places).items()) for places, _ in ordered],
        units=[units for _, units in ordered],
        singles=singles,
    )
