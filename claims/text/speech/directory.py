"""Everybody in an article: one entry per person or organisation, found again by any name.

Built once per article from the capitalised runs in it. Full names come first; then the short ones
find them by surname, by title ("Mr. Lee") or by first name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from claims.text.known import NOBODY, KnownNames
from claims.text.speech.names import (
    ORGANISATION,
    PERSON,
    NameReader,
    Run,
    surname,
)
from claims.text.speech.roles import ROLE_REACH, roles_around, traits_around

# Of so many people with one surname, or one office, the last or first are looked at.
MOST_NAMESAKES = 20
MOST_ROLES = 8
_RELATIVE_REACH = 30  # code points in front of a name
_POSSESSIVES = ("'s", "’s", "s'", "s’")
_ACRONYM = re.compile(r" \(([A-Z]{2,8})\)")
NEVER = sys.maxsize


@dataclass(slots=True, eq=False)
class Entity:
    """One person or organisation of the article."""

    name: str
    kind: str
    gender: str = ""  # "m", "f" or unknown
    roles: list[str] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    first_mention: int = NEVER  # code point
    full_mentions: list[int] = field(default_factory=list)  # code points, ascending
    introductions: int = 0  # full mentions other than in passing
    mentions: int = 0
    mentions_as_thing: int = 0

    def add_role(self, role: str) -> None:
        """Remember what somebody is, once."""
        if role and role not in self.roles and len(self.roles) < MOST_ROLES:
            self.roles.append(role)

    def may_be(self, gender: str) -> bool:
        """Whether somebody of that gender ("m", "f", "" for any) may be this one."""
        return not gender or self.gender in ("", gender)

    @property
    def surname(self) -> str:
        return surname(self.name)

    @property
    def is_faceless(self) -> bool:
        """Called by nothing but its name: no title, no office, no surname alone."""
        return not (self.gender or self.roles) and len(self.aliases) < 2

    @property
    def seems_thing(self) -> bool:
        """ "in Kay Gardens", "the Kay Act" more often than not, and never "Mr." or "mayor"."""
        return not (self.gender or self.roles) and self.mentions_as_thing * 2 > self.mentions


class Mention(NamedTuple):
    """Where an entity is named, and whether only in passing ("with Lee", "Lee's sister")."""

    start: int  # code point
    entity: Entity
    is_aside: bool


class Directory:
    """Everybody in an article. Feed it runs with `add`, then ask `find`."""

    def __init__(self, reader: NameReader, known: KnownNames = NOBODY) -> None:
        self.reader = reader
        self.entities: list[Entity] = []
        self._by_surname: dict[str, list[Entity]] = {}
        self._by_first_name: dict[str, list[Entity]] = {}
        self._by_middle_name: dict[str, list[Entity]] = {}
        self._by_name: dict[str, Entity] = {}
        self._known = known
        self._pending: list[Run] = []
        # Ascending once `read` is done.
        self.mentions: list[Mention] = []
        self._by_office: dict[str, list[Entity]] = {}
        self._by_trait: dict[str, list[Entity]] = {}
        words = reader.language.reporting
        # Behind these stands whom a sentence is not about.
        self.prepositions = words.prepositions - words.clause_openers
        self._owners = {owner for owner, who in words.owners.items() if who not in words.neuter}

    def read(self, text: str, stretches: Iterable[tuple[int, int]]) -> None:
        """Take in the names of an article: full names first, then the short ones."""
        for start, end in stretches:
            for run in self.reader.runs(text, start, end):
                self._take_in(text, run)
        for run in self._pending:
            self._mention(text, run)
        self.mentions.sort(key=lambda mention: mention.start)
        for entity in self.entities:
            self._index_offices(entity)

    def _index_offices(self, entity: Entity) -> None:
        words = {word for role in entity.roles for word in role.lower().split()}
        for word in self.reader.offices_of(words):
            self._by_office.setdefault(word, []).append(entity)

    def bearers(self, noun: str) -> list[Entity]:
        """People of whom the article says that they are a `noun`."""
        return self._by_trait.get(noun, [])[-MOST_NAMESAKES:]

    def holders(self, office: str) -> list[Entity]:
        """People who hold an office, or one that a general word ("leader") may stand for."""
        general = self.reader.people.general_offices.get(office, frozenset())
        found: list[Entity] = []
        for word in (office, *sorted(general), *self.reader.people.counterparts):
            for entity in self._by_office.get(word, [])[:MOST_NAMESAKES]:
                if entity not in found:
                    found.append(entity)
        return found

    def _take_in(self, text: str, run: Run) -> None:
        if run.kind == PERSON and len(run.words) < 2:
            self._pending.append(run)
            return
        entity = self.enter(run)
        self._read_acronym(text, run, entity)
        entity.full_mentions.append(run.start)
        entity.introductions += not self._note(text, run, entity)
        if len(entity.full_mentions) < 4:
            self._add_roles(text, run, entity)

    def enter(self, run: Run) -> Entity:
        """The entity of a full name, made if it is new."""
        name = self._canonical(" ".join(run.words))
        key = self._key(name, run.kind)
        entity = self._by_name.get(key)
        if entity is None:
            entity = self._make(name, run.kind, key)
        elif self._is_better(name, entity.name):
            entity.name = name
        entity.aliases.add(" ".join(run.words))
        entity.gender = entity.gender or self._gender(run)
        entity.add_role(run.role)
        return entity

    def _is_better(self, name: str, than: str) -> bool:
        """The longer of one person's two names, but before all the name that is known."""
        if self._known.is_own(than):
            return False
        return self._known.is_own(name) or len(name) > len(than)

    def _canonical(self, name: str) -> str:
        words = name.split()
        while len(words) > 2 and words[-1].lower().rstrip(".") in self.reader.people.suffixes:
            words.pop()
        joined = " ".join(words)
        return self._known.find(joined) or joined

    def _key(self, name: str, kind: str) -> str:
        words = name.casefold().split()
        if kind == PERSON and len(words) > 1:
            return f"{words[0]} {surname(name)}"
        return " ".join(words)

    def _make(self, name: str, kind: str, key: str) -> Entity:
        entity = Entity(name, kind)
        self.entities.append(entity)
        self._by_name[key] = entity
        if kind == PERSON:
            self._by_surname.setdefault(entity.surname, []).append(entity)
            first, *middle = name.casefold().split()[:-1] or [entity.surname]
            self._by_first_name.setdefault(first, []).append(entity)
            for word in middle:
                self._by_middle_name.setdefault(word, []).append(entity)
        return entity

    def _gender(self, run: Run) -> str:
        people, title = self.reader.people, run.honorific
        first = run.words[0].lower() if len(run.words) > 1 else ""
        role = run.role.lower().split()[-1] if run.role else ""
        for word in (title, role):
            if word in people.male_honorifics:
                return "m"
            if word in people.female_honorifics:
                return "f"
        if first in people.male_names:
            return "m"
        return "f" if first in people.female_names else ""

    def _read_acronym(self, text: str, run: Run, entity: Entity) -> None:
        """Ely Ferry Authority (EFA): another name for it, and no person's."""
        if text[run.end : run.end + 2] != " (":
            return
        found = _ACRONYM.match(text, run.end)
        initials = "".join(word[0] for word in run.words if word[0].isupper())
        if found and found.group(1) == initials:
            entity.kind = ORGANISATION
            self._by_name.setdefault(initials.casefold(), entity)

    def _note(self, text: str, run: Run, entity: Entity) -> bool:
        """Remember a mention; whether it is only in passing."""
        before = text[max(0, run.start - _RELATIVE_REACH) : run.start].rsplit(None, 2)
        *_, owner, word = ("", "", *before)
        is_aside = self._is_aside(text, run, owner.lower(), word.lower())
        entity.mentions += 1
        entity.mentions_as_thing += self._is_thing(run, word.lower())
        self.mentions.append(Mention(run.start, entity, is_aside))
        entity.first_mention = min(entity.first_mention, run.start)
        return is_aside

    def _is_aside(self, text: str, run: Run, owner: str, word: str) -> bool:
        """With Ann Lee; her daughter, Ann Lee; Ann Lee's: by the words in front and the end."""
        is_relative = owner in self._owners and word.rstrip(",").isalpha()
        is_owner = text[run.end - 2 : run.end].endswith(_POSSESSIVES)
        return word in self.prepositions or is_relative or is_owner

    def _is_thing(self, run: Run, word: str) -> bool:
        """In Kay Gardens; the Kay Act; KAY GARDENS (Coast Press)"""
        words = self.reader.language.reporting
        is_named = word in words.determiners and not (run.honorific or run.role)
        is_dateline = len(run.words) > 1 and " ".join(run.words).isupper()
        return word in words.place_prepositions or is_named or is_dateline

    def _mention(self, text: str, run: Run) -> None:
        entity = self.find(run)
        if entity is None and run.honorific:
            entity = self._make(" ".join(run.words), PERSON, self._key(run.words[0], PERSON))
            entity.gender = self._gender(run)
        if entity is None:
            return
        self._note(text, run, entity)
        entity.aliases.add(" ".join(run.words))
        if run.honorific:
            entity.gender = entity.gender or self._gender(run)
        entity.add_role(run.role)

    def find(self, run: Run) -> Entity | None:
        """The entity a run means: by full name, by surname, by first name, by known alias."""
        name = " ".join(run.words)
        found = self._by_name.get(self._key(name, run.kind)) or self._by_name.get(name.casefold())
        if found is None and (canonical := self._known.find(name)):
            found = self._by_name.get(self._key(canonical, PERSON)) or self._make(
                canonical, run.kind, self._key(canonical, run.kind)
            )
            found.first_mention = min(found.first_mention, run.start)
        if found is not None or run.kind == ORGANISATION:
            return found
        return self._by_last_word(run)

    def _by_last_word(self, run: Run) -> Entity | None:
        if self.reader.is_demonym(run.words[-1]) and not run.honorific:
            return None
        candidates = self._by_surname.get(surname(run.words[-1]), [])
        gender = self._gender(run)
        near = candidates[-MOST_NAMESAKES:]
        fitting = [one for one in near if one.may_be(gender)]
        if fitting:
            return self._foremost(fitting)
        if len(run.words) > 1:
            return None
        word = run.words[0].casefold()
        namesakes = self._by_first_name.get(word) or self._by_middle_name.get(word, [])
        return namesakes[0] if len(namesakes) == 1 else None

    def namesakes(self, run: Run, found: Entity) -> tuple[Entity, ...]:
        """Whom else a surname alone may mean, the latest first."""
        if len(run.words) > 1:
            return ()
        near = self._by_surname.get(surname(run.words[0]), [])[-MOST_NAMESAKES:]
        return tuple(one for one in reversed(near) if one is not found)

    @staticmethod
    def _foremost(candidates: list[Entity]) -> Entity:
        """Of several with one surname the one whom the article introduces most often, or first."""

        def weight(entity: Entity) -> tuple[int, int]:
            return entity.introductions, -entity.first_mention

        return max(candidates, key=weight)

    def _counterpart(self, role: str, run: Run) -> str:
        """President Lee and his Elian counterpart: the second is a president too."""
        words = role.split()
        if words[-1].lower() not in self.reader.people.counterparts:
            return role
        for spot, other, _ in reversed(self.mentions[-4:-1]):
            office = next((one.split()[-1] for one in other.roles), "")
            if run.start - spot < ROLE_REACH * 2 and office.lower() in self.reader.people.offices:
                return " ".join([*words[:-1], office.lower()])
        return role

    def called(self, name: str) -> Entity | None:
        """The entity with exactly this name."""
        for kind in (PERSON, ORGANISATION):
            if entity := self._by_name.get(self._key(name, kind)):
                return entity
        return None

    def knows(self, surname: str) -> bool:
        """Whether somebody of the article has the surname."""
        return surname.lower() in self._by_surname

    def organisation_called(self, noun: str) -> Entity | None:
        """The only organisation with a word such as "ministry" in its name."""
        fitting = [
            one
            for one in self.entities[:MOST_NAMESAKES]
            if one.kind == ORGANISATION and noun in one.name.lower().split()
        ]
        return fitting[0] if len(fitting) == 1 else None

    def enter_late(self, run: Run, kind: str) -> Entity:
        """An entity for a lone name that turns out to speak ("Facebook said")."""
        entity = self.enter(run._replace(kind=kind))
        entity.first_mention = min(entity.first_mention, run.start)
        return entity

    def find_or_enter(self, run: Run) -> Entity:
        """The entity a run means, made if nobody is called so."""
        return self.find(run) or self.enter_late(run, run.kind)

    def labelled(self, label: str, spot: int) -> Entity:
        """Whom a transcript's label at `spot` means: "LEE" is Ann Lee if the article names her."""
        words = tuple(word.capitalize() if word.isupper() else word for word in label.split())
        words = tuple(
            word for word in words if word.lower().rstrip(".") not in self.reader.office_words
        )
        run = Run(spot, spot + len(label), words or (label,), PERSON)
        return self._by_last_word(run) or self.find_or_enter(run)

    def _add_roles(self, text: str, run: Run, entity: Entity) -> None:
        if entity.kind != PERSON:
            return
        for trait in traits_around(text, run, self.reader):
            known = self._by_trait.setdefault(trait, [])
            if entity not in known[-MOST_NAMESAKES:]:
                known.append(entity)
        for role in roles_around(text, run, self.reader):
            entity.add_role(self._counterpart(role, run))
            if set(role.lower().split()) & self.reader.people.female_honorifics:
                entity.gender = entity.gender or "f"
