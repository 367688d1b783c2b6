"""Which sentences of a corrected text are those of the text before, and what became of the others.

Sentences are the same where their words are, to the character, and where they stand in the same
order. Found by those that stand once in either text (patience), the longest row of which in one
order are anchors; what is the same right before and behind an anchor goes with it. So it takes no
more than n log n, whatever the texts repeat.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Of a sentence that was changed at least this part of the words is the same; else it is another.
ALIKE = 0.5
# Pairs of sentences, between two anchors, that are held against each other; else all are others.
MOST_PAIRS = 10_000
_WORD = re.compile(r"\w+")


class Fate(StrEnum):
    """What became of a sentence."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Heir:
    """What stands in the place of a sentence: its index in the new text, None where it is gone.

    `moved_on`: the sentence is the same, but the one before it is not.
    """

    fate: Fate
    index: int | None
    moved_on: bool = False


def trace(old: Sequence[str], new: Sequence[str]) -> list[Heir]:
    """For each sentence of the old text its heir in the new one, which is no other's."""
    same = _match(old, new)
    heirs: dict[int, Heir] = {}
    for i, j in same.items():
        before = same.get(i - 1, -1)
        heirs[i] = Heir(Fate.SAME, j, moved_on=before != j - 1)
    anchors = [(-1, -1), *sorted(same.items()), (len(old), len(new))]
    for (i, j), (next_i, next_j) in pairwise(anchors):
        for lost, found in _pair_changed(old, new, range(i + 1, next_i), range(j + 1, next_j)):
            heirs[lost] = Heir(Fate.CHANGED, found)
    gone = Heir(Fate.GONE, None)
    return [heirs.get(i, gone) for i in range(len(old))]


def _match(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The sentences that are the same: index in the old text, to that in the new one."""
    ends = [(-1, -1), *_find_anchors(old, new), (len(old), len(new))]
    same: dict[int, int] = {}
    for (i, j), (next_i, next_j) in pairwise(ends):
        if i >= 0:
            same[i] = j
        while i + 1 < next_i and j + 1 < next_j and old[i + 1] == new[j + 1]:
            i, j = i + 1, j + 1
            same[i] = j
        while i + 1 < next_i and j + 1 < next_j and old[next_i - 1] == new[next_j - 1]:
            next_i, next_j = next_i - 1, next_j - 1
            same[next_i] = next_j
    return same


def _find_anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row, in one order, of the sentences that stand once in either text."""
    in_old, in_new = Counter(old), Counter(new)
    places = {text: j for j, text in enumerate(new) if in_new[text] == 1}
    pairs = [
        (i, places[text]) for i, text in enumerate(old) if in_old[text] == 1 and text in places
    ]
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(at[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        at[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _pair_changed(
    old: Sequence[str], new: Sequence[str], lost: range, found: range
) -> Iterator[tuple[int, int]]:
    """Of sentences between two anchors those that were changed, in their order."""
    if not lost or not found or len(lost) * len(found) > MOST_PAIRS:
        return
    words = {j: Counter(_WORD.findall(new[j].casefold())) for j in found}
    first = found.start
    for i in lost:
        own = Counter(_WORD.findall(old[i].casefold()))
        rated = ((_rate(own, words[j]), -j) for j in range(first, found.stop))
        share, at = max(rated, default=(0.0, 0))
        if share >= ALIKE:
            yield i, -at
            first = 1 - at


def _rate(one: Counter[str], other: Counter[str]) -> float:
    """Which part of the words of both is common to them."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
