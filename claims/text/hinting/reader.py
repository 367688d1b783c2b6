"""Reads the words of one sentence that hint at something, each by the rule it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claims.text.hinting import vocabulary
from claims.text.hinting.numerals import Found, NumberReader
from claims.text.hinting.passage import Passage
from claims.text.hinting.vocabulary import Rule
from claims.text.languages.base import Language

_CLAUSE_END = re.compile(r"[.,;:!?–—\"“”»«]|$")


class HintReader:
    """One sentence while its hints are looked for."""

    def __init__(self, text: str, language: Language) -> None:
        self.passage = Passage(text, language)
        self.words = language.hinting
        self.vocabulary = vocabulary.read(language)
        self.numbers = NumberReader(self.passage, self.vocabulary)

    def found(self) -> Iterator[Found]:
        """What its words hint at, in their order, in code points of the sentence."""
        plain, groups = self.vocabulary.plain, self.vocabulary.groups
        for match in self.vocabulary.pattern.finditer(self.passage.low):
            group = match.lastindex
            rules = groups[group] if group else plain[match.group()]
            for rule in rules:
                if found := self._read(rule, rules, *match.span()):
                    yield found

    def _read(self, rule: Rule, rules: Sequence[Rule], start: int, end: int) -> Found | None:
        """What a match under `rule` hints at; `rules` are all that it stands under."""
        match rule:
            case Rule.NUMBER:
                return self.numbers.read(start, end)
            case Rule.MONTH:
                return (Rule.DATE, start, end) if self._is_month(start, end) else None
            case Rule.WEEKDAY:
                return (Rule.DATE, start, end) if self._is_day(start, end) else None
            case Rule.CHANGE:
                is_compared = self.vocabulary.amount.match(self.passage.low, end)
                return (Rule.COMPARISON, start, end) if is_compared else None
            case Rule.FUTURE:
                return (Rule.PREDICTION, start, end) if self._ends_in_infinitive(end) else None
            case Rule.DATE:
                return rule, start, end
        if self._is_name(start) or (Rule.MONTH in rules and self._is_month(start, end)):
            return None
        return rule, start, self._end(rule, rules, end)

    def _is_name(self, start: int) -> bool:
        """Great Western Ferries; not: I think"""
        if self.passage.language.capital_nouns or not self.passage.is_capital(start):
            return False
        pronoun = self.passage.language.capital_pronoun
        is_pronoun = self.passage.low.startswith((f"{pronoun} ", f"{pronoun}'"), start)
        return not is_pronoun and self.passage.is_name(start)

    def _ends_in_infinitive(self, spot: int) -> bool:
        """Die Preise werden im Mai steigen."""
        low, words = self.passage.low, self.words
        match = _CLAUSE_END.search(low, spot)
        end = match.start() if match else len(low)
        start = low.rfind(" ", spot, end) + 1
        if not start or self.passage.is_capital(start):
            return False
        last = low[start:end]
        if not last.endswith(words.infinitive_endings) or last in words.participles:
            return False
        return last in words.infinitives or not last.startswith(words.participle_openings)

    def _is_month(self, start: int, end: int) -> bool:
        low = self.passage.low[start:end]
        if any(map(str.isdigit, low)):
            return any(map(str.isupper, self.passage.text[start:end]))
        if not self.passage.is_capital(start):
            return False
        if self.passage.word_before(start) in self.words.before_months:
            return True
        is_in_name = self.passage.word_after(end)[0] and self.passage.is_capital(end + 1)
        if is_in_name and not self.passage.language.capital_nouns:
            return False  # August Tell
        return low not in self.words.doubtful_months

    def _is_day(self, start: int, end: int) -> bool:
        """On Sunday; not the Sunday Courier"""
        if not self.passage.is_capital(start):
            return False
        after = end + 1
        if self.passage.language.capital_nouns or not self.passage.word_after(end)[0]:
            return True
        before = self.passage.word_before(start)
        is_named = before in self.passage.language.reporting.determiners
        return not (is_named and self.passage.is_capital(after))

    def _end(self, rule: Rule, rules: Sequence[Rule], end: int) -> int:
        """Where the words for a phrase end: "will rise", "dozens of people"."""
        if rule is Rule.PREDICTION and Rule.DATE not in rules:
            verb = self.vocabulary.verb.match(self.passage.low, end)
            return verb.end() if verb else end
        return self.numbers.counted_end(end) if rule is Rule.QUANTITY else end
