"""What a sentence is, as far as its words show: hints for people, never labels.

The kinds follow what the field asks of a claim. Full Fact's schema sets quantities, comparisons and
rankings apart from predictions and from what is no claim, such as questions (Konstantinovskiy et
al., 2021, “Toward Automated Factchecking”, doi:10.1145/3412869). AVeriTeC has a numerical claim, a
speculative one and an opinion, and puts the latter two aside (Schlichtkrull et al., 2023,
arXiv:2305.13117).

    question     something is asked, also in somebody's words
    prediction   what will, would or may happen, what is planned, intended or hoped
    opinion      praise, blame, what ought to be, what the speaker thinks
    quantity     a number that counts or measures; no name ("Route 66"), age, time or ordinal
    date         a day, month, year or time told from today; no year that names ("the 2019 film")
    comparison   more or less than, a rank, a rise or fall by a number
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.text import questions, vocabulary
from claims.text.candidates import QuoteType
from claims.text.languages.base import Language
from claims.text.numerals import NumberReader
from claims.text.passage import Passage
from claims.text.sentences import LONGEST_SENTENCE
from claims.text.vocabulary import Rule

# Shorter sentences, in code points, seldom say enough to be checked.
SHORT = 30


class HintKind(StrEnum):
    """What a hint says of its sentence."""

    QUESTION = "question"
    PREDICTION = "prediction"
    OPINION = "opinion"
    QUANTITY = "quantity"
    DATE = "date"
    COMPARISON = "comparison"


# In tenths, so that sums are exact.
_START = 3
_WEIGHTS = {
    HintKind.QUANTITY: 3,
    HintKind.COMPARISON: 2,
    HintKind.DATE: 1,
    HintKind.PREDICTION: -1,
    HintKind.OPINION: -2,
    HintKind.QUESTION: -3,
}
_SAID = 1
_TOO_SHORT = -2

_KINDS = {rule: HintKind(rule) for rule in list(Rule)[:5]}
_SOFT = (HintKind.QUESTION, HintKind.OPINION, HintKind.PREDICTION)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a sentence may be, and the words that say so.

    `start` and `end` (exclusive) are code points of the article's text; `reason` is for people:
    "prediction: “will rise”".
    """

    kind: HintKind
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer to both questions a verifiability label answers, as a machine would give it.

    `verifiable` is "yes", "partly" or "no", `check_worthy` "yes", "no" or "unset", as in a label.
    """

    verifiable: str
    check_worthy: str
    reason: str


def find_hints(text: str, start: int, end: int, language: Language) -> list[Hint]:
    """The hints of the sentence text[start:end], in the order of its words."""
    if end - start > LONGEST_SENTENCE:
        return []
    found = _Reader(text[start:end], language).found()
    return [_hint(text, kind, start + first, start + last) for kind, first, last in found]


def _hint(text: str, kind: HintKind, start: int, end: int) -> Hint:
    return Hint(kind, start, end, describe(kind, text[start:end]))


def describe(kind: HintKind, words: str) -> str:
    """The reason of a hint, for people."""
    return f"{kind}: “{' '.join(words.split())}”"


def worth(hints: Sequence[Hint], quote_type: QuoteType, length: int = SHORT) -> float:
    """How likely a sentence of `length` code points is worth checking, 0 to 1: for ordering.

    A sum: 0.3 for any sentence; a quantity adds 0.3, a comparison 0.2, a date 0.1, and 0.1 if it is
    somebody's statement and neither question, opinion nor prediction; a question takes 0.3, an
    opinion 0.2, a prediction 0.1, and 0.2 if it is shorter than SHORT. Each kind counts once.

    ClaimBuster calls a sentence check-worthy if it is factual and the public wants to know whether
    it is true; opinions, beliefs and questions are not factual (Hassan et al., 2017, “Toward
    Automated Fact-Checking”, KDD; arXiv:2004.14425). Numbers and comparisons are what its and Full
    Fact's coders choose most. What the public wants to know depends on time and place (Allein and
    Moens, 2020, arXiv:2008.08854), and CheckThat! keeps "claim" and "check-worthy" as two columns:
    so this orders sentences, and labels none.
    """
    kinds = {hint.kind for hint in hints}
    tenths = _START + sum(_WEIGHTS[kind] for kind in kinds)
    if quote_type is not QuoteType.NONE and kinds.isdisjoint(_SOFT):
        tenths += _SAID
    if length < SHORT:
        tenths += _TOO_SHORT
    return min(max(tenths, 0), 10) / 10


def suggest_verifiability(hints: Sequence[Hint]) -> Suggestion | None:
    """What a machine would answer for a sentence with these hints; None where it is unsure.

    What can be looked up is a quantity or a comparison. With opinion or question around it, it is a
    part of the sentence; beside a prediction it may belong to either, so nobody is told.
    """
    first = {hint.kind: hint for hint in reversed(hints)}
    fact = first.get(HintKind.QUANTITY) or first.get(HintKind.COMPARISON)
    soft = next((first[kind] for kind in _SOFT if kind in first), None)
    if soft is None:
        return Suggestion("yes", "yes", fact.reason) if fact else None
    if soft.kind is HintKind.PREDICTION:
        return None if fact else Suggestion("no", "unset", soft.reason)
    if fact:
        return Suggestion("partly", "yes", f"{fact.reason}; {soft.reason}")
    return None if HintKind.DATE in first else Suggestion("no", "no", soft.reason)


class _Reader:
    """One sentence while its hints are looked for."""

    def __init__(self, text: str, language: Language) -> None:
        self.passage = Passage(text, language)
        self.words = language.hinting
        self.vocabulary = vocabulary.read(language.code)
        self.numbers = NumberReader(self.passage, self.vocabulary)

    def found(self) -> Iterator[tuple[HintKind, int, int]]:
        plain, groups = self.vocabulary.plain, self.vocabulary.groups
        for match in self.vocabulary.pattern.finditer(self.passage.low):
            group = match.lastindex
            rules = groups[group] if group else plain[match.group()]
            for rule in rules:
                start, end = match.span()
                if rule is Rule.NUMBER:
                    if number := self.numbers.read(start, end):
                        yield _KINDS[number[0]], number[1], number[2]
                elif kind := self._kind(rule, rules, start, end):
                    yield kind, start, self._end(kind, rules, end)
        if mark := questions.find(self.passage.text, self.words.question_marks):
            yield HintKind.QUESTION, *mark

    def _kind(self, rule: Rule, rules: Sequence[Rule], start: int, end: int) -> HintKind | None:
        if rule is Rule.MONTH:
            return HintKind.DATE if self._is_month(start, end) else None
        if rule is Rule.WEEKDAY:
            return HintKind.DATE if self._is_day(start, end) else None
        if rule is Rule.CHANGE:
            is_compared = self.vocabulary.amount.match(self.passage.low, end)
            return HintKind.COMPARISON if is_compared else None
        if rule is not Rule.DATE and self._is_name(start):
            return None
        if rule is Rule.PREDICTION and Rule.MONTH in rules and self._is_month(start, end):
            return None
        return _KINDS[rule]

    def _is_name(self, start: int) -> bool:
        """Great Western Ferries"""
        if self.words.capital_nouns or not self.passage.is_capital(start):
            return False
        pronoun = self.passage.language.capital_pronoun
        return not self.passage.low.startswith((pronoun + " ", pronoun + "'"), start) and (
            self.passage.is_name(start)
        )

    def _is_month(self, start: int, end: int) -> bool:
        low = self.passage.low[start:end]
        if any(map(str.isdigit, low)):
            return any(map(str.isupper, self.passage.text[start:end]))
        if not self.passage.is_capital(start):
            return False
        if self.passage.word_before(start) in self.words.before_months:
            return True
        is_in_name = self.passage.word_after(end)[0] and self.passage.is_capital(end + 1)
        if is_in_name and not self.words.capital_nouns:
            return False  # August Tell
        return low not in self.words.doubtful_months

    def _is_day(self, start: int, end: int) -> bool:
        """On Sunday; not the Sunday Courier"""
        if not self.passage.is_capital(start):
            return False
        after = end + 1
        if self.words.capital_nouns or not self.passage.word_after(end)[0]:
            return True
        before = self.passage.word_before(start)
        is_named = before in self.passage.language.reporting.determiners
        return not (is_named and self.passage.is_capital(after))

    def _end(self, kind: HintKind, rules: Sequence[Rule], end: int) -> int:
        """Where the words for a phrase end: "will rise", "dozens of people"."""
        if kind is HintKind.PREDICTION and Rule.DATE not in rules:
            verb = self.vocabulary.verb.match(self.passage.low, end)
            return verb.end() if verb else end
        return self.numbers.counted_end(end) if kind is HintKind.QUANTITY else end
