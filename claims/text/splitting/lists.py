"""What once stood on lines of its own and came out in one: list items, rules, stamps of mail.

"• one • two", "1. The first 2. The second", "Ann Orlan 05/11/2001 09:30 AM Here is the list".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.text.marks import BLANK, BULLETS

_BULLET = re.compile(rf"(?<=\s)[{BULLETS}](?=[\s\d])")
_NUMBER = re.compile(r"([(\[]?)(\d{1,2}|[a-zA-Z]|[ivx]{1,4})(\.\)|[.)\]])\s+(?=\S)")
_LATER_NUMBER = re.compile(r"(?<=\s)" + _NUMBER.pattern)
# A list may also open behind a sentence: "Three things. 1. The first 2. The second".
_LATER = re.compile(r"[.!?:]\s+(?=[(\[]?[1aAi](?:\.\)|[.)\]])\s)")
_FIRST = frozenset("1aAi")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

# A line drawn with one mark, as between messages: "__________".
_RULE_MARKS = "-=_*"
_RULE = re.compile(rf"(?<!\S)(?:-{{8,}}|={{8,}}|_{{8,}}|\*{{8,}})(?!\S)[{BLANK}]*")
# Who wrote when, above a message: the time ends the line.
_STAMP = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d{2}(?::\d{2})? [AP]M (?=[A-Z“\"])")
_NAME_REACH = 40


def holds_lines(text: str) -> bool:
    """Whether the text holds bullets, rules or stamps at all: asked once, since few do."""
    if any(mark in text for mark in BULLETS):
        return True
    has_stamps = "/" in text and _STAMP.search(text) is not None
    return has_stamps or any(mark in text and 8 * mark in text for mark in _RULE_MARKS)


def items(text: str, start: int, end: int, *, lines: bool) -> Iterator[tuple[int, int]]:
    """The lines that a block once was, or the block itself. `lines`: what `holds_lines` says."""
    marks = list(_numbers(text, start, end))
    if lines:
        marks += _bullets(text, start, end)
        marks += _rules(text, start, end)
        marks += _stamps(text, start, end)
    for mark in sorted(marks):
        stop = start + len(text[start:mark].rstrip())
        if stop > start:
            yield start, stop
        start = mark
    yield start, end


def _bullets(text: str, start: int, end: int) -> Iterator[int]:
    """Before each; one alone inside a line is no list."""
    found = [match.start() for match in _BULLET.finditer(text, start + 1, end)]
    if text[start] in BULLETS or len(found) > 1:
        yield from found


def _numbers(text: str, start: int, end: int) -> Iterator[int]:
    """Where items start; each must carry the number or letter that follows on an earlier one.

    A list within or behind another is found too: what number is awaited is kept for every style.
    """
    first = _NUMBER.match(text, start, end) or _later_number(text, start, end)
    if first is None:
        return
    awaited = dict.fromkeys(_following(first), first.start())
    for match in _LATER_NUMBER.finditer(text, first.end(), end):
        if _is_initial(text, match):
            continue
        opened = awaited.pop((match[1], match[2], match[3]), None)
        if opened is not None:
            yield from (place for place in (opened, match.start()) if place > start)
        if opened is not None or match[2] in _FIRST:
            awaited |= dict.fromkeys(_following(match), match.start())


def _later_number(text: str, start: int, end: int) -> re.Match[str] | None:
    later = _LATER.search(text, start, end)
    if later is None or (later[0][0] == ":" and text[later.end()] in "(["):
        return None  # two aims: (1) peace and (2) quiet
    return _NUMBER.match(text, later.end(), end)


def _is_initial(text: str, match: re.Match[str]) -> bool:
    """J. Lee met K. Weiss: a capital marks an item only behind a sentence."""
    if match[3] != "." or not match[2].isupper():
        return False
    before = text[max(0, match.start() - _NAME_REACH) : match.start()].split()
    return not before or before[-1][-1] not in ".!?;" or len(before[-1]) < 3


def _following(match: re.Match[str]) -> Iterator[tuple[str, str, str]]:
    """What the next item may carry: "(b)" behind "(a)", "(ii)" or "(j)" behind "(i)"."""
    opening, mark, closing = match.groups()
    for after in _next_marks(mark):
        yield opening, after, closing


def _next_marks(mark: str) -> Iterator[str]:
    if mark.isdigit():
        yield str(int(mark) + 1)
        return
    if mark.lower() in _ROMAN[:-1]:
        yield _ROMAN[_ROMAN.index(mark.lower()) + 1]
    if len(mark) == 1 and mark.lower() < "z":
        yield chr(ord(mark) + 1)


def _rules(text: str, start: int, end: int) -> Iterator[int]:
    """Before and behind every line drawn across the page."""
    for match in _RULE.finditer(text, start, end):
        yield match.start()
        if match.end() < end:
            yield match.end()


def _stamps(text: str, start: int, end: int) -> Iterator[int]:
    """Behind every date with time, and before it where a name stands there."""
    for match in _STAMP.finditer(text, start, end):
        before = text[max(start, match.start() - _NAME_REACH) : match.start()].split()
        if before and before[-1][0].isupper():
            yield match.start()
        yield match.end()
