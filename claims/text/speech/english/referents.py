"""Whom an English noun phrase means: "Mayor Ann Lee", "the Russian president", "officials"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from claims.text.speech.cues import Phrase
from claims.text.speech.directory import Directory, Entity
from claims.text.speech.names import ORGANISATION, UNNAMED, Run, bare
from claims.text.speech.referents import LONGEST_DESCRIPTION, By, Referent, Resolver
from claims.text.speech.tokens import Token

_WORD = re.compile(r"\b[^\W\d_]\w+")
# Prepositions that belong to a noun's head: "people like Kay", "more than ten people".
_LIKE = frozenset({"like", "than"})


class EnglishResolver(Resolver):
    """Turns the subjects of verbs of saying into people of the article."""

    def __init__(self, text: str, directory: Directory) -> None:
        super().__init__(text, directory)
        self._small_words: frozenset[str] | None = None  # of the article, once they are asked for

    def resolve(
        self,
        found: Sequence[Token],
        phrase: Phrase,
        before: Sequence[Entity] = (),
        *,
        plain: bool = False,
    ) -> Referent | None:
        parts = list(found[phrase.first : phrase.last + 1])
        if len(parts) == 1 and self._is_pronoun(parts[0]):
            return self._pronoun(parts[0], before)
        if parts[0].low in self.words.prepositions:
            return self._behind_preposition(parts)
        head = self._head(parts)
        return (
            self._first_of_two(parts)
            or self._titled(parts)
            or self._named(head, parts, opens=phrase.first == 0, plain=plain)
            or self._office(head)
            or self._trait(head, parts)
            or self._described(head, parts, plain=plain)
        )

    def _first_of_two(self, parts: Sequence[Token]) -> Referent | None:
        """Lee and her minister: Lee, if it is a name."""
        joint = next((index for index, token in enumerate(parts) if token.low == "and"), 0)
        left = parts[:joint]
        first = self._named(self._head(left), left) if left else None
        return first if first and first.by is By.NAME else None

    def _head(self, parts: Sequence[Token]) -> Sequence[Token]:
        """The part before the first preposition: "a spokesman" of "a spokesman for Kay"."""
        if len(parts) > 2 and parts[0].low in self.words.determiners and parts[1].low == "of":
            return parts  # one of the mayor's advisers
        for index, token in enumerate(parts):
            if index and token.low in self.words.prepositions and token.low not in _LIKE:
                return parts[:index]
        return parts

    def _behind_preposition(self, parts: Sequence[Token]) -> Referent | None:
        """In a statement Lee (said): only a name at the end is taken."""
        tail = [index for index, token in enumerate(parts) if token.is_name]
        if not tail or tail[-1] != len(parts) - 1:
            return None
        first = len(parts) - 1
        while first > 0 and (parts[first - 1].is_name or parts[first - 1].word == "."):
            first -= 1
        if first and parts[first - 1].low in self.words.prepositions:
            return None
        return self._named(parts[first:], parts[first:])

    def _named(
        self,
        head: Sequence[Token],
        parts: Sequence[Token],
        *,
        opens: bool = False,
        plain: bool = False,
    ) -> Referent | None:
        """By a name; one that `opens` a sentence may be any word with a capital."""
        run = self._run(head, parts)
        if run is None:
            return None
        phrase = self._text(head)
        if entity := self.directory.find(run):
            return Referent.of(entity, By.NAME, phrase, self.directory.namesakes(run, entity))
        low = run.words[0].lower() if len(run.words) == 1 else ""
        is_ordinary = opens and self._is_ordinary(low)
        if is_ordinary and not (plain or self._may_speak(low)):
            return None
        if is_ordinary or low in self.people.group_nouns:
            return Referent(self._plain(parts), UNNAMED, By.DESCRIPTION, phrase)
        kind = ORGANISATION if low and not run.honorific else run.kind
        return Referent.of(self.directory.enter_late(run, kind), By.NAME, phrase)

    def _run(self, head: Sequence[Token], parts: Sequence[Token]) -> Run | None:
        """The last name in a phrase's head, if the phrase is about its bearer."""
        last = head[-1]
        if not last.is_name or last.low in self.people.calendar:
            return None
        if len(parts) > len(head) and bare(last.word) != last.word:
            return None
        end = last.end + ("." in last.word)  # the U.S.
        runs = list(self.reader.runs(self.text, head[0].start, end))
        if not runs or self._is_lone_adjective(runs[-1]):
            return None
        return runs[-1]

    def _is_ordinary(self, low: str) -> bool:
        """Whether the text has a word in small letters: "Markets fell" names nobody."""
        if self._small_words is None:
            self._small_words = frozenset(filter(_opens_low, _WORD.findall(self.text)))
        return low in self._small_words

    def _may_speak(self, low: str) -> bool:
        return low in self.nouns or low.endswith(self.people.person_endings)

    def _titled(self, parts: Sequence[Token]) -> Referent | None:
        """Secretary of State John Lee; Bank of Ely: the preposition belongs to the name."""
        if not parts[-1].is_name:
            return None
        if envoy := self._envoy(parts):
            return envoy
        if not any(token.low == "of" for token in parts):
            return None
        for run in self.reader.runs(self.text, parts[0].start, parts[-1].end):
            is_joined = " of " in run.role or "of" in run.words
            if any(one.start < run.start and one.low in self.words.prepositions for one in parts):
                return None  # researchers at the University of Ely
            if is_joined and run.end >= parts[-1].end:
                entity = self.directory.find_or_enter(run)
                phrase = self._text(parts)
                return Referent.of(entity, By.NAME, phrase)
        return None

    def _envoy(self, parts: Sequence[Token]) -> Referent | None:
        """Ambassador to the United States Ann Lee: two names, and the second speaks."""
        at = next((index for index, token in enumerate(parts) if token.low == "to"), 0)
        if not at or parts[at - 1].low not in self.people.offices:
            return None
        run = next(iter(self.reader.runs(self.text, parts[at].end, parts[-1].end)), None)
        if run is None or run.start <= parts[min(at + 2, len(parts) - 1)].start:
            return None
        entity = self.directory.find_or_enter(run)
        return Referent.of(entity, By.NAME, entity.name)

    def _is_lone_adjective(self, run: Run) -> bool:
        """Russian, not Russia; not Mr. French"""
        if len(run.words) > 1 or run.honorific:
            return False
        low = run.words[0].lower()
        land = self.people.demonyms.get(low, low)
        return low != land and low.endswith(self.people.demonym_endings)

    def _office(self, head: Sequence[Token]) -> Referent | None:
        """The Russian president -> the one whose role says so."""
        office = bare(head[-1].low)
        if office not in self.people.offices and office not in self.people.general_offices:
            return None
        is_definite = head[0].low in self.words.definite or head[0].low in self.words.possessives
        if not is_definite and (len(head) > 1 or head[0].low in self.words.determiners):
            return None
        lands = self._lands(token.word.lower() for token in head)
        fitting = [one for one in self.directory.holders(office) if self._fits(one, office, lands)]
        if not fitting:
            return None
        extra = {token.low for token in head[:-1]}
        chosen = max(fitting, key=lambda one: (self._shared(one, extra), self.focus.rank(one)))
        phrase = self._text(head)
        return Referent.of(chosen, By.OFFICE, phrase, fitting)

    def _trait(self, head: Sequence[Token], parts: Sequence[Token]) -> Referent | None:
        """The nurse, the 29-year-old: somebody of whom the article said so."""
        if head[0].low not in self.words.definite or len(head) < 2 or len(head) < len(parts):
            return None
        fitting = self.directory.bearers(head[-1].low)
        if not fitting or head[-1].low in self.people.organisation_nouns:
            return None
        chosen = max(fitting, key=self.focus.rank)
        phrase = self._text(head)
        return Referent.of(chosen, By.OFFICE, phrase, fitting)

    def _lands(self, words: Iterable[str]) -> set[str]:
        demonyms = self.people.demonyms
        return {demonyms[bare(word)] for word in words if bare(word) in demonyms}

    def _fits(self, entity: Entity, office: str, lands: set[str]) -> bool:
        general = self.people.general_offices.get(office, frozenset()) | {office}
        general |= self.people.counterparts
        for role in entity.roles:
            words = role.lower().split()
            if not general & set(words):
                continue
            own = self._lands(words)
            if not lands or lands & own:
                return True
        return False

    @staticmethod
    def _shared(entity: Entity, words: set[str]) -> int:
        return len({word for role in entity.roles for word in role.lower().split()} & words)

    def _is_noun_phrase(self, parts: Sequence[Token]) -> bool:
        low = parts[0].low
        opens = low in self.words.determiners or low in self.words.possessives
        return opens and len(parts) > 1

    def _described(
        self,
        head: Sequence[Token],
        parts: Sequence[Token],
        *,
        plain: bool,
    ) -> Referent | None:
        """A spokesman for Kay, officials, the company: said by nobody with a name."""
        lows = [bare(one.low) for one in reversed(head)]
        noun = next((low for low in lows if self._may_speak(low)), "")
        if not noun and not (plain and self._is_noun_phrase(parts)):
            return None
        if head[0].low in self.words.definite and len(parts) == len(head):
            entity = self._organisation(bare(head[-1].low))
            if entity is not None:
                return Referent.of(entity, By.OFFICE, noun)
        name = self._plain(parts)
        if any(token.low in self.words.auxiliaries and token.low != "to" for token in parts):
            return None
        if len(name) > LONGEST_DESCRIPTION:
            name = self._plain(head)
        if self._is_institution(head, parts):
            run = Run(head[1].start, head[-1].end, tuple(name.split()), ORGANISATION)
            entity = self.directory.enter_late(run, ORGANISATION)
            return Referent(entity.name, ORGANISATION, By.DESCRIPTION, name, entity, noun=noun)
        return Referent(name, UNNAMED, By.DESCRIPTION, name, noun=noun or bare(head[-1].low))

    def _is_institution(self, head: Sequence[Token], parts: Sequence[Token]) -> bool:
        """The port authority, not: the company, a port authority, the new government"""
        if head[0].low not in self.words.definite or len(head) != 3 or len(parts) != len(head):
            return False
        noun, people = bare(head[-1].low), self.people
        if noun not in people.organisation_nouns & people.organisation_words:
            return False
        return people.passing_adjectives.isdisjoint(token.low for token in head)

    def _organisation(self, noun: str) -> Entity | None:
        """The bank: Ely Bank, if only one is; the company: whichever was spoken of last."""
        named = None
        if noun in self.people.organisation_nouns:
            named = self.directory.organisation_called(noun)
        if named or noun not in self.people.company_nouns:
            return named
        return next(self.focus.companies(), None)

    def _plain(self, parts: Sequence[Token]) -> str:
        first = 0
        if len(parts) > 1 and parts[0].low in self.words.definite | self.words.indefinite:
            first = 1
        return " ".join(self._text(parts[first:]).split())


def _opens_low(word: str) -> bool:
    return word[0].islower()
