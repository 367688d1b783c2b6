"""Names in languages that write every noun with a capital, as German does.

A capital alone makes no name there. A run is a person's by a known first name ("Anna Orlan"), by
what stands in front of it ("Landwirt Nadim Orlan", "Frau Orlan"), or because neither of its two
words looks like a noun; a single word only repeats the name of somebody named in full elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from claims.text.languages.base import Language
from claims.text.speech.german.compounds import LONGEST_WORD, head_noun, nouns_of
from claims.text.speech.names import LONGEST_NAME, ORGANISATION, PERSON, NameReader, Run

# How far back, in code points, the word before a run is looked for.
_BEFORE_REACH = 30
# "neue", "neuen": an adjective, as a sentence's first word or in front of a noun.
_OPENING_ENDINGS = ("e", "en", "er", "es", "em")
_ADJECTIVE_ENDINGS = ("en", "er", "es", "em")
_PASTS = ("ten", "ben", "hen")


@lru_cache(maxsize=20_000)
def _is_noun(low: str, language: Language) -> bool:
    people = language.people
    if low in people.name_stops or low in people.calendar:
        return True
    return low.endswith(people.noun_endings) or bool(head_noun(low, nouns_of(language).common))


class GermanNameReader(NameReader):
    """Finds names among capitalised nouns."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        people, words = self.people, language.reporting
        self.first_names = people.male_names | people.female_names
        nouns = nouns_of(language)
        self.persons, self.particles = nouns.persons, nouns.particles
        self.opening |= words.subordinators | words.male | words.female | words.relative

    def runs(self, text: str, start: int, end: int) -> Iterator[Run]:
        """The names between two offsets, in order."""
        for match in self.pattern.finditer(text, start, end):
            words, at = match.group().replace("\xa0", " ").split(" "), match.start()
            for part in self._parts(words):
                yield from self._read_part(text, start, part, at)
                at += sum(map(len, part)) + len(part)

    def offices_of(self, words: set[str]) -> set[str]:
        """The offices among words: compounds count as themselves and as their last part."""
        heads = {word: head_noun(word, self.persons) for word in words}
        return {name for word, head in heads.items() if head for name in (word, head)}

    def is_office(self, word: str) -> bool:
        """Whether a word in lower case names what somebody is."""
        return bool(head_noun(word, self.persons))

    def is_noun(self, word: str) -> bool:
        """Whether a capitalised word is a noun and no name, as far as one can see."""
        return _is_noun(word.lower().rstrip("."), self.language)

    def is_first_name(self, word: str) -> bool:
        """Whether it is a first name ("Anna", "Karl-Heinz") or an initial ("K.")."""
        low = word.lower()
        if low in self.first_names or (len(word) == 2 and word[1] == "."):
            return True
        return "-" in low and low.partition("-")[0] in self.first_names

    def _parts(self, words: Sequence[str]) -> Iterator[list[str]]:
        """Cut where a particle joins no name: "Kinder von Eltern", but "Ida von Orlan"."""
        part: list[str] = []
        for word in words:
            if word in self.particles and part and part[-1] not in self.particles:
                last = part[-1]
                title = last.lower().rstrip(".") in self.people.honorifics
                if not (self.is_first_name(last) or title):
                    yield part
                    part = []
            part.append(word)
        yield part

    def _read_part(self, text: str, begin: int, words: list[str], start: int) -> Iterator[Run]:
        opens = start == begin
        first, last = 0, len(words)
        while first < last and (self._only_opens(words[first]) or words[first] in self.particles):
            start += len(words[first]) + 1
            first += 1
        while first < last and words[last - 1].lower() in self.people.calendar:
            last -= 1
        words = words[first:last]
        if not words or len(words) > 2 * LONGEST_NAME or max(map(len, words)) > LONGEST_WORD:
            return
        end = start + sum(map(len, words)) + len(words) - 1
        if len(words) == 1:
            yield from self._read_word(text, start, words[0])
            return
        cut = self._cut(words)
        role, name = words[:cut], words[cut:]
        if len(name) > LONGEST_NAME:
            return
        if not self._is_person(text, start, role, name, opens=opens):
            if self.is_organisation(words):
                yield Run(start, end, tuple(self._without_maker(words)), ORGANISATION)
            return
        plain = " ".join(word for word in role if not self._is_title(word))
        yield Run(start, end, tuple(name), PERSON, plain, self._honorific(role, name))

    def _read_word(self, text: str, start: int, word: str) -> Iterator[Run]:
        """A word alone: an acronym, a first name, or what may be somebody's surname."""
        if self._is_determiner(self._word_before(text, start)) and not self._is_acronym(word):
            return  # the fisher, and no Mr Fischer
        low, honorific = word.lower(), ""
        if low in self.first_names and not self._has_article(text, start):
            honorific = self._title_of(is_female=low in self.people.female_names)
        kind = ORGANISATION if self._is_acronym(word) else PERSON
        yield Run(start, start + len(word), (word,), kind, honorific=honorific)

    def _title_of(self, *, is_female: bool) -> str:
        people = self.people
        return min(people.female_honorifics if is_female else people.male_honorifics)

    def _cut(self, words: Sequence[str]) -> int:
        """Where the name begins: at the first name, or behind the last noun."""
        for index, word in enumerate(words[:-1]):
            if self.is_first_name(word):
                return index
        nouns = [index for index, word in enumerate(words[:-1]) if self.is_noun(word)]
        if nouns:
            return nouns[-1] + 1
        return max(0, len(words) - 2)

    def _is_person(
        self, text: str, start: int, role: Sequence[str], name: Sequence[str], *, opens: bool
    ) -> bool:
        if len(name) > 1 and self.is_first_name(name[0]):
            return not self._is_company(name[-1])
        if any(self._is_acronym(word) or self._is_company(word) for word in name):
            return False
        if role:
            last = role[-1].lower().rstrip(".")
            is_speaking = self._is_title(role[-1]) or self.is_office(last)
            return is_speaking and (not self.is_noun(name[-1]) or self._may_be_surname(name[-1]))
        if self.is_noun(name[-1]) or self.is_noun(name[0]):
            return False
        if opens and name[0].endswith(_OPENING_ENDINGS):
            return False
        return not self._has_article(text, start)

    def _may_be_surname(self, word: str) -> bool:
        """Fischer, Bauer: a man's trade"""
        low, people = word.lower(), self.people
        trade = head_noun(low, self.persons)
        is_man = bool(trade) and not trade.endswith("in") and trade not in people.either_nouns
        return is_man and low not in people.group_nouns

    @staticmethod
    def _word_before(text: str, start: int) -> str:
        before = text[max(0, start - _BEFORE_REACH) : start]
        return before[:-1].rpartition(" ")[2] if before.endswith(" ") else ""

    def _is_determiner(self, word: str) -> bool:
        low, words = word.lower(), self.language.reporting
        return low in words.determiners or low in words.possessives

    def _has_article(self, text: str, start: int) -> bool:
        """the … Orlan Weiss: behind an article or an adjective stands a noun first."""
        word = self._word_before(text, start)
        if self._is_determiner(word):
            return True
        return word.islower() and word.endswith(_ADJECTIVE_ENDINGS) and not word.endswith(_PASTS)

    def _is_title(self, word: str) -> bool:
        return word.lower().rstrip(".") in self.people.honorifics

    @staticmethod
    def _is_acronym(word: str) -> bool:
        return len(word) > 1 and word.isupper() and "." not in word

    def _is_company(self, word: str) -> bool:
        return word.lower() in self.people.organisation_words and not self.is_first_name(word)

    def is_organisation(self, words: Iterable[str]) -> bool:
        """Whether some capitalised words name an organisation: "Stadtwerke Orlan"."""
        known = self.people.organisation_words
        return any(self._is_acronym(word) or head_noun(word.lower(), known) for word in words)

    def _without_maker(self, words: Sequence[str]) -> Sequence[str]:
        """Chiphersteller Orlan AG: what it makes is no part of the name."""
        is_maker = self.is_office(words[0].lower()) and len(words) > 1
        return words[1:] if is_maker else words

    def _honorific(self, role: Sequence[str], name: Sequence[str]) -> str:
        """What tells the sex of a person: the title, or else the office in front of the name."""
        for word in role:
            if self._is_title(word):
                return word.lower().rstrip(".")
        if not role or (len(name) > 1 and name[0].lower() in self.first_names):
            return ""
        office = head_noun(role[-1].lower(), self.persons)
        if office in self.people.either_nouns:
            return ""
        return self._title_of(is_female=office.endswith("in"))
