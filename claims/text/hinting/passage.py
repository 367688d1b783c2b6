"""A sentence as the search for hints reads it: in lower case, with the words beside a spot."""

from __future__ import annotations

import re

from claims.text.languages.base import Language
from claims.text.marks import OPENERS
from claims.text.title_case import is_title_case

_WORD_AFTER = re.compile(r" ([^\W\d_](?:[\w'.-]*\w)?)")


class Passage:
    """text[start:end], its spots counted from 0; `low` is as long as `text`."""

    __slots__ = ("_in_title_case", "language", "low", "text")

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.low = _lower(text)
        self.language = language
        self._in_title_case: bool | None = None

    def word_before(self, spot: int) -> str:
        """The word in front of `spot`, in lower case; "" unless one space parts them."""
        if spot < 2 or self.low[spot - 1] != " ":
            return ""
        return self.low[self.low.rfind(" ", 0, spot - 1) + 1 : spot - 1].strip(OPENERS)

    def word_after(self, spot: int) -> tuple[str, int]:
        """The word behind `spot`, in lower case, and its end; "" unless one space parts them."""
        match = _WORD_AFTER.match(self.low, spot)
        return (match[1], match.end()) if match else ("", spot)

    def is_capital(self, spot: int) -> bool:
        """Whether the letter at `spot` is a capital."""
        return self.text[spot : spot + 1].isupper()

    def is_name(self, spot: int) -> bool:
        """Whether a capital at `spot` is one for being a name, not for opening a sentence."""
        return self.is_capital(spot) and not self._opens(spot) and not self._is_title()

    def _opens(self, spot: int) -> bool:
        before = self.low[:spot].rstrip()
        return not before or before[-1] in OPENERS or before[-1] in ":.!?—–"

    def _is_title(self) -> bool:
        if self._in_title_case is None:
            self._in_title_case = is_title_case(self.text, self.language.reporting)
        return self._in_title_case


def _lower(text: str) -> str:
    low = text.lower()
    if len(low) != len(text):  # "İ" is two letters in lower case
        low = "".join(small if len(small := one.lower()) == 1 else one for one in text)
    for blank in "\n\t\xa0\u202f":
        low = low.replace(blank, " ")
    return low.replace("’", "'")
