"""Words that somebody took from a text, found again in it."""

from __future__ import annotations

import re

from claims.errors import InvalidInput
from claims.text.marks import is_blank


def find_words(text: str, words: str, start: int, end: int, field: str) -> tuple[int, int]:
    """Where in `text[start:end]` the words stand, which must be once.

    White space counts as white space, whatever it is: pages and forms change it on the way.
    """
    if is_blank(words):
        raise InvalidInput("blank", "Paste the words from the text.", field=field)
    if len("".join(words.split())) > end - start:
        raise _absent(field)
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    # From each place anew: what overlaps itself stands there more than once too.
    found = pattern.search(text, start, end)
    if found is None:
        raise _absent(field)
    if pattern.search(text, found.start() + 1, end):
        raise InvalidInput(
            "words_ambiguous", "These words are there more than once: paste more.", field=field
        )
    return found.span()


def _absent(field: str) -> InvalidInput:
    return InvalidInput("words_absent", "These words are not there, in this order.", field=field)
