"""From an article's text to its segments: headline, headings and sentences.

`text[segment.start:segment.end]` is the segment, exactly. Segments are ordered and do not
overlap; every visible character lies in one; white space between them lies in none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from claims.text import languages
from claims.text.marks import BULLETS, CLOSERS, DASHES, OPENING_QUOTES, POINTS, WIDE_POINTS
from claims.text.splitting.blocks import blocks
from claims.text.splitting.boundaries import Splitter, is_casual

# Goes up whenever the same text may come out in other segments.
SPLITTER_VERSION = "2"

# Longer than these (code points, words) no line is taken for a headline or a heading.
LONGEST_HEADLINE = 200
LONGEST_HEADING = 120
MOST_HEADING_WORDS = 16
# Sentences longer than this, in code points, are no language: nobody looks for anything in them.
LONGEST_SENTENCE = 4_000

_POINT_AT_END = re.compile(f"[{POINTS}{WIDE_POINTS},;][{CLOSERS}]*$")
_QUESTION_AT_END = re.compile(f"[?!؟？！][{CLOSERS}]*$")


class Kind(StrEnum):
    """What a segment is. A span is only ever made by hand."""

    HEADLINE = "headline"
    HEADING = "heading"
    SENTENCE = "sentence"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Segment:
    """Code points `start` to `end` (exclusive); `paragraph` counts the text's blocks from 0."""

    start: int
    end: int
    kind: Kind
    paragraph: int


def segment(text: str, language: str = "en") -> list[Segment]:
    """The segments of `text`, by the rules of `language` (a BCP 47 code)."""
    splitter = Splitter(text, languages.get(language), casual=is_casual(text))
    found = blocks(text)
    kinds = _kinds(text, found)
    return [
        Segment(start, end, kind, paragraph)
        for paragraph, (block, kind) in enumerate(zip(found, kinds, strict=True))
        for start, end in splitter.sentences(*block)
    ]


def _kinds(text: str, found: list[tuple[int, int]]) -> list[Kind]:
    """One kind per block. Headings are lines without a full stop that body text follows."""
    kinds = [Kind.SENTENCE] * len(found)
    body_follows = False
    for index in reversed(range(len(found))):
        start, end = found[index]
        if body_follows and index == 0 and _is_headline(text, start, end):
            kinds[index] = Kind.HEADLINE
        elif body_follows and _is_heading(text, start, end):
            kinds[index] = Kind.HEADING
        else:
            body_follows = body_follows or _is_body(text, start, end)
    return kinds


def _is_body(text: str, start: int, end: int) -> bool:
    return _POINT_AT_END.search(text[max(start, end - 8) : end]) is not None


def _is_headline(text: str, start: int, end: int) -> bool:
    if end - start > LONGEST_HEADLINE:
        return False
    line = text[start:end]
    asks = _QUESTION_AT_END.search(line) is not None and not _has_inner_point(line)
    return (asks or not _is_body(text, start, end)) and not line.endswith(":")


def _has_inner_point(line: str) -> bool:
    return any(f"{point} " in line for point in ".!?")


def _is_heading(text: str, start: int, end: int) -> bool:
    if end - start > LONGEST_HEADING or _is_body(text, start, end):
        return False
    line = text[start:end]
    if line[0] in BULLETS + DASHES + OPENING_QUOTES + "\"'(*" or line[0].islower():
        return False
    return line.count(" ") < MOST_HEADING_WORDS and not (line[-1] == ":" and line.count(" ") > 3)
