"""The words of a sentence outside its quotations; each quotation is one token.

So what stands on either side of a quotation is next to it: “…,” said Lee.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from claims.text.marks import ACCENTS

QUOTED = "“”"  # stands for a whole quotation

# They'll: the pronoun is a word of its own.
_CONTRACTED = r"(?:ll|d|ve|re|m)\b"
_LETTERS = rf"[\w{ACCENTS}]+"
_TOKEN = re.compile(
    rf"{_LETTERS}(?:[.&/-]{_LETTERS}|[’'](?!{_CONTRACTED}){_LETTERS})*|[’']{_CONTRACTED}|--|[^\w\s]"
)
# Ann “Bobby” Lee is one name. Slower, and seldom needed.
_NICKNAMED = re.compile(rf"[A-Z]\w+ [“\"][A-Z]\w*[”\"] [A-Z]\w*|{_TOKEN.pattern}")
_BETWEEN_CLAUSES = frozenset({",", ";", ":", QUOTED})
_DASHES = frozenset({"—", "–", "--", "-", "―"})


class Token(NamedTuple):
    """A word or mark of the article's own, or a quotation (`word` is then QUOTED).

    `start` and `end` are code points of the article; `low` is the word in lower case, but an
    acronym stays: "WHO" and "US" are no pronouns.
    """

    word: str
    low: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it opens with a capital, be it behind an Arabic article (al-Sadr)."""
        return self.word[0].isupper() or (self.word[2:3] == "-" and self.word[3:4].isupper())

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not a mark or a quotation."""
        return self.word[-1].isalnum() or self.word[0].isalnum()  # the last may be an accent

    @property
    def parts_clauses(self) -> bool:
        """Whether it is a mark between clauses, or a quotation."""
        return self.word in _BETWEEN_CLAUSES or self.is_dash

    @property
    def is_dash(self) -> bool:
        """Whether it is any dash."""
        return self.word in _DASHES


class TokenReader:
    """Looks at the tokens of one sentence; behind its ends there is nothing ("")."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.tokens = found

    def low(self, index: int) -> str:
        """The token in lower case."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def word(self, index: int) -> str:
        """The token as it is written."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def is_mark(self, index: int) -> bool:
        """Whether a mark, a quotation or nothing stands there."""
        return not 0 <= index < len(self.tokens) or not self.tokens[index].is_word

    def reads(self, index: int, words: Sequence[str]) -> bool:
        """Whether these words begin there."""
        return all(self.low(at) == word for at, word in enumerate(words, index))


def tokens(text: str, start: int, end: int, quoted: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens of text[start:end], with the stretches of `quoted` as one token each."""
    found: list[Token] = []
    at = start
    for quote_start, quote_end in quoted:
        found += _read(text, at, quote_start)
        found.append(Token(QUOTED, QUOTED, quote_start, quote_end))
        at = quote_end
    return found + _read(text, at, end)


@lru_cache(maxsize=4_096)
def _low(word: str) -> str:
    low = word if word.isupper() and len(word) > 1 else word.lower().replace("’", "'")
    return low if low.isascii() else normalize("NFC", low)


def _read(text: str, start: int, end: int) -> list[Token]:
    has_mark = text.find("“", start, end) >= 0 or text.find('"', start, end) >= 0
    pattern = _NICKNAMED if has_mark else _TOKEN
    return [
        Token(word := match.group(), _low(word), match.start(), match.end())
        for match in pattern.finditer(text, start, end)
    ]
