"""What a number in a sentence is: a quantity, a date, or only a name ("Route 66")."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.text.hinting.passage import Passage
from claims.text.hinting.vocabulary import Rule, Vocabulary
from claims.text.languages.base import Reporting

# A hint's rule and the stretch of the passage that gives it.
Found = tuple[Rule, int, int]

_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d?-\d\d?")
_YEAR = re.compile(r"1[1-9]\d\d|20\d\d")
_YEARS = re.compile(r"(?:1[1-9]|20)\d\d[–/-]\d{2,4}|\d0(?:s|er)|\d{3}0(?:s|er)")
_CODE = re.compile(r"0\d|\d+:\d\d\b|.*/|\d{3}[.-]\d{3}[.-]\d{4}")
_LETTERS = re.compile(r"[^\W\d]+")
_MEASURES = frozenset(
    "g kg mg t m km cm mm l ml ha k bn mn tn w kw mw gw kwh mwh gwh twh mb gb tb hz mhz ghz mph "
    "kph kmh c f ft lb lbs oz pp p bp".split()
)
_SIGNS = "$€£¥₹₽₩₺₴₪฿¢"
_SIGN_AFTER = re.compile(rf" ?[%‰°€](?! ?\d)|[{_SIGNS}](?! ?\d)")
_PART = re.compile(r"\w[–./_@-]")  # F-16
_OLDEST = 120
# Scripts that put no space behind a number begin here: 300人, 2019年.
_IDEOGRAPHS = "\u2e80"
_CALENDAR = "年月日년월일"


@lru_cache(maxsize=64)
def _function_words(words: Reporting) -> frozenset[str]:
    """Words that are counted by no number in front of them."""
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
        | words.possessives
    )


class NumberReader:
    """Reads the numbers of one passage."""

    __slots__ = ("auxiliaries", "passage", "small", "vocabulary", "words")

    def __init__(self, passage: Passage, vocabulary: Vocabulary) -> None:
        self.passage = passage
        self.vocabulary = vocabulary
        self.words = passage.language.hinting
        self.small = _function_words(passage.language.reporting)
        self.auxiliaries = passage.language.reporting.auxiliaries

    def read(self, start: int, end: int) -> Found | None:
        """What the number from `start` to `end` hints at, if at all."""
        low = self.passage.low
        number = low[start:end]
        if self.passage.word_before(start) in self.words.before_names:
            return None
        if low.startswith("-", end) and not (end := self._unit_end(end)):
            return None
        if number[0].isdigit():
            return self._in_figures(number, start, end)
        if self.passage.is_name(start) and not self.passage.language.capital_nouns:
            return None  # the Quay Seven
        is_counting, last = self._counted(end)
        return (Rule.QUANTITY, start, last) if is_counting else None

    def counted_end(self, end: int) -> int:
        """The end of "people" in "dozens of people", or `end` itself."""
        of = end + 3 if self.passage.low.startswith(" of ", end) else end
        is_counting, last = self._counted(of)
        return last if is_counting else end

    def _unit_end(self, end: int) -> int:
        """The end of "-day" in "two-day", 0 if nothing of the kind follows."""
        match = _LETTERS.match(self.passage.low, end + 1)
        return match.end() if match and match[0] in self.words.units else 0

    def _counted(self, end: int) -> tuple[bool, int]:
        """Whether something is counted, and where the words for it end: "million crowns"."""
        low = self.passage.low
        magnitude = self.vocabulary.magnitude.match(low, end)
        last = magnitude.end() if magnitude else end
        if sign := _SIGN_AFTER.match(low, last):
            return True, sign.end()
        word, after = self.passage.word_after(last)
        if not word or word in self.small:
            is_counting = word == "of" or word in self.auxiliaries
            return is_counting or last > end, last
        is_noun = self.passage.is_capital(last + 1) is self.passage.language.capital_nouns
        return True, after if is_noun else last

    def _in_figures(self, number: str, start: int, end: int) -> Found | None:
        before = self.passage.low[max(0, start - 2) : start]
        if number[-1] == "." or before.endswith(("#", "[")) or _PART.fullmatch(before):
            return None
        is_short_year = before.endswith("'") and len(number) == 2
        if is_short_year or _DATE.fullmatch(number) or _YEARS.fullmatch(number):
            return Rule.DATE, start, end
        first = self._sign_before(start)
        if first < start or _SIGN_AFTER.match(self.passage.low, end):
            return Rule.QUANTITY, first, self._counted(end)[1]
        letters = _LETTERS.search(number)
        if letters and letters[0] >= _IDEOGRAPHS:
            rule = Rule.DATE if letters[0][0] in _CALENDAR else Rule.QUANTITY
            return rule, start, start + letters.start() + 1
        if self._is_only_name(number, start, end):
            return None
        if _YEAR.fullmatch(number):
            return self._year(start, end)
        return Rule.QUANTITY, start, self._counted(end)[1]

    def _sign_before(self, start: int) -> int:
        low = self.passage.low
        at = start - 1 if start and low[start - 1] == " " else start
        return at - 1 if at and low[at - 1] in _SIGNS else start

    def _is_only_name(self, number: str, start: int, end: int) -> bool:
        """A code, an ordinal, a time, an age, the number of an aeroplane or of a list item."""
        low = self.passage.low
        if low.startswith("/", end) or (not start and low.startswith((". ", ") "), end)):
            return True
        if not start and "." in number and self.passage.is_capital(end + 1):
            return True
        letters = _LETTERS.search(number)
        if _CODE.match(number) or (letters and letters[0] not in _MEASURES):
            return True
        return self._is_age(number, start, end) or self._is_named(start, end)

    def _is_age(self, number: str, start: int, end: int) -> bool:
        """Jana Ruhl, 42, a beekeeper; Jana Ruhl (42)"""
        if len(number) > 3 or not number.isdecimal() or int(number) > _OLDEST or start < 3:
            return False
        around = self.passage.low[start - 2 : start] + self.passage.low[end : end + 1]
        is_aside = around in (", ,", ", .") and self.passage.low[start - 3].isalpha()
        return is_aside or around == " ()"

    def _is_named(self, start: int, end: int) -> bool:
        """Boeing 737"""
        before, (after, _) = self.passage.word_before(start), self.passage.word_after(end)
        if not before or self.passage.language.capital_nouns or (after and after not in self.small):
            return False
        return self.passage.is_name(start - 1 - len(before))

    def _year(self, start: int, end: int) -> Found | None:
        before, (after, last) = self.passage.word_before(start), self.passage.word_after(end)
        is_told = before in self.words.before_years or not self.words.before_years
        if is_told or not after or after in self.small:
            return Rule.DATE, start, end
        reporting = self.passage.language.reporting
        is_article = before in reporting.determiners or before in reporting.possessives
        if is_article or before.endswith("'s"):
            return None  # the 2019 film
        if self.passage.is_capital(end + 1) is self.passage.language.capital_nouns:
            return Rule.QUANTITY, start, last
        return Rule.DATE, start, end
