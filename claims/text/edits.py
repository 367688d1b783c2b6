"""Other boundaries for segments: what comes of splitting, merging, trimming, and of a span.

White space at the edges of what is asked for is left out, as everywhere. Each function raises
InvalidInput where nothing usable would come of it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from claims.errors import InvalidInput
from claims.text.marks import is_blank
from claims.text.segment import Kind, Segment

if TYPE_CHECKING:
    from collections.abc import Sequence


def split(text: str, segment: Segment, at: Sequence[int]) -> list[Segment]:
    """The segment in parts; `at` are offsets inside it (code points of the text)."""
    if not at:
        raise InvalidInput("no_offset", "Say where to split.", field="at")
    if any(not segment.start < offset < segment.end for offset in at):
        raise InvalidInput("out_of_range", "Split inside the claim.", field="at")
    edges = [segment.start, *sorted(set(at)), segment.end]
    return [
        _cut(text, start, end, segment.kind, segment.paragraph, "at")
        for start, end in pairwise(edges)
    ]


def merge(text: str, segments: Sequence[Segment]) -> Segment:
    """One segment from the first start to the last end, of the kind of the first."""
    if len(segments) < 2:
        raise InvalidInput("one_claim", "Name at least two claims to merge.", field="claims")
    ordered = sorted(segments, key=lambda segment: segment.start)
    first, end = ordered[0], max(segment.end for segment in segments)
    return _cut(text, first.start, end, first.kind, first.paragraph, "claims")


def trim(text: str, segment: Segment, start: int, end: int) -> Segment:
    """The segment from other offsets, which may also lie outside it."""
    trimmed = _cut(text, start, end, segment.kind, segment.paragraph, "start")
    if (trimmed.start, trimmed.end) == (segment.start, segment.end):
        raise InvalidInput("unchanged", "These are its boundaries already.", field="start")
    return trimmed


def mark_span(text: str, segment: Segment, start: int, end: int) -> Segment:
    """A part of the segment as a claim of its own."""
    span = _cut(text, start, end, Kind.SPAN, segment.paragraph, "start")
    if span.start < segment.start or span.end > segment.end:
        raise InvalidInput("out_of_range", "A span lies inside its sentence.", field="start")
    if (span.start, span.end) == (segment.start, segment.end):
        raise InvalidInput("whole_sentence", "A span is a part of its sentence.", field="start")
    return span


def make_sentence(segment: Segment) -> Segment:
    """A heading as a sentence, which people label."""
    if segment.kind not in {Kind.HEADING, Kind.HEADLINE}:
        raise InvalidInput("not_a_heading", "Only a heading becomes a sentence.", field="claims")
    return Segment(segment.start, segment.end, Kind.SENTENCE, segment.paragraph)


def _cut(text: str, start: int, end: int, kind: Kind, paragraph: int, field: str) -> Segment:
    if not 0 <= start < end <= len(text):
        raise InvalidInput("out_of_range", "These offsets are not in the article.", field=field)
    cut = text[start:end]
    if is_blank(cut):
        raise InvalidInput("blank", "Nothing but white space would be in it.", field=field)
    visible = cut.strip()
    start += len(cut) - len(cut.lstrip())
    return Segment(start, start + len(visible), kind, paragraph)
