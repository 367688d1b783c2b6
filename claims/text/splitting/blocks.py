"""A text's blocks: paragraphs, headings, list items; whatever layout keeps apart.

An empty line always ends a block. A single line break does, unless the line is wrapped: a
sentence goes on in lower case behind it, a space was left in front of it, or the whole text is
set in short lines of one width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from claims.text.marks import (
    BLANK,
    BULLETS,
    CLOSERS,
    DASHES,
    LINE_BREAKS,
    POINTS,
    WIDE_POINTS,
)

# The longest line, in code points, that may still be one of a text wrapped by hand.
WIDEST_WRAP = 120

_LINE = re.compile(f"[^{LINE_BREAKS}]+")
_INK = re.compile(f"[^{BLANK}]")
_TERMINATED = re.compile(f"[{POINTS}{WIDE_POINTS}][{CLOSERS}\\s]*$")
_ITEM = re.compile(rf"[{BULLETS}*+{DASHES}]\s|\(?[0-9a-zA-Z]{{1,3}}[.)]\s")
# How much of a line's end is looked at: a line may be a megabyte long.
_TAIL = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line's visible part (code points) and whether an empty line stands before it."""

    start: int
    end: int
    apart: bool


def _lines(text: str) -> Iterator[Line]:
    previous_end = 0
    for match in _LINE.finditer(text):
        first = _INK.search(text, match.start(), match.end())
        if first is None:
            continue
        end = match.start() + len(match.group().rstrip())
        gap = text[previous_end : first.start()].replace("\r\n", "\n")
        apart = len(gap) > 1 and sum(map(gap.count, LINE_BREAKS)) > 1
        yield Line(first.start(), end, apart)
        previous_end = match.end()


def blocks(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every block, in order, white space at the ends left out."""
    lines = list(_lines(text))
    wrapped = _is_wrapped(text, lines)
    found: list[tuple[int, int]] = []
    previous: Line | None = None
    for line in lines:
        if (
            previous is not None
            and not line.apart
            and _goes_on(text, found[-1][0], previous, line, wrapped=wrapped)
        ):
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
        previous = line
    return found


def _is_wrapped(text: str, lines: list[Line]) -> bool:
    """Whether the text's line breaks are those of a page's width, not of its paragraphs."""
    if len(lines) < 3 or max(line.end - line.start for line in lines) > WIDEST_WRAP:
        return False
    breaks = [(a, b) for a, b in pairwise(lines) if not b.apart]
    onward = sum(_opens_low(text, b) and not _is_terminated(text, a) for a, b in breaks)
    return onward > 1 and onward * 5 >= len(breaks)


def _goes_on(text: str, begun: int, line: Line, following: Line, *, wrapped: bool) -> bool:
    """Whether the block that began at `begun`, and now ends with `line`, has `following` too."""
    if text[following.start] in POINTS:
        return True
    if _ITEM.match(text, following.start):
        return False
    if _is_terminated(text, line):
        return wrapped
    if _opens_low(text, following):
        return text.count(" ", begun, min(line.end, begun + WIDEST_WRAP)) > 1
    return wrapped or _is_cut(text, line, following)


def _is_cut(text: str, line: Line, following: Line) -> bool:
    """Whether the break stands in a sentence: the space between its words is still there."""
    is_space_left = following.start - line.end == 2 and text[line.end] == " "
    return is_space_left and text[line.end - 1] != ":"


def _opens_low(text: str, line: Line) -> bool:
    return text[line.start].islower() or text[line.start] in ",;"


def _is_terminated(text: str, line: Line) -> bool:
    return _TERMINATED.search(text[max(line.start, line.end - _TAIL) : line.end]) is not None
