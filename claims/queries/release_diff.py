"""What differs between two releases: claims that came, went, or are labelled otherwise.

Each release has a file of its labels in the order of claims: two of them are read side by side, a
line at a time, however long they are.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from claims.models import Release
from claims.queries.release_storage import LABELS_NAME, read_lines


class Label(NamedTuple):
    """What one record says of a claim."""

    stage: str
    verifiability: str
    verdict: str | None


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    # Counted only.
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim by its UUID, and its labels in the earlier release and in the later."""

    claim: str
    change: Change
    before: tuple[Label, ...]
    after: tuple[Label, ...]


def compare_releases(
    earlier: Release, later: Release, counts: Counter[Change]
) -> Iterator[ClaimChange]:
    """The claims that differ, in the order of their UUIDs; all are counted as one reads on."""
    for claim, before, after in _read_side_by_side(earlier, later):
        change = _tell(before, after)
        counts[change] += 1
        if change != Change.SAME:
            yield ClaimChange(claim, change, before, after)


def write_change(change: ClaimChange) -> bytes:
    """A line of JSON."""
    told = {
        "claim": change.claim,
        "change": change.change.value,
        "before": [label._asdict() for label in change.before],
        "after": [label._asdict() for label in change.after],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def count_changes(earlier: Release, later: Release) -> Counter[Change]:
    """How many claims came, went, changed and stayed the same."""
    counts: Counter[Change] = Counter()
    for _change in compare_releases(earlier, later, counts):
        pass
    return counts


def _tell(before: tuple[Label, ...], after: tuple[Label, ...]) -> Change:
    if before == after:
        return Change.SAME
    if not before:
        return Change.ADDED
    return Change.CHANGED if after else Change.REMOVED


_Labels = tuple[Label, ...]


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
        labels = (Label(row["stage"], row["verifiability"], row["verdict"]) for row in found)
        yield claim, tuple(labels)
