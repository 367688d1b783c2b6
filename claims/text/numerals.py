"""What a number in a sentence is: a quantity, a date, or only a name ("Route 66")."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.text import languages
from claims.text.passage import Passage
from claims.text.vocabulary import Rule, Vocabulary

# A hint's rule and the stretch of the passage that gives it.
Found = tuple[Rule, int, int]

_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d?-\d\d?")
_YEAR = re.compile(r"1[1-9]\d\d|20\d\d")
_YEARS = re.compile(r"(?:1[1-9]|20)\d\d[–/-]\d{2,4}|\d0s|\d{3}0s")
_CODE = re.compile(r"0\d|\d+:\d\d\b|.*/")
_LETTERS = re.compile(r"[^\W\d]+")
_ORDINALS = frozenset("st nd rd th".split())
_MEASURES = frozenset(
    "g kg mg t m km cm mm l ml ha k bn mn tn w kw mw gw kwh mwh gwh twh mb gb tb hz mhz ghz mph kph "
    "kmh c f ft lb lbs oz pp p bp".split()
)
_SIGNS = "$€£¥₹₽₩₺₴₪฿¢"
_SIGN_AFTER = re.compile(rf" ?[%‰{_SIGNS}°]")
_YEAR_OLD = re.compile(r"[- ]year[s]?[- ]old|[- ]jährig")
_OLDEST = 120


@lru_cache(maxsize=64)
def _function_words(code: str) -> frozenset[str]:
    """Words that are counted by no number in front of them."""
    words = languages.get(code).reporting
    return (
        words.prepositions
        | words.conjunctions
        | words.auxiliaries
        | words.determiners
        | words.that
        | words.relative
        | words.male
        | words.female
        | words.neuter
        | words.plural
        | words.say
        | words.possessives
    )


class NumberReader:
    """Reads the numbers of one passage."""

    __slots__ = ("passage", "small", "vocabulary", "words")

    def __init__(self, passage: Passage, vocabulary: Vocabulary) -> None:
        self.passage = passage
        self.vocabulary = vocabulary
        self.words = passage.language.hinting
        self.small = _function_words(passage.language.code)

    def read(self, start: int, end: int) -> Found | None:
        """What the number from `start` to `end` hints at, if at all."""
        number = self.passage.low[start:end]
        if not number[0].isdigit():
            return self._in_words(start, end)
        if self._is_part(start) or number[-1] == ".":
            return None
        if _DATE.fullmatch(number) or _YEARS.fullmatch(number):
            return Rule.DATE, start, end
        return self._figure(number, start, end)

    def _is_part(self, start: int) -> bool:
        """F-16, #7"""
        before = self.passage.low[max(0, start - 2) : start]
        if before.endswith("#"):
            return True
        return len(before) == 2 and before[1] in "-–./_@" and before[0].isalnum()

    def _figure(self, number: str, start: int, end: int) -> Found | None:
        first = self._sign_before(start)
        has_sign = first < start or _SIGN_AFTER.match(self.passage.low, end) is not None
        if not has_sign and self._is_only_name(number, start, end):
            return None
        if not has_sign and _YEAR.fullmatch(number):
            return self._year(start, end)
        return Rule.QUANTITY, first, self._counted(end)[1]

    def _sign_before(self, start: int) -> int:
        low = self.passage.low
        at = start - 1 if start and low[start - 1] == " " else start
        return at - 1 if at and low[at - 1] in _SIGNS else start

    def _is_only_name(self, number: str, start: int, end: int) -> bool:
        """A code, an ordinal, a time, an age, or the number of a flight."""
        low = self.passage.low
        letters = _LETTERS.search(number)
        if _CODE.match(number) or (letters and letters[0] not in _MEASURES):
            return True
        if low.startswith("-", end) and not self._is_unit(end):
            return True
        before, (after, _) = self.passage.word_before(start), self.passage.word_after(end)
        if before in self.words.before_names or after in self.words.after_times:
            return True
        if _YEAR_OLD.match(low, end) or self._is_age(number, start, end):
            return True
        return self._is_named(before, start) and (not after or after in self.small)

    def _is_named(self, before: str, start: int) -> bool:
        """Boeing 737"""
        if not before or self.words.capital_nouns:
            return False
        return self.passage.is_name(start - 1 - len(before))

    def _is_age(self, number: str, start: int, end: int) -> bool:
        """Jana Ruhl, 42, a beekeeper; Jana Ruhl (42)"""
        if not number.isdecimal() or int(number) > _OLDEST or start < 3:
            return False
        around = self.passage.low[start - 2 : start] + self.passage.low[end : end + 1]
        if around[1:] == "()":
            return True
        return around in (", ,", ", .") and self.passage.low[start - 3].isalpha()

    def _year(self, start: int, end: int) -> Found | None:
        before, (after, last) = self.passage.word_before(start), self.passage.word_after(end)
        if before in self.words.before_years:
            return Rule.DATE, start, end
        counts = bool(after) and after not in self.small
        if self.words.capital_nouns:
            counts = counts and self.passage.is_capital(end + 1)
        if not counts:
            return Rule.DATE, start, end
        reporting = self.passage.language.reporting
        if before in reporting.determiners or before in reporting.possessives:
            return None  # the 2019 film
        if before.endswith("'s") or (
            self.words.months and self.passage.is_capital(end + 1) and not self.words.capital_nouns
        ):
            return None
        return Rule.QUANTITY, start, last

    def _is_unit(self, end: int) -> bool:
        """two-day"""
        match = _LETTERS.match(self.passage.low, end + 1)
        return match is not None and match[0] in self.words.units

    def _in_words(self, start: int, end: int) -> Found | None:
        low = self.passage.low
        if self.passage.word_before(start) in self.words.before_names or _YEAR_OLD.match(low, end):
            return None
        if self.passage.is_name(start) and not self.words.capital_nouns:
            return None
        if low.startswith("-", end):
            match = _LETTERS.match(low, end + 1)
            return (Rule.QUANTITY, start, match.end()) if match and self._is_unit(end) else None
        is_counting, last = self._counted(end)
        return (Rule.QUANTITY, start, last) if is_counting else None

    def _counted(self, end: int) -> tuple[bool, int]:
        """Whether something is counted, and where the words for it end: "million crowns"."""
        magnitude = self.vocabulary.magnitude.match(self.passage.low, end)
        last = magnitude.end() if magnitude else end
        if sign := _SIGN_AFTER.match(self.passage.low, last):
            return True, sign.end()
        word, after = self.passage.word_after(last)
        if word and word not in self.small:
            return True, after
        return word == "of" or last > end, last
