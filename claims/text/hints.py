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

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.text.hinting import questions
from claims.text.hinting.reader import HintReader
from claims.text.languages.base import Language
from claims.text.segment import LONGEST_SENTENCE
from claims.text.speech.candidates import QuoteType

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

_FACTS = (HintKind.QUANTITY, HintKind.COMPARISON, HintKind.DATE)
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

    @property
    def words(self) -> str:
        """The words of the reason."""
        return self.reason.removeprefix(f"{self.kind}: “").removesuffix("”")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer to both questions a verifiability label answers, as a machine would give it.

    `verifiable` is "yes", "partly" or "no", `check_worthy` "yes", "no" or "unset", as in a label.
    """

    verifiable: str
    check_worthy: str
    grounds: tuple[Hint, ...]

    @property
    def reason(self) -> str:
        """For people, as those of hints."""
        return "; ".join(hint.reason for hint in self.grounds)


def find_hints(text: str, start: int, end: int, language: Language) -> list[Hint]:
    """The hints of the sentence text[start:end], in the order of its words, a question last."""
    if end - start > LONGEST_SENTENCE:
        return []
    sentence = text[start:end]
    found = [
        _hint(text, HintKind(rule), start + first, start + last)
        for rule, first, last in HintReader(sentence, language).found()
    ]
    if mark := questions.find(sentence, language.hinting.question_marks):
        found.append(_hint(text, HintKind.QUESTION, start + mark[0], start + mark[1]))
    return found


def _hint(text: str, kind: HintKind, start: int, end: int) -> Hint:
    return Hint(kind, start, end, describe(kind, text[start:end]))


def describe(kind: HintKind, words: str) -> str:
    """The reason of a hint, for people."""
    return f"{kind}: “{' '.join(words.split())}”"


def worth(hints: Sequence[Hint], quote_type: QuoteType, length: int = SHORT) -> float:
    """How likely a sentence of `length` code points is worth checking, 0 to 1: for ordering.

    A sum: 0.3 for any sentence; a quantity adds 0.3, a comparison 0.2, a date 0.1, and 0.1 if it is
    somebody's statement and neither question, opinion nor prediction; a question takes 0.3, an
    opinion 0.2, a prediction 0.1, and 0.2 if it is shorter than SHORT. Each kind counts once;
    without a length a sentence is not short.

    ClaimBuster calls a sentence check-worthy if it is factual and the public wants to know whether
    it is true; opinions, beliefs and questions are not factual (Hassan et al., 2017, “Toward
    Automated Fact-Checking”, KDD; arXiv:2004.14425). What the public wants to know depends on time
    and place (Allein and Moens, 2020, arXiv:2008.08854), and the CheckThat! labs keep "claim" and
    "check_worthiness" as two columns. So the weights are our judgement, fitted to no data: they
    order sentences, and label none.
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

    Quantities and comparisons can be looked up, and with a second sign of a fact, be it a date, the
    answer would interest people. With an opinion or question around it, the fact is a part of the
    sentence. Beside a prediction a number may belong to either, so nothing is proposed.
    """
    first = {hint.kind: hint for hint in reversed(hints)}
    facts = [first[kind] for kind in _FACTS if kind in first]
    is_fact = bool(facts) and facts[0].kind is not HintKind.DATE
    soft = next((first[kind] for kind in _SOFT if kind in first), None)
    if soft is None:
        worthy = "yes" if len(facts) > 1 else "unset"
        return Suggestion("yes", worthy, tuple(facts)) if is_fact else None
    if soft.kind is HintKind.PREDICTION:
        return None if is_fact else Suggestion("no", "unset", (soft,))
    if is_fact:
        return Suggestion("partly", "yes", (*facts, soft))
    return None if facts else Suggestion("no", "no", (soft,))
