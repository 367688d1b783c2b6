"""Whom a noun phrase means: a name, a pronoun, an office ("the Russian president"), a crowd."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from claims.text.speech.cues import Phrase
from claims.text.speech.directory import Directory, Entity
from claims.text.speech.names import ORGANISATION, PERSON, bare
from claims.text.speech.tokens import Token

# A pronoun looks back no further than this many segments.
PRONOUN_REACH = 6
# So many people are kept in mind, besides who was spoken of last.
LONGEST_MEMORY = 7
_FORGOTTEN = 99
LONGEST_DESCRIPTION = 90  # code points


class By(StrEnum):
    """How we know whom a phrase means."""

    NAME = "name"
    OFFICE = "office"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a phrase means."""

    name: str
    kind: str
    by: By
    phrase: str
    entity: Entity | None = None
    others: tuple[Entity, ...] = ()  # whom it may mean as well, likeliest first
    noun: str = ""  # of a description: "woman"

    @classmethod
    def of(cls, entity: Entity, by: By, phrase: str, others: Iterable[Entity] = ()) -> Referent:
        """Somebody of the article; of `others` everybody else."""
        rest = tuple(one for one in others if one is not entity)
        return cls(entity.name, entity.kind, by, phrase, entity, rest)


@dataclass(slots=True)
class Focus:
    """Who was spoken of last, most recent first; what "he" and "she" refer to."""

    segment: int = 0  # the index of the one that is read
    recent: list[tuple[int, Entity]] = field(default_factory=list)  # (segment index, entity)
    crowd: Referent | None = None
    stranger: tuple[int, Referent] | None = None  # a single speaker without a name
    voices: set[Entity] = field(default_factory=set)  # who has said something so far

    def bring(self, entity: Entity) -> None:
        """Put somebody to the front."""
        self.recent = [entry for entry in self.recent if entry[1] is not entity][:LONGEST_MEMORY]
        self.recent.insert(0, (self.segment, entity))

    def clear(self) -> None:
        """Forget everybody: an "he" that is looked at again later means nobody named since."""
        self.recent.clear()
        self.crowd = self.stranger = None

    def since(self, seen: int) -> int:
        """How many segments ago it was that segment `seen` was read."""
        return self.segment - seen

    def people(self, gender: str, reach: int = PRONOUN_REACH) -> list[Entity]:
        """People of the last segments who may be meant by a pronoun of `gender` ("m", "f")."""
        return [
            entity
            for seen, entity in self.recent
            if entity.kind == PERSON
            and entity.may_be(gender)
            and self.since(seen) <= reach
            and (not entity.seems_thing or entity in self.voices)
        ]

    def companies(self) -> Iterator[Entity]:
        """Who "the company" may be: spoke lately, and seems no person."""
        for seen, entity in self.recent:
            is_near = self.since(seen) <= PRONOUN_REACH and entity in self.voices
            if is_near and (entity.kind == ORGANISATION or entity.is_faceless):
                yield entity

    def rank(self, entity: Entity) -> int:
        """0 for who was spoken of last, less for everybody before."""
        seen = (at for at, (_, one) in enumerate(self.recent) if one is entity)
        return -next(seen, _FORGOTTEN)

    def organisations(self) -> list[Entity]:
        """Organisations that "it" may mean."""
        return [
            entity
            for seen, entity in self.recent
            if entity.kind == ORGANISATION and self.since(seen) <= PRONOUN_REACH // 2
        ]


class Resolver(ABC):
    """Turns the subjects of verbs of saying into people of the article."""

    def __init__(self, text: str, directory: Directory) -> None:
        self.text = text
        self.directory = directory
        self.focus = Focus()
        self.reader = directory.reader
        self.words = words = directory.reader.language.reporting
        self.people = people = directory.reader.people
        self.nouns = people.person_nouns | people.group_nouns
        self.nouns |= people.organisation_nouns | people.document_nouns
        self.pronouns = words.male | words.female | words.neuter | words.plural
        self.pronouns |= words.first_person | words.relative | words.determiners

    @abstractmethod
    def resolve(
        self,
        found: Sequence[Token],
        phrase: Phrase,
        before: Sequence[Entity] = (),
        *,
        plain: bool = False,
    ) -> Referent | None:
        """Whom tokens `phrase` mean; `before` are people named earlier in the same sentence.

        A `plain` verb ("said") takes any subject with an article in front of it.
        """

    def is_single(self, who: Referent) -> bool:
        """Whether a description is of one person: "a woman in the crowd"."""
        if who.noun in self.people.person_nouns:
            return True
        return bool(who.noun) and who.noun not in self.nouns and not who.noun.endswith("s")

    def _text(self, parts: Sequence[Token]) -> str:
        """The text from the first of some tokens to the last."""
        return self.text[parts[0].start : parts[-1].end]

    def _is_pronoun(self, token: Token) -> bool:
        if token.low in self.people.group_nouns:
            return False  # several said
        return bare(token.low) in self.pronouns or token.low in self.words.owners

    def _pronoun(self, token: Token, before: Sequence[Entity]) -> Referent | None:
        words, low = self.words, bare(token.low)
        low = words.owners.get(low, low)
        if low in words.plural:
            return self.focus.crowd
        if low in words.neuter:
            return self._meant(self.focus.organisations(), low)
        gender = "m" if low in words.male else "f" if low in words.female else ""
        if not gender:
            return None
        here = [one for one in before if one.kind == PERSON and one.may_be(gender)]
        if not here and (stranger := self._stranger(gender)):
            return replace(stranger, by=By.PRONOUN, phrase=low)
        return self._meant(here + self.focus.people(gender), low)

    def _stranger(self, gender: str) -> Referent | None:
        """A woman said …; she added: nobody with a name was spoken of since."""
        if self.focus.stranger is None:
            return None
        seen, who = self.focus.stranger
        people = self.people
        other = people.female_honorifics if gender == "m" else people.male_honorifics
        since = self.focus.since(seen)
        if since > PRONOUN_REACH or who.noun in other:
            return None
        return None if self.focus.people(gender, since - 1) else who

    def _meant(self, candidates: Sequence[Entity], phrase: str) -> Referent | None:
        if not candidates:
            return None
        first, *rest = dict.fromkeys(candidates)
        rest.sort(key=lambda one: one not in self.focus.voices)
        return Referent.of(first, By.PRONOUN, phrase, rest)
