"""Noun phrases among the words of an English sentence.

No parser: a reader who skims finds the subject of "said" beside it, and so do we.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from claims.text.languages.base import Language
from claims.text.speech.cues import Phrase
from claims.text.speech.names import bare
from claims.text.speech.tokens import QUOTED, Token, TokenReader

# A phrase reaches over so many tokens at most.
LEFT_REACH = 40
RIGHT_REACH = 16
# Insertions between a subject and its verb reach over so many tokens at most.
INSERTION_REACH = 80


class WordSets(NamedTuple):
    """Sets of words of one language, put together once."""

    nouns: frozenset[str]  # that may speak
    pronouns: frozenset[str]
    stops: frozenset[str]  # end a phrase
    openers: frozenset[str]  # open a clause of their own


@lru_cache(maxsize=64)
def _word_sets(language: Language) -> WordSets:
    words, people = language.reporting, language.people
    return WordSets(
        nouns=people.person_nouns | people.group_nouns | people.organisation_nouns,
        pronouns=words.male | words.female | words.neuter | words.plural | words.first_person,
        stops=words.say | words.state | words.question_words,
        openers=words.subordinators | words.question_words,
    )


class PhraseReader(TokenReader):
    """Reads noun phrases out of one sentence's tokens."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        super().__init__(found)
        self.words = language.reporting
        self.people = language.people
        self.starters = language.starters
        self.nouns, self.pronouns, self.stops, self.openers = _word_sets(language)

    def is_adverb(self, index: int) -> bool:
        """Whether the token may stand between a subject and its verb."""
        token = self.tokens[index]
        if token.low in self.words.adverbs:
            return True
        ending = self.words.adverb_ending
        return (
            bool(ending)
            and token.low.endswith(ending)
            and not token.is_name
            and token.low not in self.nouns
        )

    def is_possessive(self, token: Token) -> bool:
        """Lee's, his"""
        return bare(token.word) != token.word or token.low in self.words.owners

    def phrase_at(self, index: int) -> Phrase | None:
        """The noun phrase that begins at token `index`, up to a mark, a verb or "who"."""
        if index < len(self.tokens) and self._is_pronoun(index):
            return Phrase(index, index)
        last = index
        limit = min(len(self.tokens), index + RIGHT_REACH)
        while last < limit and self._continues(index, last):
            last += 1
        return self._trimmed(index, last - 1)

    def _is_pronoun(self, index: int) -> bool:
        return bare(self.tokens[index].low) in self.pronouns

    def _continues(self, first: int, at: int) -> bool:
        token = self.tokens[at]
        if token.word == QUOTED or (self._stops(at) and not self._is_noun(first, at)):
            return False
        if token.word == ".":
            return at > first and self.is_abbreviation(at - 1)
        if not token.is_word:
            return token.word == "&"
        previous = self.tokens[at - 1]
        low = token.low
        if at > first and low in self.words.prepositions:
            is_office = previous.low in self.nouns or not previous.is_name
            return low in self.words.phrase_prepositions and (is_office or low in {"of", "for"})
        if low in self.words.determiners or low in self.words.conjunctions:
            return at == first or previous.low in self.words.prepositions or low == "and"
        if low in self.words.auxiliaries or low in self.pronouns:
            return at == first or low in self.words.possessives
        return not (low in self.words.afterthoughts and at > first)

    def _stops(self, at: int) -> bool:
        """A verb or question word; the States are neither."""
        token = self.tokens[at]
        return token.low in self.stops and not (at and token.is_name)

    def _is_noun(self, first: int, at: int) -> bool:
        """a report: what could be a verb is none behind an article"""
        if at == first:
            return False
        before = self.tokens[at - 1].low
        return before in self.words.determiners or before in self.words.possessives

    def is_abbreviation(self, index: int) -> bool:
        """Whether the full stop behind token `index` belongs to it ("Mr.", "J.")."""
        if index < 0:
            return False
        token = self.tokens[index]
        if not token.is_name:
            return token.low in self.people.honorifics
        return token.low in self.people.honorifics or len(token.word) == 1 or "." in token.word

    def _trimmed(self, first: int, last: int) -> Phrase | None:
        while first <= last and not self.tokens[first].is_word:
            first += 1
        while last >= first and (
            not self.tokens[last].is_word
            or self.tokens[last].low in self.words.prepositions
            or self.tokens[last].low in self.words.relative
        ):
            last -= 1
        return Phrase(first, last) if first <= last else None

    def before(self, index: int) -> Phrase | None:
        """The subject that stands in front of token `index` (a verb)."""
        last = self._skip_auxiliaries(index - 1)
        if last > 0 and self.tokens[last].word == "." and self.is_abbreviation(last - 1):
            last -= 1
        if last < 0:
            return None
        token = self.tokens[last]
        if token.word in (",", ")") or token.is_dash:
            return self._before_insertion(last)
        if not token.is_word:
            return None
        if self._is_pronoun(last):
            return Phrase(last, last)
        if token.low in self.words.relative and (not last or self.tokens[last - 1].word != ","):
            return None  # the women who have accused him: they are told of, and say nothing
        if described := self._before_relative(last):
            return described
        first = self._start_of(last)
        if described := self._before_participle(first, last):
            return described
        while first < last and self.tokens[first].low in self.words.subordinators:
            first += 1
        return self._trimmed(self._behind_background(first, last), last)

    def _before_participle(self, first: int, last: int) -> Phrase | None:
        """The man accused of theft said: over "accused of theft" to its noun."""
        if first < 2 or self.tokens[first].low not in self.words.passive_openers:
            return None
        is_verb = self.tokens[first - 1].low in self.stops
        return self._opening_phrase(first - 2) if is_verb and first <= last else None

    def _behind_background(self, first: int, last: int) -> int:
        """Two days after Lee (said): the subject is Lee."""
        for at in range(last - 1, first - 1, -1):
            if self.tokens[at].low in self.words.background and self.can_speak(
                Phrase(at + 1, last)
            ):
                return at + 1
        return first

    def _before_relative(self, last: int) -> Phrase | None:
        """An official who asked to stay unnamed said: over the clause to its noun."""
        for at in range(last - 1, max(0, last - LEFT_REACH), -1):
            token = self.tokens[at]
            if not token.is_word:
                return None
            if token.low == "who":
                return None if self._opens_phrase(at + 1) else self._opening_phrase(at - 1)
        return None

    def _opens_phrase(self, at: int) -> bool:
        token = self.tokens[at]
        return token.is_name or token.low in self.words.determiners or self._is_pronoun(at)

    def _opening_phrase(self, last: int) -> Phrase | None:
        """The phrase up to `last` if a clause begins with it."""
        first = self._start_of(last)
        phrase = self._trimmed(first, last)
        before = self.tokens[first - 1] if first else None
        opens = before is None or not before.is_word or before.low in self.words.that
        return phrase if opens and phrase and self.can_speak(phrase) else None

    def _skip_auxiliaries(self, index: int) -> int:
        while index >= 0:
            low = self.tokens[index].low
            if low in self.words.auxiliaries or self.is_adverb(index):
                index -= 1
            elif low in {"and", "but"} and index > 0 and self.tokens[index - 1].word == ",":
                index -= 2
            else:
                break
        return index

    def _start_of(self, last: int) -> int:
        """Leftwards to where the clause begins."""
        first = last
        while first > 0 and last - first < LEFT_REACH:
            before = self.tokens[first - 1]
            if before.word == QUOTED or self._stops(first - 1):
                break
            if before.word == ".":
                if not self.is_abbreviation(first - 2):
                    break
            elif (not before.is_word and before.word not in "&()") or (
                before.low in self.words.conjunctions and not self._joins(first, last)
            ):
                break
            first -= 1
        return first

    def _joins(self, at: int, last: int) -> bool:
        """Lee and Kay said; not: … and Kay said"""
        if self.tokens[at - 1].low != "and" or at < 2:
            return False
        left, right = self.tokens[at - 2], self.tokens[at]
        if left.is_name and (right.is_name or right.low in self.words.others):
            return True
        return left.low in self.nouns or not self.can_speak(Phrase(at, last))

    def _before_insertion(self, mark: int) -> Phrase | None:
        """Ann Lee, mayor of Ely, said: over the insertion to the name before it."""
        best: Phrase | None = None
        closing = self.tokens[mark]
        at, furthest = mark - 1, max(0, mark - INSERTION_REACH)
        for _ in range(3):
            while at > furthest and not self._opens_insertion(closing, self.tokens[at]):
                at -= 1
            if at <= furthest or self.tokens[at].word in (QUOTED, ";", ":"):
                break
            last = self._before_bracket(at - 1)
            phrase = self._trimmed(self._start_of(last), last)
            if phrase and self.can_speak(phrase):
                best = phrase
            at -= 1
        if best is None:
            return self._inserted_name(mark) or self._whole_before(mark)
        return self._of_apposition(best) or self.with_apposition(best)

    def _inserted_name(self, mark: int) -> Phrase | None:
        """A ferryman, Ann Lee, said: the name is the insertion itself."""
        first = mark
        while first and (self.tokens[first - 1].is_name or self.tokens[first - 1].word == "."):
            first -= 1
        opens = first > 1 and self.tokens[first - 1].word == ","
        phrase = self._trimmed(first, mark - 1)
        return phrase if opens and phrase and self.can_speak(phrase) else None

    def _before_bracket(self, last: int) -> int:
        """Ann Lee (34), a nurse, said: the last token of the name."""
        if self.tokens[last].word != ")":
            return last
        for at in range(last - 1, max(0, last - RIGHT_REACH), -1):
            if self.tokens[at].word == "(":
                return at - 1
        return last

    def _whole_before(self, mark: int) -> Phrase | None:
        """Ann Lee of Ely, said: a comma too many"""
        first = self._start_of(mark - 1)
        phrase = self._trimmed(first, mark - 1)
        is_opening = first == 0 or self.tokens[first - 1].word == QUOTED
        return phrase if is_opening and phrase and self.can_speak(phrase) else None

    def _of_apposition(self, phrase: Phrase) -> Phrase | None:
        """Ann Lee, the head of Ely Lines -- a ferry company -- said: two insertions in a row."""
        before = phrase.first - 1
        if self.head_of(phrase).is_name or before < 1 or self.tokens[before].word != ",":
            return None
        name = self._trimmed(self._start_of(before - 1), before - 1)
        return name if name and self.tokens[name.last].is_name and self.can_speak(name) else None

    @staticmethod
    def _opens_insertion(closing: Token, token: Token) -> bool:
        if token.word in (QUOTED, ";", ":"):
            return True
        if closing.is_dash:
            return token.is_dash
        return token.word in ("(" if closing.word == ")" else ",")

    def with_apposition(self, phrase: Phrase) -> Phrase:
        """the mayor, Ann Lee: the name is the better half"""
        last, after = self.tokens[phrase.last], phrase.last + 1
        if not self.is_possessive(last) and self.head_of(phrase).low not in self.nouns:
            return phrase
        if after + 1 < len(self.tokens) and self.tokens[after].word == ",":
            second = self.phrase_at(after + 1)
            if second and self.tokens[second.first].is_name:
                return second
        return phrase

    def head_of(self, phrase: Phrase) -> Token:
        """The last word before the first preposition: "mayor" of "the mayor of Ely"."""
        for index in range(phrase.first + 1, phrase.last + 1):
            if self.tokens[index].low in self.words.prepositions:
                return self.tokens[index - 1]
        return self.tokens[phrase.last]

    def can_speak(self, phrase: Phrase) -> bool:
        """Whether a phrase may be the subject of a verb of saying."""
        head = self.tokens[phrase.first]
        if head.low in self.words.prepositions:
            return False
        if head.low in self.pronouns:
            return phrase.first == phrase.last
        return any(
            token.low in self.nouns or (token.is_name and token.low not in self.starters)
            for token in self.tokens[phrase.first : phrase.last + 1]
        )

    @cached_property
    def main_subject(self) -> Phrase | None:
        """The sentence's first noun phrase that is not part of an introduction."""
        at, size = 0, len(self.tokens)
        while at < size and not self.tokens[at].is_word:
            at += 1
        for _ in range(2):
            if at >= size or self.tokens[at].low not in self.words.prepositions:
                break
            end = next((i for i in range(at, size) if self._ends_introduction(i, at)), -1)
            if end < 0:
                return None
            at = end + 1
        while at < size and (
            self.is_adverb(at)
            or self.tokens[at].low in self.words.conjunctions
            or self.tokens[at].word == ","
        ):
            at += 1
        return self._actor_at(at)

    def _ends_introduction(self, index: int, first: int) -> bool:
        """A comma, be it inside the quotation: On “Ely Today,” Lee …"""
        if self.tokens[index].word == ",":
            return True
        after = self.tokens[index + 1 : index + 2]
        is_short = self.tokens[index].word == QUOTED and index - first < 3
        return is_short and bool(after) and after[0].is_name

    def _actor_at(self, at: int) -> Phrase | None:
        """The shortest phrase from token `at` that can speak: "Lee", "the Ely mayor"."""
        for last in range(at, min(at + 8, len(self.tokens))):
            token = self.tokens[last]
            if not token.is_word and not (token.word == "." and self.is_abbreviation(last - 1)):
                return None
            if last > at and token.low in self.words.prepositions:
                return None
            if self._is_pronoun(last) and not self.is_possessive(token):
                return Phrase(at, last) if last == at else None
            is_head = token.is_name or token.low in self.nouns
            is_head = is_head and token.low not in self.words.determiners
            if is_head and not self.is_possessive(token) and not self._goes_on(last):
                return Phrase(at, last)
        return None

    def _goes_on(self, last: int) -> bool:
        if last + 1 >= len(self.tokens):
            return False
        follows = self.tokens[last + 1]
        if follows.word in "'’":
            return True
        if follows.word == ".":
            return self.is_abbreviation(last)
        return follows.is_name or follows.low in self.nouns
