"""Reports that go on without a verb of saying: "Lee sagte, es sei zu spät. Man habe gewartet."

In German the mood of the verb alone keeps a sentence in somebody's mouth.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from claims.text import reasons
from claims.text.languages.base import Reporting
from claims.text.speech.candidates import Candidate
from claims.text.speech.sentences import Sentence
from claims.text.speech.tokens import Token

# The article's own voice may break in for so many sentences.
LONGEST_BREAK = 2


class Report:
    """Whose words the article reports at the moment."""

    def __init__(self, words: Reporting) -> None:
        self.words = words
        self.speaker: Candidate | None = None
        self.apart = 0  # sentences since the speaker's last words

    def follow(self, sentence: Sentence) -> None:
        """Take a sentence in; one that only its mood ties to the report gets its speaker."""
        if not self.words.subjunctive:
            return
        if sentence.spoken is None and self.speaker and self._goes_on(sentence):
            sentence.spoken = self.speaker.again(0.7, reasons.REPORT_GOES_ON)
        if sentence.spoken:
            self.speaker, self.apart = sentence.spoken, 0
        elif not sentence.is_quoted_whole:
            self.apart += 1

    def _goes_on(self, sentence: Sentence) -> bool:
        if sentence.is_quoted_whole or self.apart > LONGEST_BREAK:
            return False
        weak = self.words.weak_subjunctive if not self.apart else frozenset[str]()
        return any(
            self._reports(clause, weak, opens=not number) or self._is_hearsay(clause)
            for number, clause in enumerate(_clauses(sentence.words))
        )

    def _reports(self, clause: Sequence[Token], weak: frozenset[str], *, opens: bool) -> bool:
        """Whether a main clause stands in the mood of reports."""
        if not clause or clause[0].low in self.words.subordinators:
            return False
        behind = clause[1:] if opens else clause  # "Siehe": an order, no report
        if any(token.low in self.words.subjunctive for token in behind) or self._is_formed(clause):
            return True
        return any(token.low in weak for token in clause[1:])  # wäre da nicht …: a condition

    def _is_formed(self, clause: Sequence[Token]) -> bool:
        """Es dränge die Zeit; die Stadt plane: a verb of reports by its ending and its place"""
        words = self.words
        opens_phrase = clause[0].low in words.determiners and len(clause) > 1 and clause[1].is_name
        verb = 2 if opens_phrase else 1
        if len(clause) <= verb or not (opens_phrase or clause[0].low in words.clause_pronouns):
            return False
        low = clause[verb].word
        if not low.endswith(words.subjunctive_ending) or low.endswith(words.past_ending):
            return False
        known = (words.auxiliaries, words.adverbs, words.prepositions, words.determiners)
        return low.islower() and not any(low in some for some in (*known, words.possessives))

    def _is_hearsay(self, clause: Sequence[Token]) -> bool:
        """demnach; hieß es; den Angaben zufolge"""
        words = self.words
        return any(
            one.low in words.hence
            or (one.low in words.hearsay and other.low in words.impersonal)
            or (one.low in words.impersonal and other.low in words.hearsay)
            or (one.low in words.source_nouns and other.low in words.sources_behind)
            for one, other in pairwise([*clause, *clause[-1:]])
        )


def _clauses(found: Sequence[Token]) -> list[list[Token]]:
    clauses: list[list[Token]] = [[]]
    for token in found:
        if token.parts_clauses:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return clauses
