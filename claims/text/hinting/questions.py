"""Whether a sentence asks: a question mark that is no part of a title or an address."""

from __future__ import annotations

import re

from claims.text.marks import CLOSING_QUOTES, OPENERS, OPENING_QUOTES, STRAIGHT_QUOTES

_WORD = re.compile(r"\w")
_QUOTES = OPENING_QUOTES + CLOSING_QUOTES + STRAIGHT_QUOTES


def find(text: str, marks: str) -> tuple[int, int] | None:
    """The stretch of the sentence's first question mark, of `marks`, that asks."""
    for at, char in enumerate(text) if any(mark in text for mark in marks) else ():
        if char in marks and _asks(text, at):
            return at, at + 1
    return None


def _asks(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    is_address = text[at] == "?" and (after.isalnum() or after in ("=", "&", "/"))
    if is_address or text[at - 1 : at] == "(":  # (?) doubts
        return False
    if not _WORD.search(text, at + 1):
        return True
    return after not in _QUOTES or _is_speech(text, at)


def _is_speech(text: str, at: int) -> bool:
    """Whether the quotation that ends at a mark is speech: it opens the sentence or is led in."""
    opening = max(text.rfind(quote, 0, at) for quote in _QUOTES)
    before = text[: max(opening, 0)].rstrip()
    return not before.strip(OPENERS) or before[-1] in ",:;—–-.!?"
