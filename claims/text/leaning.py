"""Where a sentence leans on what stands around it: "he", "its", "this plan", "last Tuesday".

Read alone it says less than it did: then somebody may write it in words that stand alone. This is a
plain reading of words, one by one: a pronoun leans unless somebody or something that it may stand
for is named before it in the sentence, on the same side of any quotation marks; a date leans if it
is told from today. The words are data (`languages/`); a language without them gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from claims.text.segment import LONGEST_SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.text.languages.base import Language

_NOTHING = "(?!)"
_OPENING = r"(?:^|(?<=[“„«\"]))"
_SOME_WORDS = r"(?:\s+[\w'-]+){1,4}?"
_NEXT_WORD = re.compile(r"\s+(\w+)")
_MARKS = '“”„«»"'
_BEFORE_REPORT = frozenset(f",{_MARKS}—–")


class LeaningKind(StrEnum):
    """What a sentence leans by."""

    PRONOUN = "pronoun"
    DEMONSTRATIVE = "demonstrative"
    RELATIVE_DATE = "relative_date"


@dataclass(frozen=True, slots=True)
class Leaning:
    """Words by which a sentence leans; `start` and `end` (exclusive) are code points of it."""

    kind: LeaningKind
    start: int
    end: int
    words: str


def find_leanings(text: str, language: Language) -> tuple[Leaning, ...]:
    """Where the sentence leans, in the order of its words."""
    if not language.leaning.pronouns or len(text) > LONGEST_SENTENCE:
        return ()
    return tuple(_Reader(text, language).read())


class _Reader:
    """Reads one sentence, and keeps who and what was named so far."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        # By whether it was within quotation marks.
        self.named = {False: False, True: False}
        self.persons = {False: False, True: False}
        self.is_quoted = False
        self.is_opening = True
        self.last, self.mark_before_last = "", ""

    def read(self) -> Iterator[Leaning]:
        for match in _compile(self.language).finditer(self.text.replace("’", "'")):
            group = match.lastgroup or ""
            if group == "mark":
                self.is_quoted = not self.is_quoted
                self.is_opening = True
                continue
            leans = group not in {"fixed", "word"}
            if leans and (group != "pronoun" or self._leans(match)):
                start, end = match.span()
                yield Leaning(LeaningKind(group), start, end, self.text[start:end])
            if group == "word":
                self._note(match[0], match[0].lower())
            self._go_on(match)

    def _go_on(self, match: re.Match[str]) -> None:
        self.last, self.mark_before_last = match[0].lower(), self._mark_before(match.start())
        self.is_opening = False

    def _mark_before(self, at: int) -> str:
        before = self.text[:at].rstrip()[-1:] if at else ""
        return before if before in _BEFORE_REPORT else ""

    def _leans(self, match: re.Match[str]) -> bool:
        word, low = match[0], match[0].lower()
        words = self.language.leaning
        if len(word) > 1 and word.isupper():  # WHO, IT
            return False
        if low in words.polite and word[0].isupper() and not self.is_opening:
            return False
        if self._is_who_reports(match):
            return True
        seen = self.persons if low in words.persons else self.named
        return not seen[self.is_quoted]

    def _is_who_reports(self, match: re.Match[str]) -> bool:
        """…, he said; …, sagte er: whoever that is, it is somebody from before."""
        say = self.language.reporting.say
        if self.language.capital_nouns:
            return self.last in say and bool(self.mark_before_last)
        following = _NEXT_WORD.match(self.text, match.end())
        is_apart = bool(self._mark_before(match.start()))
        return is_apart and following is not None and following[1].lower() in say

    def _note(self, word: str, low: str) -> None:
        """Keep what a word names: capitals name somebody, a determiner announces something."""
        small, people = _small_words(self.language), self.language.people
        if low in small or low in _calendar(self.language) or not word[0].isalpha():
            return
        is_thing = self.last in _determiners(self.language)
        is_capital = word[0].isupper()
        is_place = self.last in self.language.leaning.before_places
        is_person = low in people.offices | people.person_nouns | people.group_nouns
        if is_capital or is_thing or is_person:
            self.named[self.is_quoted] = True
        if is_person or (is_capital and not is_place):
            self.persons[self.is_quoted] = True


@lru_cache(maxsize=64)
def _determiners(language: Language) -> frozenset[str]:
    return language.reporting.determiners | language.leaning.determiners


@lru_cache(maxsize=64)
def _calendar(language: Language) -> frozenset[str]:
    return language.hinting.months | language.hinting.weekdays


@lru_cache(maxsize=64)
def _small_words(language: Language) -> frozenset[str]:
    """Words that name nothing, though they may open a sentence with a capital."""
    words = language.reporting
    return (
        language.starters
        | words.prepositions
        | words.conjunctions
        | words.subordinators
        | words.auxiliaries
        | words.determiners
        | words.adverbs
        | words.first_person
        | language.leaning.openings
    )


@lru_cache(maxsize=64)
def _compile(language: Language) -> re.Pattern[str]:
    """One pattern for all; whatever is fixed comes first, so that nothing in it leans."""
    words = language.leaning
    parts = {
        "fixed": words.fixed,
        "relative_date": words.dates,
        "demonstrative": words.demonstratives,
        "pronoun": sorted(words.pronouns),
    }
    groups = (f"(?P<{name}>{_one_of(listed, words.numbers)})" for name, listed in parts.items())
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])|(?P<mark>[{_MARKS}])|(?P<word>\w[\w'-]*)",
        re.IGNORECASE,
    )


def _one_of(listed: Iterable[str], numbers: frozenset[str]) -> str:
    """A pattern for phrases as `LeaningWords` writes them, the first that fits."""
    number = rf"(?:\d+|{'|'.join(sorted(numbers)) or _NOTHING})"
    return "|".join(_translate(one, number) for one in listed) or _NOTHING


def _translate(phrase: str, number: str) -> str:
    phrase, _space, ahead = phrase.partition(" > ")
    if ahead:
        phrase += f"(?= {ahead}(?![\\w-]))"
    phrase = phrase.replace("^", _OPENING)
    choices = re.sub(r"\((?!\?)([^()]*)\)", lambda found: _choose(found[1]), phrase)
    choices = choices.replace(" ?", r"\s*").replace(" *", _SOME_WORDS)
    return choices.replace(" ", r"\s+").replace("#", number)


def _choose(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"
