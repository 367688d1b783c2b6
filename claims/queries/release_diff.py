"""What differs between two releases: claims that came, went, or are labelled otherwise, in what.

Each release has a file of its labels in the order of claims: two of them are read side by side, a
line at a time, however long they are.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from claims.models import Release
from claims.queries.release_storage import LABELS_NAME, read_lines


class Label(NamedTuple):
    """What one record says of a claim. `evidence` is a hash of its items.

    Releases of before tell neither speaker, wording nor evidence: `speaker` is None then.
    """

    stage: str
    verifiability: str
    verdict: str | None
    speaker: str | None = None
    wording: str | None = None
    evidence: str | None = None

    def shorten(self) -> "Label":
        """What every release tells."""
        return Label(self.stage, self.verifiability, self.verdict)


_Labels = tuple[Label, ...]
# How many records a claim has, by name; the others are what these say.
NUMBER = "number"
FIELDS = (NUMBER, *Label._fields)


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    # Counted only.
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim by its UUID, and its labels in the earlier release and in the later.

    `fields`: what of them changed, of FIELDS.
    """

    claim: str
    change: Change
    fields: tuple[str, ...]
    before: tuple[Label, ...]
    after: tuple[Label, ...]


@dataclass(slots=True)
class Counts:
    """How many claims came, went, changed and stayed the same; and how many changed in a field."""

    changes: Counter[Change] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)


def compare_releases(earlier: Release, later: Release, counts: Counts) -> Iterator[ClaimChange]:
    """The claims that differ, in the order of their UUIDs; all are counted as one reads on."""
    for claim, before, after in _read_side_by_side(earlier, later):
        change = _tell(before, after)
        counts.changes[change] += 1
        if change != Change.SAME:
            changed = _list_fields(before, after) if change == Change.CHANGED else ()
            counts.fields.update(changed)
            yield ClaimChange(claim, change, changed, before, after)


def write_change(change: ClaimChange) -> bytes:
    """A line of JSON."""
    told = {
        "claim": change.claim,
        "change": change.change.value,
        "fields": change.fields,
        "before": [label._asdict() for label in change.before],
        "after": [label._asdict() for label in change.after],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def count_changes(earlier: Release, later: Release) -> Counts:
    counts = Counts()
    for _change in compare_releases(earlier, later, counts):
        pass
    return counts


def _tell(before: _Labels, after: _Labels) -> Change:
    if not before:
        return Change.ADDED
    if not after:
        return Change.REMOVED
    before, after = _make_comparable(before, after)
    return Change.SAME if before == after else Change.CHANGED


def _make_comparable(before: _Labels, after: _Labels) -> tuple[_Labels, _Labels]:
    """What one of both does not tell has not changed."""
    if all(label.speaker for label in (*before, *after)):
        return before, after
    return tuple(map(Label.shorten, before)), tuple(map(Label.shorten, after))


def _list_fields(before: _Labels, after: _Labels) -> tuple[str, ...]:
    """In which fields the labels of a claim differ; nobody can tell which was which before.

    So each field's values are compared. Where all are the same and only go together otherwise, it
    is those fields whose order changed.
    """
    before, after = _make_comparable(before, after)
    pairs = [
        (name, _list_values(before, name), _list_values(after, name)) for name in Label._fields
    ]
    if len(before) != len(after):
        return (NUMBER, *(name for name, old, new in pairs if {*old} != {*new}))
    changed = tuple(name for name, old, new in pairs if sorted(old) != sorted(new))
    return changed or tuple(name for name, old, new in pairs if old != new)


def _list_values(labels: _Labels, name: str) -> list[str]:
    return [getattr(label, name) or "" for label in labels]


def _read_side_by_side(earlier: Release, later: Release) -> Iterator[tuple[str, _Labels, _Labels]]:
    first, second = _read_labels(earlier), _read_labels(later)
    before, after = next(first, None), next(second, None)
    while before or after:
        if before and after and before[0] == after[0]:
            yield before[0], before[1], after[1]
            before, after = next(first, None), next(second, None)
        elif before and (after is None or before[0] < after[0]):
            yield before[0], before[1], ()
            before = next(first, None)
        elif after:
            yield after[0], (), after[1]
            after = next(second, None)


def _read_labels(release: Release) -> Iterator[tuple[str, _Labels]]:
    rows = map(json.loads, read_lines(release, LABELS_NAME))
    for claim, found in groupby(rows, itemgetter("claim")):
        yield claim, tuple(Label(*map(row.get, Label._fields)) for row in found)
