"""Names in a text: capitalised runs, taken apart into title, role and name.

Which of them are one person is the business of `directory`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from claims.text.languages.base import Language
from claims.text.marks import ACCENTS

PERSON = "person"
ORGANISATION = "organisation"
UNNAMED = "unnamed"

_LATIN_EXTENDED = "".join(filter(str.isupper, map(chr, range(0x100, 0x180))))
_UPPER = f"A-ZÀ-ÖØ-ÞА-ЯЀ-ЏΑ-Ω{_LATIN_EXTENDED}"
_CAPITAL = rf"(?:(?:al|el|ad|ash|bin)-)?[{_UPPER}]"
_WORD = rf"{_CAPITAL}[\w’'&{ACCENTS}-]*"
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_ARTICLE = re.compile(r"^(?:al|el|ad|ash)-")
_WORDS = re.compile(r"[^ \xa0]+")
# Runs longer than these many words are headlines in capitals, not names.
LONGEST_NAME = 5


class Run(NamedTuple):
    """A run of capitalised words, code points `start` to `end`, taken apart."""

    start: int
    end: int
    words: tuple[str, ...]  # the name alone
    kind: str
    role: str = ""  # "Russian President" in front of it
    honorific: str = ""


def surname(name: str) -> str:
    """The last word of a name, in lower case and without an Arabic article."""
    last = name.split()[-1].lower()
    return _ARTICLE.sub("", last) if "-" in last else last


def bare(word: str) -> str:
    """A word without the possessive ending."""
    if "'" not in word and "’" not in word:
        return word
    return _POSSESSIVE.sub("", word)


class NameReader:
    """Finds and takes apart capitalised runs by the words of a language."""

    def __init__(self, language: Language) -> None:
        people = language.people
        self.people = people
        self.language = language
        titles = "|".join(sorted(word.capitalize() for word in people.honorifics)) or "(?!)"
        particles = "|".join(sorted(people.particles)) or "(?!)"
        dotted = rf"(?:(?:{titles}|Jr|Sr)\.|(?:[{_UPPER}]\.){{1,3}}|{_WORD})"
        nickname = rf"[“\"][{_UPPER}]\w*[”\"] "
        small = rf"(?:(?:{particles}|of|the)[ \xa0]){{0,2}}"
        further = rf"(?:[ \xa0](?:{nickname}|{small}){dotted})*"
        self.pattern = re.compile(rf"\b(?={_CAPITAL}){dotted}{further}")
        self._lands = frozenset(land for land in people.demonyms.values() if " " in land)
        self.office_words = people.offices | people.honorifics
        words = language.reporting
        self.verbs = words.say | words.state | words.act
        opening = words.prepositions | words.determiners | words.conjunctions
        opening |= words.possessives | words.adverbs
        self.small = opening | words.auxiliaries | words.relative
        self.opening = opening | language.starters | people.calendar | people.name_openings

    def runs(self, text: str, start: int, end: int) -> Iterator[Run]:
        """The runs between two offsets, in order; "Fox News's Ed Lee" gives two."""
        for match in self.pattern.finditer(text, start, end):
            found, at = match.group(), match.start()
            words = _WORDS.findall(found)
            if "'" not in found and "’" not in found:
                if run := self._take_apart(words, at, match.end()):
                    yield run
                continue
            last = len(words) - 1
            first = 0
            for index, word in enumerate(words):
                if index == last or bare(word) != word:
                    part = words[first : index + 1]
                    size = sum(map(len, part)) + len(part) - 1
                    if run := self._take_apart(part, at, at + size):
                        yield run
                    at += size + 1
                    first = index + 1

    def _take_apart(self, words: list[str], start: int, end: int) -> Run | None:
        """The name, role and honorific in some capitalised words, if a name is left of them."""
        words = [*words[:-1], bare(words[-1])]
        if len(words) > 2:
            words = [word for word in words if word[0] not in '“"']
        first, last = 0, len(words)
        while first < last and self._only_opens(words[first]):
            start += len(words[first]) + 1
            first += 1
        while first < last and words[last - 1].lower() in self.people.calendar:
            last -= 1
        words = words[first:last]
        if len(words) > 3 and " ".join(words[:2]).lower() in self._lands:
            start += len(words[0]) + len(words[1]) + 2  # ambassador to the United States Ann Lee
            words = words[2:]
        if "of" in words:
            return self._with_of(words, start, end)
        if not words or len(words) > 2 * LONGEST_NAME:
            return None
        return self._with_role(words, start, end)

    def _only_opens(self, word: str) -> bool:
        """ "When", "Monday": capitals of a sentence's first words. "WHO" is a name."""
        return word.lower() in self.opening and not (len(word) > 1 and word.isupper())

    def _with_of(self, words: list[str], start: int, end: int) -> Run | None:
        """Secretary of State John Lee; Bank of Ely; Ann Lee of Ely."""
        at = words.index("of")
        left, right = words[:at], [word for word in words[at + 1 :] if word != "the"]
        if not left or not right:
            return None
        if self.is_organisation(left):
            return Run(start, end, tuple(words), ORGANISATION)
        if left[-1].lower() not in self.people.offices:
            size = sum(map(len, left)) + len(left) - 1
            return self._with_role(left, start, start + size)
        if len(right) > 2:
            return Run(start, end, tuple(words[-2:]), PERSON, role=" ".join(words[:-2]))
        return None

    def _with_role(self, words: list[str], start: int, end: int) -> Run | None:
        if words[-1].lower() in self.people.group_nouns or self._is_role(words):
            return None
        titles = [index for index, word in enumerate(words[:-1]) if self._is_title(word)]
        cut = titles[-1] + 1 if titles else 0
        kind = ORGANISATION if self.is_organisation(words) else PERSON
        if cut and kind == ORGANISATION and not self.is_organisation(words[cut:]):
            kind = PERSON  # Police Chief Ann Lee
        if kind == ORGANISATION:
            cut = 0
        elif cut == 0 and len(words) > 2 and self.is_demonym(words[0]):
            cut = 1
        name = tuple(words[cut:])
        if len(name) > LONGEST_NAME:
            return None
        if not cut:
            return Run(start, end, name, kind)
        role = " ".join(word for word in words[:cut] if not self._is_honorific(word))
        return Run(start, end, name, kind, role, words[cut - 1].lower().rstrip("."))

    def _is_title(self, word: str) -> bool:
        """Mr., President, Co-Founder, ex-mayor"""
        low = word.lower().rstrip(".")
        return low in self.office_words or (
            "-" in low and low.split("-")[-1] in self.people.offices
        )

    def _is_role(self, words: list[str]) -> bool:
        """Afghan Ambassador; not Larry King"""
        last, rest = words[-1].lower(), words[:-1]
        return last in self.people.offices and all(
            self.is_demonym(word) or word.lower() in self.people.offices for word in rest
        )

    def _is_honorific(self, word: str) -> bool:
        return word.lower().rstrip(".") in self.people.honorifics and (
            word.endswith(".") or word.lower() not in self.people.offices
        )

    def is_trait(self, word: str) -> bool:
        """Whether a word beside a name may be what its bearer is: no verb, no small word."""
        is_other = word in self.small or word in self.verbs or word.endswith(("ed", "ing"))
        return word.islower() and not is_other

    def is_office(self, word: str) -> bool:
        """Whether a word in lower case names what somebody is."""
        return word in self.people.offices

    def offices_of(self, words: set[str]) -> set[str]:
        """The offices among the words of a role."""
        return words & self.people.offices

    def is_demonym(self, word: str) -> bool:
        return bare(word).lower() in self.people.demonyms

    def is_organisation(self, words: Iterable[str]) -> bool:
        """Whether the words name an organisation: "Labour Party", "NATO"."""
        listed = [word.rstrip(".") for word in words]
        if any(word.lower() in self.people.organisation_words for word in listed):
            return True
        if listed and self._is_place(listed):
            return True
        return len(listed) == 1 and len(listed[0]) > 1 and listed[0].replace(".", "").isupper()

    def _is_place(self, words: Sequence[str]) -> bool:
        """New Ely, Ely County"""
        first, last = words[0].lower(), words[-1].lower()
        return first in self.people.place_openings or last in self.people.place_endings
