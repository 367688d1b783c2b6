"""Whom a noun phrase means in languages with capital nouns, as German.

A name by the directory; "die Ministerin" by what people are; "der 54-Jährige" the man spoken of
last; everybody else by the description itself.
"""

from __future__ import annotations

import string
from collections.abc import Sequence

from claims.text.marks import QUOTES, is_blank
from claims.text.speech.cues import Phrase
from claims.text.speech.directory import Directory, Entity
from claims.text.speech.german.compounds import head_noun, is_plural, nouns_of
from claims.text.speech.german.names import GermanNameReader
from claims.text.speech.german.phrases import PhraseReader
from claims.text.speech.names import ORGANISATION, PERSON, UNNAMED, Run
from claims.text.speech.referents import LONGEST_DESCRIPTION, PRONOUN_REACH, By, Referent, Resolver
from claims.text.speech.tokens import QUOTED, Token

# What stands around a name in quotation marks, which may be doubled.
_MARKS = QUOTES + string.whitespace
# What stands in front of a sentence's first word and its space.
_ENDS = frozenset('.!?…“”«»"\n:')
# An office that nobody is known to hold means somebody of so many sentences before.
OFFICE_REACH = 2


class GermanResolver(Resolver):
    """Turns the subjects of verbs of saying into people of the article."""

    def __init__(self, text: str, directory: Directory, reader: GermanNameReader) -> None:
        super().__init__(text, directory)
        self.names = reader
        self.sources = self.words.source_nouns | self.words.ties
        self.sources |= {source[-1] for source in self.words.sources}
        nouns = nouns_of(self.reader.language)
        self.persons, self.others = nouns.persons, nouns.others
        self.common = nouns.persons | nouns.others

    def resolve(
        self,
        found: Sequence[Token],
        phrase: Phrase,
        before: Sequence[Entity] = (),
        *,
        plain: bool = False,
    ) -> Referent | None:
        """Whom tokens `phrase` mean; `before` are people named earlier in the same sentence."""
        parts = found[phrase.first : phrase.last + 1]
        if len(parts) == 1 and self._is_pronoun(parts[0]):
            return self._pronoun(parts[0], before)
        if parts[-1].word == QUOTED:
            return self._quoted_name(parts[-1])
        phrases = PhraseReader(found, self.reader.language)
        first, last = phrases.head(phrase)
        determined = phrases.is_determined(phrase)
        head = found[first : last + 1]
        is_whole = last == phrase.last
        previous = found[phrase.first - 1].low if phrase.first else ""
        is_source = previous in self.sources
        is_speaker = plain and is_whole and not determined and not is_source
        if named := self._named_in(head, determined=determined, plain=is_speaker):
            return named
        noun = head_noun(head[-1].low.lower(), self.persons)
        article = parts[0].low if determined else ""
        is_one = bool(noun) and not self._is_crowd(head, noun, article, previous)
        if is_one and (meant := self._office_holder(head, noun, article, is_whole=is_whole)):
            return meant
        is_plain = plain and (determined or is_source)
        return self._description(parts, head, noun, article, plain=is_plain)

    def _is_crowd(self, head: Sequence[Token], noun: str, article: str, previous: str) -> bool:
        """nach Angaben der Veranstalter: a genitive of several"""
        if previous not in self.words.source_nouns or article not in self.words.subject_articles:
            return False
        return self._gender(head[-1].low.lower(), noun, article) == "m"

    def _quoted_name(self, token: Token) -> Referent | None:
        """die „Nordzeitung“"""
        is_closed = self.text[token.end - 1] in QUOTES
        name = " ".join(self.text[token.start : token.end].strip(_MARKS).split())
        if not is_closed or is_blank(name):
            return None
        run = Run(token.start, token.end, tuple(name.split()), ORGANISATION)
        entity = self.directory.find_or_enter(run)
        return Referent.of(entity, By.NAME, name)

    def _named_in(self, head: Sequence[Token], *, determined: bool, plain: bool) -> Referent | None:
        span = self._text(head)
        for run in reversed(list(self.reader.runs(self.text, head[0].start, head[-1].end))):
            if run.end < head[-1].end:
                continue
            if len(run.words) == 1 and determined and not run.honorific and run.kind == PERSON:
                continue
            entity = self._entity(run)
            if entity is None and (len(run.words) > 1 or run.honorific or run.kind == ORGANISATION):
                entity = self.directory.enter_late(run, run.kind)
            if entity is None and plain and self._is_new_name(head):
                entity = self.directory.enter_late(run, PERSON)
            if entity is not None:
                return Referent.of(entity, By.NAME, span)
        return None

    def _is_new_name(self, head: Sequence[Token]) -> bool:
        """A lone capital that opens no sentence, and no known noun: "sagte Orlan"."""
        word = head[0]
        opens = word.start == 0 or self.text[word.start - 2 : word.start - 1] in _ENDS
        return len(head) == 1 and not opens and not self.names.is_noun(word.word)

    def _entity(self, run: Run) -> Entity | None:
        """By the name as it stands, or in the genitive ("Orlans")."""
        return self.directory.find(run) or self.directory.find(_without_s(run))

    def _office_holder(
        self, head: Sequence[Token], noun: str, article: str, *, is_whole: bool
    ) -> Referent | None:
        """Who is meant by "die Ministerin" or "der 54-Jährige"."""
        word = head[-1].low.lower()
        if article and article not in self.words.definite:
            return None
        if article == self.words.plural_article and is_plural(word, self.people):
            return None
        gender = self._gender(word, noun, article)
        phrase = self._text(head)
        for office in (word, noun, *sorted(self.people.general_offices.get(noun, ()))):
            if fitting := [one for one in self.directory.holders(office) if one.may_be(gender)]:
                return Referent.of(max(fitting, key=self.focus.rank), By.OFFICE, phrase)
        is_new = noun in self.people.offices or not is_whole
        near = self.focus.people(gender, OFFICE_REACH if is_new else PRONOUN_REACH)
        return Referent.of(near[0], By.OFFICE, phrase) if article and gender and near else None

    def _gender(self, word: str, noun: str, article: str) -> str:
        if noun in self.people.either_nouns:
            if article in self.words.female_articles:
                return "f"
            if article in self.words.subject_articles and word.endswith("n"):  # der 54-Jährigen
                return "f"
            return "m" if article in self.words.male_articles else ""
        return "f" if noun.endswith("in") else "m"

    def _description(
        self, parts: Sequence[Token], head: Sequence[Token], noun: str, article: str, *, plain: bool
    ) -> Referent | None:
        word = head[-1].low.lower()
        known = noun or head_noun(word, self.others)
        source = head_noun(word, self.words.source_nouns)
        if not known and not source and not plain:
            return None
        name = self._plain_name(parts, article)
        if len(name) > LONGEST_DESCRIPTION:
            name = self._plain_name(head, "")
        if source and source != word and len(parts) == 1:
            name = name[: -len(source)].removesuffix("s")
        return Referent(name, UNNAMED, By.DESCRIPTION, name)

    def _plain_name(self, parts: Sequence[Token], article: str) -> str:
        """Without its article, and "Verbands" of "des Verbands" without its ending."""
        first = 1 if article and len(parts) > 1 else 0
        name = " ".join(self._text(parts[first:]).split())
        if article in self.words.genitive_articles:
            word, _, rest = name.partition(" ")
            name = f"{_nominative(word, self.common)} {rest}".strip()
        return name


def _nominative(word: str, nouns: frozenset[str]) -> str:
    """Verband of "Verbands" or "Verbandes", if it is a known noun."""
    low = word.lower()
    for ending in ("es", "s"):
        if low.endswith(ending) and head_noun(low.removesuffix(ending), nouns):
            return word[: -len(ending)]
    return word


def _without_s(run: Run) -> Run:
    *rest, last = run.words
    stem = last[:-1] if last.endswith("s") and len(last) > 3 else last
    return run._replace(words=(*rest, stem))
