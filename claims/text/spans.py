"""Half-open stretches of a text, and the two ways of counting characters in it.

Every offset in the product is a code point index (what Python's `text[i]` means), end
exclusive. Browsers count UTF-16 code units; the two functions below convert.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` (inclusive) to `end` (exclusive) of some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point (touching is not sharing)."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span (or equals it)."""
        return self.start <= other.start and other.end <= self.end

    def clip(self, other: Span) -> Span | None:
        """The part of this span that lies in `other`; None where they share nothing."""
        if not self.overlaps(other):
            return None
        return Span(max(self.start, other.start), min(self.end, other.end))

    def shift(self, by: int) -> Span:
        """The same stretch when `by` code points are put before the text."""
        return Span(self.start + by, self.end + by)


def to_utf16(text: str, index: int) -> int:
    """The UTF-16 index of code point `index`: one more for each character beyond U+FFFF."""
    return index + sum(char > "\uffff" for char in text[:index])


def from_utf16(text: str, index: int) -> int:
    """The code point at UTF-16 `index`; the second half of a pair counts as its character."""
    units = 0
    for position, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > index:
            return position
    if units < index:
        raise ValueError(f"index {index} lies beyond the text's {units} UTF-16 units")
    return len(text)


def all_to_utf16(text: str, indexes: Iterable[int]) -> Iterator[int]:
    """UTF-16 indexes of ascending code point indexes, in one walk over the text."""
    position = units = 0
    for index in indexes:
        units += to_utf16(text[position:index], index - position)
        position = index
        yield units
