"""Cues of languages whose verb stands second, as in German: the subject is on either side of it.

"Lee sagte, …", "Gestern sagte Lee, …", "„…“, sagte Lee", "wie Lee sagte"; verbs in two parts
("teilte Lee mit", "hat Lee gesagt").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from claims.text.languages.base import Language, Reporting
from claims.text.speech.cues import Cue, Phrase, Strength
from claims.text.speech.german.phrases import PhraseReader
from claims.text.speech.german.quoted_names import as_capitals
from claims.text.speech.german.sources import SourceReader
from claims.text.speech.tokens import QUOTED, Token, TokenReader

# So far behind a verb, in tokens, stands its second part ("teilte … mit", "hat … gesagt").
PART_REACH = 25
# So far behind a verb stands what makes a statement of it.
COMPLEMENT_REACH = 14
# So many phrases may stand between a verb and the subject behind it ("sagte am Montag Lee").
MOST_BETWEEN = 3

_VERB_ENDINGS = ("t", "te", "ten", "en")


def cues(found: Sequence[Token], language: Language) -> list[Cue]:
    """Every cue of a sentence, the likelier of two subjects of one verb first."""
    return CueFinder(as_capitals(found, language), language).cues()


def subjects(found: Sequence[Token], language: Language) -> list[Phrase]:
    """Whom the sentence may be about, likeliest first."""
    return list(PhraseReader(found, language).subjects())


@lru_cache(maxsize=64)
def _telling(words: Reporting) -> frozenset[str]:
    """The words of a language that may make a cue."""
    single = words.say | words.state | words.act | words.hearsay | words.thus | words.perfect
    single |= words.passive | words.sources_behind | words.source_prepositions
    return single | {source[0] for source in words.sources} | {*words.separable, *words.light}


class CueFinder(TokenReader):
    """The cues of one sentence."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        super().__init__(found)
        self.words = language.reporting
        self.phrases = PhraseReader(found, language)
        self.sources = SourceReader(self.phrases)

    @cached_property
    def starts(self) -> list[int]:
        """For every token the first one of its clause."""
        return list(_clause_starts(self.tokens))

    @cached_property
    def first_report(self) -> int:
        """The first token in the mood of reports, behind the last for none."""
        found = (index for index, token in enumerate(self.tokens) if self._reports(token))
        return next(found, len(self.tokens))

    def cues(self) -> list[Cue]:
        """Every cue; without one the subject of what stands before a colon or reported clause."""
        told = _telling(self.words)
        found = [
            cue
            for index, token in enumerate(self.tokens)
            if token.low in told
            for cue in self._cues_at(index)
        ]
        return found or list(self._behind_quotation()) or list(self._of_its_subject())

    def _cues_at(self, index: int) -> Iterator[Cue]:
        yield from self.sources.at(index, self.starts[index])
        if self.tokens[index].is_name and index:
            return
        if self._has_participle(index):
            yield from self._verb(index, Strength.SAY)
        else:
            yield from self._verb(index, self._strength(index))

    def _has_participle(self, index: int) -> bool:
        """hat … gesagt, hat Bedauern … geäußert, wird … zitiert"""
        words, low = self.words, self.low(index)
        if low not in words.perfect and low not in words.passive:
            return False
        said = words.participles if low in words.perfect else words.cited
        for at in range(index + 1, min(index + PART_REACH, len(self.tokens))):
            participle = self.low(at)
            if (participle in said or participle in words.light) and self._ends_clause(at):
                between = {token.low for token in self.tokens[index + 1 : at]}
                if participle in said:
                    return not between & words.unless.get(participle, frozenset())
                return low in words.perfect and bool(between & words.light[participle])
            if self.tokens[at].word == ";":
                break
        return False

    def _ends_clause(self, index: int) -> bool:
        return self.is_mark(index + 1) or self.low(index + 1) in self.words.conjunctions

    def _strength(self, index: int) -> Strength | None:
        low, words = self.low(index), self.words
        if particles := words.separable.get(low):
            for at in range(index + 1, min(index + PART_REACH, len(self.tokens))):
                if self.low(at) in particles and self._ends_clause(at):
                    return Strength.SAY
                if self.tokens[at].word == ";":
                    break
        if low in words.say:
            return Strength.SAY
        if low in words.state and (self._states(index) or self._is_as_clause(index)):
            return Strength.STATE
        if self._has_behind(index, words.light.get(low, frozenset())):
            return Strength.ACT
        is_deed = self._has_behind(index, words.unless.get(low, frozenset()))
        return Strength.ACT if low in words.act and not is_deed else None

    def _has_behind(self, index: int, telling: frozenset[str]) -> bool:
        """äußerte … Bedauern; verurteilte … zu fünf Jahren"""
        if not telling:
            return False
        return any(self.low(at) in telling for at in range(index + 1, index + COMPLEMENT_REACH))

    def _states(self, index: int) -> bool:
        """Whether a quotation, "dass" or a reported clause makes a statement of the verb."""
        if self._is_behind_quotation(index):
            return True
        if self.word(index - 1) == "," and self.first_report < index:
            return True
        behind_comma = False
        for token in self.tokens[index + 1 : index + COMPLEMENT_REACH]:
            if token.word in (QUOTED, ":"):
                return True
            if behind_comma and (token.low in self.words.that or self._reports(token)):
                return True
            behind_comma = behind_comma or token.word == ","
        return False

    def _reports(self, token: Token) -> bool:
        low = token.low
        return low in self.words.subjunctive or low in self.words.weak_subjunctive

    def _is_behind_quotation(self, index: int) -> bool:
        return QUOTED in (self.word(index - 1), self.word(index - 2))

    def _verb(self, index: int, strength: Strength | None) -> Iterator[Cue]:
        if strength is None or self._is_negated(index):
            return
        plain = strength is Strength.SAY
        if self._is_as_clause(index):
            strength = Strength.SOURCE
        for phrase in self._subjects_of(index, strength):
            if self._is_plural(index) and self.low(phrase.first) in self.words.female:
                continue  # sagten sie: several
            if self.phrases.is_plural(phrase) and not self._is_plural(index):
                continue  # sagte … die Mitarbeiter: several do not speak with one's verb
            yield Cue(index, phrase, strength, plain=plain)

    def _is_plural(self, index: int) -> bool:
        return self.low(index).endswith("en")

    def _is_as_clause(self, index: int) -> bool:
        """wie Lee meldete"""
        return self.low(self.starts[index]) in self.words.as_words

    def _is_negated(self, index: int) -> bool:
        """sagte nichts; sagte Lee nicht"""
        return any(self.low(at) in self.words.negations for at in range(index + 1, index + 3))

    def _subjects_of(self, index: int, strength: Strength) -> Iterator[Phrase]:
        """Subjects of the verb at `index`, the likeliest first."""
        start = self.starts[index]
        if start < index and self.low(start) in self.words.as_words:
            if phrase := self.phrases.at(self.phrases.skip_adverbs(start + 1)):
                yield phrase
            return
        if start < index and self._is_subordinate(start, index):
            return
        if start == index:
            yield from self._of_first_verb(index, strength)
            return
        if self.low(index - 1) in self.words.conjunctions:
            yield from self._first_subject()
            return
        left = self._left(start, index)
        right = self._right(index)
        is_left = left and self._is_subject(left)
        yield from (one for one in ((left, right) if is_left else (right, left)) if one)

    def _is_subject(self, phrase: Phrase) -> bool:
        return self.low(phrase.first) in self.words.subject_articles or (
            self.phrases.may_speak(phrase)
        )

    def _is_subordinate(self, start: int, verb: int) -> bool:
        low = self.low(start)
        if low in self.words.subordinators:
            return True
        is_relative = low in self.words.relative and self.word(start - 1) == ","
        return is_relative and self.is_mark(verb + 1)

    def _of_first_verb(self, index: int, strength: Strength) -> Iterator[Phrase]:
        """„…“, sagte Lee; Lee, die …, sagte; Lee lobte …, warnte aber …"""
        if not index:
            return
        yield from self._before_insertion(index)
        is_plain = strength is Strength.SAY or self._is_behind_quotation(index)
        if is_plain or self.first_report < index:
            right = self._right(index)
            if right and (is_plain or self.phrases.may_speak(right)):
                yield right
        yield from self._first_subject()

    def _before_insertion(self, index: int) -> Iterator[Phrase]:
        if self.word(index - 1) != "," and not self.tokens[index - 1].is_dash:
            return
        phrase = next(self._first_subject(), None)
        if phrase is None or not self.phrases.may_speak(phrase):
            return
        after = self.phrases.behind(phrase)
        if after < index - 1 and self.word(after) == self.word(index - 1):
            yield self.phrases.with_name(phrase)

    def _first_subject(self) -> Iterator[Phrase]:
        """The phrase that opens the sentence, if it can be a subject."""
        start = 0
        while start < len(self.tokens) and not self.tokens[start].is_word:
            start += 1
        phrase = self._opening(self.phrases.skip_adverbs(start))
        if phrase:
            yield phrase

    def _opening(self, index: int) -> Phrase | None:
        if self.low(index) in self.words.oblique:
            return None
        return self.phrases.at(index)

    def _left(self, start: int, verb: int) -> Phrase | None:
        """The subject in front of the verb, which may have places and times between."""
        phrase = self._opening(self.phrases.skip_adverbs(start))
        if phrase is None:
            return None
        at = self.phrases.behind(phrase)
        while at < verb:
            if self.low(at) in self.words.adverbs:
                at += 1
            elif self.low(at) in self.words.prepositions:
                at = self.phrases.behind_preposition(at)
            else:
                return None
        return phrase if at == verb else None

    def _right(self, index: int) -> Phrase | None:
        """The subject behind the verb: "sagte am Montag der Minister"."""
        at = index + 1
        for _ in range(MOST_BETWEEN):
            at = self.phrases.skip_adverbs(at)
            if self.is_mark(at):
                return None
            if self.low(at) in self.words.prepositions:
                at = self.phrases.behind_preposition(at)
            elif self.low(at) in self.words.oblique or self._is_day(at):
                phrase = self.phrases.at(at)
                at = phrase.last + 1 if phrase else at + 1
            elif phrase := self.phrases.at(at):
                return self.phrases.with_name(phrase)
            else:
                at += 1
        return None

    def _is_day(self, index: int) -> bool:
        return self.low(index) in self.phrases.people.calendar

    def _behind_quotation(self) -> Iterator[Cue]:
        """„…“, freut sich Lee: any verb will do right behind a quotation."""
        for index in range(1, len(self.tokens)):
            token = self.tokens[index]
            if not token.is_word or token.is_name or not self._is_behind_quotation(index):
                continue
            right = self._right(index) if token.low.endswith(_VERB_ENDINGS) else None
            if right and self.phrases.may_speak(right):
                yield Cue(index, right, Strength.STATE)

    def _of_its_subject(self) -> Iterator[Cue]:
        """Lee gab sich gelassen: „…“; Lee ist sicher, die Stadt habe …"""
        for index, token in enumerate(self.tokens[:-1]):
            colon = token.word == ":" and (
                self.word(index + 1) == QUOTED or self._reported_behind(index)
            )
            if index and (colon or (token.word == "," and self._reported_behind(index))):
                if self.first_report > index:
                    for phrase in self.phrases.subjects():
                        if phrase.last < index:
                            yield Cue(index, phrase, Strength.ACT)
                return

    def _reported_behind(self, index: int) -> bool:
        """Whether a clause in the mood of reported speech follows the mark at `index`."""
        if self.low(index + 1) in self.words.subordinators:
            return False
        for token in self.tokens[index + 1 : index + COMPLEMENT_REACH]:
            if token.low in self.words.subjunctive:
                return True
            if token.word in (",", ";", ":", "."):
                return False
        return False


def _clause_starts(found: Sequence[Token]) -> Iterator[int]:
    """For every token the first one of its clause."""
    start = 0
    for index, token in enumerate(found):
        yield start
        if token.parts_clauses:
            start = index + 1
