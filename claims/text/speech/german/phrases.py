"""Noun phrases of languages that write every noun with a capital, as German does.

A phrase is an article, adjectives, capitals, and what is tied to them: "eine Sprecherin der Stadt",
"der Landwirt Nadim Orlan", "Verkehrsministerin Anna Orlan".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.text.languages.base import Language
from claims.text.speech.cues import Phrase
from claims.text.speech.german.compounds import head_noun, is_plural, nouns_of
from claims.text.speech.tokens import QUOTED, Token, TokenReader

# Adjectives in front of a noun, and genitives behind it, at most.
MOST_ADJECTIVES = 5
MOST_TIES = 3
# A bracket behind a name ("(SPD)", "(54)") is so many tokens long at most.
LONGEST_BRACKET = 8
# Tokens looked through for a sentence's subject.
SUBJECT_REACH = 60

_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")


class PhraseReader(TokenReader):
    """Reads noun phrases out of one sentence's tokens."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        super().__init__(found)
        self.words = language.reporting
        self.people = language.people
        self.nouns = nouns_of(language)

    def skip_adverbs(self, index: int) -> int:
        """The first token from `index` on that is no adverb."""
        while self.low(index) in self.words.adverbs:
            index += 1
        return index

    def is_pronoun(self, index: int) -> bool:
        """er, sie"""
        low = self.low(index)
        return low in self.words.male or low in self.words.female

    def at(self, index: int, *, ties: int = MOST_TIES) -> Phrase | None:
        """The noun phrase that begins at token `index`."""
        if self.is_pronoun(index) and self.low(index) not in self.words.possessives:
            return Phrase(index, index)
        noun = self._first_noun(index)
        if noun is None:
            return None
        last = self._last_capital(noun)
        if ties and (noun > index or self.is_speaking(last)) and not self._is_named(noun, last):
            last = self._with_ties(last, ties)
        return Phrase(index, last)

    def is_speaking(self, index: int) -> bool:
        """Whether the noun at `index` is one for people or organisations."""
        return bool(head_noun(self.low(index).lower(), self.nouns.speaking))

    def is_determined(self, phrase: Phrase) -> bool:
        """Whether it opens with an article or a possessive."""
        low = self.low(phrase.first)
        return low in self.words.determiners or low in self.words.possessives

    def may_speak(self, phrase: Phrase) -> bool:
        """Whether it is a pronoun, a name or a noun for people or organisations."""
        if self.is_pronoun(phrase.first):
            return True
        first, last = self.head(phrase)
        if not self.is_determined(phrase) or last > first:
            return True
        return any(self.is_speaking(index) for index in range(first, last + 1))

    def is_plural(self, phrase: Phrase) -> bool:
        """die Mitarbeiter: an article for women in front of a noun for men"""
        if self.low(phrase.first) != self.words.plural_article:
            return False
        first, last = self.head(phrase)
        return first == last and is_plural(self.low(first).lower(), self.people)

    def head(self, phrase: Phrase) -> tuple[int, int]:
        """Its first capitals, without article, adjectives and what is tied to them."""
        first = phrase.first
        while first < phrase.last and not self._is_capital(first):
            first += 1
        if first == phrase.first and self.is_determined(phrase) and first < phrase.last:
            first += 1
            while first < phrase.last and not self._is_capital(first):
                first += 1
        return first, min(self._last_capital(first), phrase.last)

    def behind(self, phrase: Phrase) -> int:
        """The token behind a phrase and its brackets: "Anna Orlan (SPD)"."""
        after = phrase.last + 1
        if self.low(after) == "(":
            for index in range(after + 1, min(after + LONGEST_BRACKET, len(self.tokens))):
                if self.tokens[index].word == ")":
                    return index + 1
        return after

    def with_name(self, phrase: Phrase) -> Phrase:
        """die Ministerin, Anna Orlan: the name is the better half"""
        after = self.behind(phrase)
        if self.low(after) != "," or not self.is_determined(phrase):
            return phrase
        second = self.at(after + 1, ties=0)
        if second is None or second.last == second.first or self.is_determined(second):
            return phrase
        return second

    def subjects(self) -> Iterator[Phrase]:
        """Phrases that may be the sentence's subject, likeliest first."""
        index, end = 0, min(len(self.tokens), SUBJECT_REACH)
        while index < end:
            if self.low(index) in self.words.prepositions:
                index = self.behind_preposition(index)
                continue
            phrase = self.at(index)
            if phrase is None:
                index += 1
                continue
            is_subject = self.low(index) not in self.words.oblique and not self._is_several(index)
            if is_subject and self.may_speak(phrase):
                yield phrase
            index = phrase.last + 1

    def _is_several(self, index: int) -> bool:
        """Sie sagten"""
        return self.low(index) in self.words.female and self.low(index + 1).endswith("en")

    def behind_preposition(self, index: int) -> int:
        """The token behind "nach eigenen Angaben" or "am 3. Mai", which open at `index`."""
        at = index + 1
        if self.low(at).isdigit() and self.low(at + 1) == ".":
            at += 2
        if self.low(at) in self.people.calendar:
            return at + 1
        while at < len(self.tokens) and self._is_adjective(at):
            at += 1
        behind = self.at(at)
        return behind.last + 1 if behind else index + 1

    def _is_capital(self, index: int) -> bool:
        token = self.tokens[index]
        if token.word == QUOTED or not token.is_word or not token.is_name:
            return False
        return token.low not in self.people.calendar and not (index == 0 and self._opens(index))

    def _opens(self, index: int) -> bool:
        """A sentence's first word is a capital in any case."""
        words, low = self.words, self.tokens[index].low
        return (
            low in words.prepositions
            or low in words.determiners
            or low in words.possessives
            or low in words.adverbs
            or low in words.subordinators
            or low in words.conjunctions
            or low in words.thus
            or low in words.hearsay
            or low in words.male
            or low in words.female
        )

    def _first_noun(self, index: int) -> int | None:
        """The capital behind the article and the adjectives that open at `index`."""
        if index >= len(self.tokens):
            return None
        if self.low(index) in self.words.determiners or self.low(index) in self.words.possessives:
            index += 1
            for _ in range(MOST_ADJECTIVES):
                if index < len(self.tokens) and self._is_adjective(index):
                    index += 1
        if index < len(self.tokens) and self._is_capital(index):
            return index
        return None

    def _is_adjective(self, index: int) -> bool:
        token = self.tokens[index]
        if not token.is_word or token.is_name or token.low in self.words.prepositions:
            return False
        is_verb = token.low in self.words.say or token.low in self.words.separable
        return not is_verb and (token.low.endswith(_ADJECTIVE_ENDINGS) or token.word[0].isdigit())

    def _last_capital(self, first: int) -> int:
        last = first
        while last + 1 < len(self.tokens):
            after = last + 1
            if self.tokens[after].word == ".":
                is_short = len(self.tokens[last].word) == 1
                if not is_short and self.tokens[last].low not in self.people.honorifics:
                    break
                if after + 1 >= len(self.tokens) or not self._is_capital(after + 1):
                    break
                last = after + 1
            elif self._is_capital(after) or self.tokens[after].word == "&":
                last = after
            elif self._takes_particles(last) and (ahead := self._behind_particles(after)):
                last = ahead
            else:
                break
        return last

    def _takes_particles(self, index: int) -> bool:
        """Ida von Orlan, Frau von Orlan; not: Ida Weiß von der Bank"""
        low, people = self.tokens[index].low, self.people
        return low in people.male_names or low in people.female_names or low in people.honorifics

    def _behind_particles(self, index: int) -> int:
        """von der Orlan: the capital behind the particles of a name, 0 for none."""
        for ahead in (index + 1, index + 2):
            if self.low(ahead - 1) not in self.nouns.particles or ahead >= len(self.tokens):
                return 0
            if self._is_capital(ahead):
                return ahead
        return 0

    def _is_named(self, noun: int, last: int) -> bool:
        """Landwirt Orlan, Anna Orlan: nothing is tied to a name."""
        return last > noun and not self.is_speaking(last)

    def _with_ties(self, last: int, ties: int) -> int:
        after = last + 1
        if self.low(after) in self.words.genitives:
            tied = self.at(after, ties=ties - 1)
        elif self.low(after) in self.words.ties:
            tied = self.at(after + 1, ties=ties - 1)
        else:
            tied = None
        return tied.last if tied else last
