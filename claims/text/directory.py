"""Everybody in an article: one entry per person or organisation, found again by any name.

Built once per article from the capitalised runs in it. Full names come first; then the short ones
find them by surname, by title ("Mr. Lee") or by first name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from claims.text.names import (
    ORGANISATION,
    PERSON,
    ROLE_REACH,
    NameReader,
    Run,
    roles_around,
    surname,
)

# Of so many people with one surname, or one office, the last or first are looked at.
MOST_NAMESAKES = 20
MOST_ROLES = 8
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

    def add_role(self, role: str) -> None:
        """Remember what somebody is, once."""
        if role and role not in self.roles and len(self.roles) < MOST_ROLES:
            self.roles.append(role)

    @property
    def surname(self) -> str:
        return surname(self.name)


class Directory:
    """Everybody in an article. Feed it runs with `add`, then ask `find`."""

    def __init__(self, reader: NameReader, known: Mapping[str, str]) -> None:
        self.reader = reader
        self.entities: list[Entity] = []
        self._by_surname: dict[str, list[Entity]] = {}
        self._by_first_name: dict[str, list[Entity]] = {}
        self._by_name: dict[str, Entity] = {}
        self._known = {alias.casefold(): name for alias, name in known.items()}
        self._pending: list[Run] = []
        # (code point, entity) of every mention, ascending once `read` is done.
        self.mentions: list[tuple[int, Entity]] = []
        self._by_office: dict[str, list[Entity]] = {}

    def read(self, text: str, stretches: Iterable[tuple[int, int]]) -> None:
        """Take in the names of an article: full names first, then the short ones."""
        for start, end in stretches:
            for run in self.reader.runs(text, start, end):
                self._take_in(text, run)
        for run in self._pending:
            self._mention(run)
        self.mentions.sort(key=lambda mention: mention[0])
        for entity in self.entities:
            self._index_offices(entity)

    def _index_offices(self, entity: Entity) -> None:
        words = {word for role in entity.roles for word in role.lower().split()}
        for word in self.reader.offices_of(words):
            self._by_office.setdefault(word, []).append(entity)

    def holders(self, office: str) -> list[Entity]:
        """People who hold an office, or one that a general word ("leader") may stand for."""
        general = self.reader.people.general_offices.get(office, frozenset())
        found: list[Entity] = []
        for word in (office, *sorted(general), "counterpart"):
            for entity in self._by_office.get(word, [])[:MOST_NAMESAKES]:
                if entity not in found:
                    found.append(entity)
        return found

    def _take_in(self, text: str, run: Run) -> None:
        if run.kind == PERSON and len(run.words) < 2:
            self._pending.append(run)
            return
        entity = self.enter(run)
        entity.full_mentions.append(run.start)
        self.mentions.append((run.start, entity))
        entity.first_mention = min(entity.first_mention, run.start)
        if len(entity.full_mentions) < 4:
            self._add_roles(text, run, entity)

    def enter(self, run: Run) -> Entity:
        """The entity of a full name, made if it is new."""
        name = self._canonical(" ".join(run.words))
        key = self._key(name, run.kind)
        entity = self._by_name.get(key)
        if entity is None:
            entity = self._make(name, run.kind, key)
        elif len(name) > len(entity.name) and name.casefold() not in self._known.values():
            entity.name = name
        entity.aliases.add(" ".join(run.words))
        entity.gender = entity.gender or self._gender(run)
        entity.add_role(run.role)
        return entity

    def _canonical(self, name: str) -> str:
        words = name.split()
        while len(words) > 2 and words[-1].lower().rstrip(".") in self.reader.people.suffixes:
            words.pop()
        joined = " ".join(words)
        return self._known.get(joined.casefold(), joined)

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
            self._by_first_name.setdefault(name.split()[0].casefold(), []).append(entity)
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

    def _mention(self, run: Run) -> None:
        entity = self.find(run)
        if entity is None and run.honorific:
            entity = self._make(" ".join(run.words), PERSON, self._key(run.words[0], PERSON))
            entity.gender = self._gender(run)
        if entity is None:
            return
        entity.first_mention = min(entity.first_mention, run.start)
        self.mentions.append((run.start, entity))
        entity.aliases.add(" ".join(run.words))
        if run.honorific:
            entity.gender = entity.gender or self._gender(run)
        entity.add_role(run.role)

    def find(self, run: Run) -> Entity | None:
        """The entity a run means: by full name, by surname, by first name, by known alias."""
        name = " ".join(run.words)
        found = self._by_name.get(self._key(name, run.kind)) or self._by_name.get(name.casefold())
        if found is None and name.casefold() in self._known:
            canonical = self._known[name.casefold()]
            found = self._by_name.get(self._key(canonical, PERSON)) or self._make(
                canonical, run.kind, self._key(canonical, run.kind)
            )
        if found is not None or run.kind == ORGANISATION:
            return found
        return self._by_last_word(run)

    def _by_last_word(self, run: Run) -> Entity | None:
        if self.reader.is_demonym(run.words[-1]) and not run.honorific:
            return None
        candidates = self._by_surname.get(surname(run.words[-1]), [])
        gender = self._gender(run)
        near = candidates[-MOST_NAMESAKES:]
        fitting = [one for one in near if not gender or one.gender in ("", gender)]
        if fitting:
            return self._foremost(fitting)
        if len(run.words) == 1:
            namesakes = self._by_first_name.get(run.words[0].casefold(), [])
            return namesakes[0] if len(namesakes) == 1 else None
        return None

    @staticmethod
    def _foremost(candidates: list[Entity]) -> Entity:
        """Of several with one surname the one the article names in full most often, or first."""

        def weight(entity: Entity) -> tuple[int, int]:
            return len(entity.full_mentions), -entity.first_mention

        return max(candidates, key=weight)

    def _counterpart(self, role: str, run: Run) -> str:
        """President Lee and his Elian counterpart: the second is a president too."""
        words = role.split()
        if words[-1].lower() != "counterpart":
            return role
        for spot, other in reversed(self.mentions[-4:-1]):
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
        entity = self.enter(replace(run, kind=kind))
        entity.first_mention = min(entity.first_mention, run.start)
        return entity

    def labelled(self, label: str) -> Entity:
        """Whom a transcript's label means: "LEE" is Ann Lee if the article names her."""
        words = tuple(word.capitalize() if word.isupper() else word for word in label.split())
        words = tuple(word for word in words if word.lower().rstrip(".") not in self._titles)
        run = Run(0, 0, words or (label,), "", "", PERSON)
        return self._by_last_word(run) or self.find(run) or self.enter_late(run, PERSON)

    @property
    def _titles(self) -> frozenset[str]:
        return self.reader.people.honorifics | self.reader.people.offices

    def _add_roles(self, text: str, run: Run, entity: Entity) -> None:
        if entity.kind != PERSON:
            return
        for role in roles_around(text, run, self.reader):
            entity.add_role(self._counterpart(role, run))
            if set(role.lower().split()) & self.reader.people.female_honorifics:
                entity.gender = entity.gender or "f"
