"""Lists whose items stand in one line: "• one • two", "1. The first 2. The second"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.text.marks import BULLETS

_BULLET = re.compile(rf"(?<=\s)[{BULLETS}](?=[\s\d])")
_NUMBER = re.compile(r"([(\[]?)(\d{1,2}|[a-zA-Z]|[ivx]{1,4})(\.\)|[.)\]])\s+(?=\S)")
# A list may also open behind a sentence: "Three things. 1. The first 2. The second".
_LATER = re.compile(r"[.!?:]\s+(?=[(\[]?[1aAi](?:\.\)|[.)\]])\s)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The list items of a block, or the block itself when it is no list."""
    marks = list(_bullets(text, start, end)) or list(_numbers(text, start, end))
    for mark in marks:
        stop = start + len(text[start:mark].rstrip())
        if stop > start:
            yield start, stop
        start = mark
    yield start, end


def _bullets(text: str, start: int, end: int) -> Iterator[int]:
    if text[start] in BULLETS:
        for match in _BULLET.finditer(text, start + 1, end):
            yield match.start()


def _numbers(text: str, start: int, end: int) -> Iterator[int]:
    """Where the second and further items start; each must carry the next number or letter."""
    first = _NUMBER.match(text, start, end)
    if first is None:
        later = _LATER.search(text, start, end)
        first = _NUMBER.match(text, later.end(), end) if later else None
    if first is None:
        return
    opening, mark, closing = first.groups()
    at = first.end()
    if first.start() > start and text.find(f" {opening}{_next_mark(mark)}{closing} ", at, end) > 0:
        yield first.start()
    while (mark := _next_mark(mark)) and len(mark) < 5:
        needle = f" {opening}{mark}{closing} "  # one scan per item, each from the last one's end
        found = text.find(needle, at, end)
        if found < 0:
            return
        yield found + 1
        at = found + len(needle)


def _next_mark(mark: str) -> str:
    if mark.isdigit():
        return str(int(mark) + 1)
    if mark.lower() in _ROMAN[:-1] and (mark != "c" and mark != "d"):
        return _ROMAN[_ROMAN.index(mark.lower()) + 1]
    if len(mark) == 1 and mark.lower() < "z":
        return chr(ord(mark) + 1)
    return ""
