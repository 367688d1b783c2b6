"""Other boundaries as one reads them: the text of each claim, with what changes marked in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from claims.text.marks import is_blank
from claims.text.segment import Kind, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How much of the text around is shown.
CONTEXT = 80


class Role(StrEnum):
    """What becomes of some words, or what they are."""

    KEPT = "kept"
    # In no claim any more.
    REMOVED = "removed"
    # In no claim before.
    ADDED = "added"
    # A claim within its sentence.
    SPAN = "span"
    # No words, but the place between two claims.
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that have one role."""

    text: str
    role: Role = Role.KEPT


@dataclass(frozen=True, slots=True)
class Line:
    """One claim."""

    kind: Kind
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Change:
    """Claims as they are and as they would be, and a little of the text around them."""

    lead: str
    before: Sequence[Line]
    after: Sequence[Line]
    tail: str


def describe_change(text: str, before: Sequence[Segment], after: Sequence[Segment]) -> Change:
    """What changes from the ones to the others; a span among `after` leaves its sentence."""
    start = min(segment.start for segment in (*before, *after))
    end = max(segment.end for segment in (*before, *after))
    return Change(
        lead=_cut_lead(text, start),
        before=[Line(one.kind, list(_mark_old(text, one, after))) for one in before],
        after=[Line(one.kind, list(_mark_new(text, one, before))) for one in after],
        tail=_cut_tail(text, end),
    )


def _mark_old(text: str, old: Segment, after: Sequence[Segment]) -> Iterator[Piece]:
    """The old claim's words: which stay, which leave, and where it is cut."""
    spans = bool(after) and after[0].kind == Kind.SPAN
    inside, outside = (Role.SPAN, Role.KEPT) if spans else (Role.KEPT, Role.REMOVED)
    within = [new for new in after if new.start < old.end and new.end > old.start]
    at = old.start
    for number, new in enumerate(within):
        if number:
            yield Piece("", Role.CUT)
        yield from _take(text, at, new.start, outside)
        yield from _take(text, max(at, new.start), min(old.end, new.end), inside)
        at = max(at, new.end)
    yield from _take(text, at, old.end, outside if after else Role.KEPT)


def _mark_new(text: str, new: Segment, before: Sequence[Segment]) -> Iterator[Piece]:
    """The new claim's words: which were in a claim, and which were in none."""
    at = new.start
    for old in before:
        if old.start < new.end and old.end > new.start:
            yield from _take(text, at, old.start, Role.ADDED)
            yield from _take(text, max(at, old.start), min(new.end, old.end), Role.KEPT)
            at = max(at, old.end)
    yield from _take(text, at, new.end, Role.ADDED)


def _take(text: str, start: int, end: int, role: Role) -> Iterator[Piece]:
    """White space between claims neither comes nor goes."""
    words = text[start:end] if start < end else ""
    if words:
        yield Piece(words, Role.KEPT if is_blank(words) else role)


def _cut_lead(text: str, start: int) -> str:
    """The words before, within their paragraph, from the beginning of one of them."""
    lead = text[max(0, start - CONTEXT) : start]
    if start > CONTEXT:
        lead = "…" + lead.partition(" ")[2]
    return lead.rpartition("\n")[2].strip()


def _cut_tail(text: str, end: int) -> str:
    tail = text[end : end + CONTEXT]
    if end + CONTEXT < len(text):
        tail = tail.rpartition(" ")[0] + "…"
    return tail.partition("\n")[0].strip()
