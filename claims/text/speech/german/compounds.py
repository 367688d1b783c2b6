"""What a compound noun is, by its last part: a "Verkehrsministerin" is a "ministerin"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from claims.text.languages.base import Language, People

# Shorter last parts, in letters, say nothing: "Tonne" is no "Ne".
SHORTEST_PART = 3
# Shorter nouns, in letters, end too many names ("Eckart" is no "Art").
LONG_NOUN = 5
# Longer words, in letters, are no language.
LONGEST_WORD = 50


@dataclass(frozen=True, slots=True)
class Nouns:
    """A language's nouns by whom they stand for, in lower case."""

    persons: frozenset[str]
    others: frozenset[str]  # groups, organisations, documents
    speaking: frozenset[str]  # persons, groups and organisations
    common: frozenset[str]  # all that are no names
    particles: frozenset[str]  # "von", "der" of "von der"


@lru_cache(maxsize=64)
def nouns_of(language: Language) -> Nouns:
    """The nouns of a language."""
    people = language.people
    persons = people.person_nouns | people.offices | frozenset(people.general_offices)
    organisations = people.group_nouns | people.organisation_nouns
    others = organisations | people.document_nouns
    return Nouns(
        persons,
        others,
        persons | organisations,
        persons
        | others
        | people.honorifics
        | language.reporting.source_nouns
        | {noun for noun in people.name_stops if len(noun) >= LONG_NOUN},
        frozenset(part for one in people.particles for part in one.split()),
    )


def is_plural(noun: str, people: People) -> bool:
    """Whether "die" in front of a noun in lower case makes several of it ("die Mitarbeiter")."""
    if head_noun(noun, people.either_nouns) or head_noun(noun, people.organisation_nouns):
        return False
    office = head_noun(noun, people.person_nouns) or head_noun(noun, people.offices)
    return not office.endswith("in") if office else bool(head_noun(noun, people.group_nouns))


@lru_cache(maxsize=20_000)
def head_noun(word: str, nouns: frozenset[str]) -> str:
    """The longest of `nouns` that `word` (in lower case) is or ends with; "" for none."""
    if word in nouns:
        return word
    if len(word) > LONGEST_WORD:
        return ""
    behind_hyphen = word.rpartition("-")[2]
    if behind_hyphen in nouns:
        return behind_hyphen
    for cut in range(2, len(word) - SHORTEST_PART + 1):
        if word[cut:] in nouns:
            return word[cut:]
    return ""
