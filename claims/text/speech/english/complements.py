"""What goes with a verb and makes a statement of it: a clause, a quotation, a noun, a name.

"Lee believes that the harbour is safe", "Lee believes it is safe", “…,” Lee believes; but not
"Lee found the harbour".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.text.languages.base import Language, Reporting
from claims.text.speech.english.phrases import PhraseReader
from claims.text.speech.tokens import QUOTED, Token, TokenReader

# Within so many tokens behind a verb stands what makes a statement of it ("that", a quotation).
COMPLEMENT_REACH = 9
# “…,” the mayor of Ely interjected: so far behind a quotation its verb may stand.
VERB_REACH = 10
# "expressed its deep concern": so far behind a verb its noun may stand.
NOUN_REACH = 4


@dataclass(frozen=True, slots=True)
class VerbSets:
    """Sets of words of one language, put together once."""

    cues: frozenset[str]  # what may make a statement or open a source
    verbs: frozenset[str]
    agents: frozenset[str]  # "condemned": state something in the passive too
    inserted: frozenset[str]  # "believes": stand behind a comma as "said" does
    relative: frozenset[str]  # make a relative clause of a "that" before them
    firm: frozenset[str]  # "never": no adverbs that may be skipped
    small: frozenset[str]  # no nouns
    subjects: frozenset[str]  # "he"
    object_openers: frozenset[str]  # "that", "the", "his"
    sources: dict[str, tuple[tuple[str, ...], ...]]  # by their first word


@lru_cache(maxsize=64)
def verb_sets(words: Reporting) -> VerbSets:
    """The sets of a language with these words."""
    verbs = words.say | words.state | words.act | words.naming | words.light.keys()
    firsts = {source[0] for source in words.sources}
    return VerbSets(
        cues=verbs | words.put_it | firsts | words.words_nouns.keys(),
        verbs=verbs,
        agents=(words.say | words.act) - words.also_acts,
        inserted=(words.say | words.state) - words.naming,
        relative=words.finite | words.say,
        firm=words.negations | {"to"},
        small=words.prepositions | words.conjunctions | words.auxiliaries | words.determiners,
        subjects=words.male | words.female | words.plural,
        object_openers=words.that | words.determiners | words.possessives,
        sources={
            first: tuple(source for source in words.sources if source[0] == first)
            for first in firsts
        },
    )


class ComplementReader(TokenReader):
    """Reads what stands behind (or around) the verbs of one sentence."""

    def __init__(self, found: Sequence[Token], language: Language, phrases: PhraseReader) -> None:
        super().__init__(found)
        self.words = language.reporting
        self.phrases = phrases
        self.sets = verb_sets(language.reporting)

    def states(self, index: int) -> bool:
        """Whether a clause or a quotation is the object of verb `index`."""
        return self.quotes(index) or self._has_clause(index)

    def quotes(self, index: int) -> bool:
        """Whether a quotation stands on either side of the verb."""
        if index and self.tokens[index - 1].word == QUOTED:
            return True
        for token in self.tokens[index + 1 : index + COMPLEMENT_REACH]:
            if token.word in (QUOTED, ":"):
                return True
            if token.word in ".;" or token.low in self.phrases.stops:
                break
        return self._closes_quotation(index)

    def _closes_quotation(self, index: int) -> bool:
        """“…,” the mayor hinted: only the subject stands between the quotation and the verb."""
        for back in range(index - 1, max(-1, index - VERB_REACH), -1):
            token = self.tokens[back]
            if token.word == QUOTED:
                return True
            if not token.is_word and token.word != ".":
                return False
        return False

    def _has_clause(self, index: int) -> bool:
        """believes that …, believes he …, believes the harbour is …"""
        follows = self.low(index + 1)
        if follows in self.sets.subjects:
            return True
        has_article = follows in self.words.indefinite
        is_open = follows not in self.words.prepositions
        for at in range(index + 1, min(index + COMPLEMENT_REACH, len(self.tokens))):
            token = self.tokens[at]
            if token.low in self.words.that:
                return not has_article and not self._is_relative(at)
            if is_open and token.low in self.words.finite and self._has_subject(index, at):
                return True
            if token.word in ".;" or token.low in self.phrases.stops:
                return False
        return False

    def _is_relative(self, at: int) -> bool:
        """the letter that said, that was found: "that" is the subject itself"""
        return self.low(at + 1) in self.sets.relative

    def _has_subject(self, verb: int, at: int) -> bool:
        """Whether a noun stands between `verb` and the auxiliary `at`."""
        before = at - 1
        while before > verb and self.phrases.is_adverb(before):
            before -= 1
        token = self.tokens[before]
        return before > verb and token.is_word and token.low not in self.sets.small

    def takes_gerund(self, index: int) -> bool:
        """recalled seeing the harbour"""
        follows = self.tokens[index + 1 : index + 2]
        return bool(follows) and follows[0].low.endswith("ing") and not follows[0].is_name

    def fits(self, index: int) -> bool:
        """Whether the noun or particle follows that makes a statement of a light verb."""
        fitting = self.words.light.get(self.tokens[index].low)
        if fitting is None:
            return False
        small = self.words.prepositions
        for at in range(index + 1, min(index + 1 + NOUN_REACH, len(self.tokens))):
            token, before = self.tokens[at], self.tokens[at - 1]
            is_next = at == index + 1 or self.phrases.is_adverb(at - 1)
            is_next = is_next or before.low in self.words.determiners
            if token.low in fitting and (is_next or token.low not in small):
                return True
            if not token.is_word:
                return False
        return False

    def names_something(self, index: int) -> bool:
        """called the plan a disgrace, called it unfair, dismissed it as; not: called a meeting"""
        is_about_pronoun = self.low(index + 1) in self.words.objects
        for at in range(index + 2, min(index + 2 * COMPLEMENT_REACH, len(self.tokens))):
            token, before = self.tokens[at], self.tokens[at - 1]
            if not token.is_word:
                return False
            if token.low in self.words.as_words:
                return True
            if before.low in self.sets.small and not (is_about_pronoun and at == index + 2):
                continue
            if token.low in self.words.indefinite or (is_about_pronoun and at == index + 2):
                return token.low not in self.words.prepositions
            if self._judges(token.low) and self._ends_phrase(at):
                return True
        return False

    def _judges(self, low: str) -> bool:
        return low.endswith(self.words.judging_endings) or low.startswith(self.words.judging_starts)

    def _ends_phrase(self, at: int) -> bool:
        return self.is_mark(at + 1) or self.low(at + 1) in self.sets.small

    def has_object(self, index: int) -> bool:
        """thanked the crew; not: the crew, thanked for its work"""
        at = index + 1
        while at < len(self.tokens) and self.phrases.is_adverb(at):
            at += 1
        if at >= len(self.tokens) or self.tokens[at].low in self.words.passive_openers:
            return False
        return self.tokens[at].is_word or self.tokens[at].word == QUOTED
