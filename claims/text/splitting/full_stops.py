"""Whether a full stop in front of white space ends a sentence, by the word that carries it."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.text.languages.base import Language
from claims.text.marks import BULLETS, OPENERS, QUOTES

# How far back the word before a point may reach, in code points: keeps hostile text linear.
LONGEST_WORD = 40
# "At 5 a.m. Mr. Smith went": a time so near the sentence's start ends nothing.
SHORTEST_TIMED = 15

_NO_LETTERS = OPENERS.replace("\\", "") + BULLETS + "\u202a\u202b\u202c\u200e\u200f"
# These open a sentence behind an abbreviation; a bracket may not: Elia, Mass. (AP)
_OPENS = frozenset(QUOTES + "¿¡")
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz")


def word_before(text: str, at: int, first: int) -> str:
    """The word that ends at `at`, not reaching behind `first`, without quotation marks."""
    left = text[max(first, at - LONGEST_WORD, 0) : at]
    if not left or left[-1].isspace():
        return ""
    return left.rsplit(None, 1)[-1].strip(_NO_LETTERS)


@lru_cache(maxsize=64)
def _known(language: Language) -> frozenset[str]:
    """Every word of a language that may carry a full stop inside a sentence."""
    known = language.titles | language.abbreviations
    return known | language.before_number | language.measures


class FullStops:
    """The rules of one language for one text."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self.known = _known(language)

    def ends(self, match: re.Match[str], first: int) -> bool:
        """Whether the full stop of a candidate ends the sentence that began at `first`."""
        before = word_before(self.text, match.start(), first)
        low = before.lower()
        if match["closers"] and match["closers"][0] not in ")]":
            return True  # a full stop inside a closing quotation mark ends its sentence
        if not before:
            return True
        if len(before) > 1 and before.isalpha() and low not in self.known:
            return not (self.language.ordinal_points and _is_roman(before))
        return self._ends_at_known(before, low, match, first)

    def _ends_at_known(self, before: str, low: str, match: re.Match[str], first: int) -> bool:
        """The same behind an abbreviation, an initial or a number (`low`: in lower case)."""
        known, word = self.language, match["word"]
        if _behind_elision(low) in known.titles:
            return False
        if low in known.before_number and (word[:1].isdigit() or _is_roman_number(word)):
            return False
        if number := _last_number(before):
            return self._ends_at_number(number, match, first)
        if low in known.measures:
            return self._ends_at_measure(low, match, first)
        if len(before) == 1 and before.isalpha():
            return self._ends_at_initial(before, match, first)
        if low in known.abbreviations or _is_dotted(before):
            return self._starts(match) or match["openers"][:1] in _OPENS
        return True

    def is_plain_word(self, at: int) -> bool:
        """Whether the word before `at` is no abbreviation that we know of."""
        word = word_before(self.text, at, 0)
        if len(word) < 2 or not word[-1].isalpha() or "." in word:
            return False
        return word.lower() not in self.known

    def _starts(self, match: re.Match[str]) -> bool:
        """Whether the next word most likely opens a sentence."""
        return match["word"].lower() in self.language.starters and not self._opens_name(match)

    def _opens_name(self, match: re.Match[str]) -> bool:
        """Whether an initial follows, be it spelt like a word: im. A. Lee, 9 p.m. E.T."""
        end = match.end()
        return end - match.start("word") == 1 and self.text[end : end + 1] == "."

    def _ends_at_number(self, number: str, match: re.Match[str], first: int) -> bool:
        start = match.start() - len(number)
        if start - first < 4 and not self.text[first:start].strip(BULLETS + " ("):
            return False  # 1. The first item
        if not self.language.ordinal_points or len(number) > 2:
            return True
        return self._starts(match)

    def _ends_at_measure(self, measure: str, match: re.Match[str], first: int) -> bool:
        """At 5 p.m. Lee left. It is 5 ft. 3 in. high."""
        is_time = "." in measure
        if is_time and match.start() - first < SHORTEST_TIMED and not self._starts(match):
            return False
        word = match["word"]
        if self._opens_name(match) or (word[:1].isdigit() and not is_time):
            return False
        return word.lower() not in self.language.after_measures

    def _ends_at_initial(self, initial: str, match: re.Match[str], first: int) -> bool:
        """J. Smith, George W. Bush, and you and I. Did …"""
        start = match.start() - len(initial)
        if start == first or self._opens_name(match):
            return False
        if initial.islower():
            known = initial in self.language.abbreviations or initial in _ASCII
            return self._starts(match) or not known
        earlier = self.text[max(first, start - LONGEST_WORD) : start].split()
        follows_name = bool(earlier) and (earlier[-1][0].isupper() or earlier[-1].endswith("."))
        if follows_name:
            return False
        return self._starts(match) or initial.lower() == self.language.capital_pronoun


def _is_dotted(word: str) -> bool:
    """u.s, Ph.D, J.-P; not 3.50, example.com or 11.18.2014"""
    parts = word.replace(".-", ".").split(".")
    return len(parts) > 1 and all(part.isalpha() and len(part) <= 3 for part in parts)


def _last_number(word: str) -> str:
    """5 -> 5, 12./13 -> 13, 1.-3 -> 3; but 3.5 is none: its point is no ordinal's"""
    start = word.rstrip("0123456789")
    return word[len(start) :] if not start or start[-1] in "-–/" else ""


def _behind_elision(word: str) -> str:
    """l'avv -> avv"""
    return word.replace("’", "'").rsplit("'", 1)[-1]


def _is_roman(word: str) -> bool:
    return not set(word) - set("IVX")


def _is_roman_number(word: str) -> bool:
    """vol. II; not the I or V that may be a word"""
    return len(word) > 1 and _is_roman(word)
