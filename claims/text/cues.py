"""Cues: verbs of saying with their subjects, "according to", "in X's words"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.text.languages.base import Language
from claims.text.phrases import Phrase, PhraseReader
from claims.text.tokens import QUOTED, Token

# Within so many tokens behind a verb stands what makes a statement of it ("that", a quotation).
COMPLEMENT_REACH = 9
# “…,” the mayor of Ely interjected: so far behind a quotation its verb may stand.
VERB_REACH = 10

_BE = frozenset("is was are were be been being am 's".split())
_PLAIN = frozenset("said says say told tells tell added wrote writes noted".split())
# Verbs that are nouns as often: what follows tells.
_NOUNS_TOO = frozenset(
    "claims reports notes states calls charges points hopes fears asks demands estimates tweets "
    "report promises claim note "
    "stress call hope fear pledges claim issues releases expects answers".split()
)
_NOT = frozenset(
    "haven't hasn't didn't don't doesn't won't wouldn't couldn't can't not never".split()
)
# “…,” Mr. Lee, 82, told me: these are told, and do not tell.
_OBJECTS = frozenset("me us him them".split())
# As Lee put it, “…”: says nothing without a quotation.
_BESIDE_QUOTATION = frozenset({"put", "puts"})
# "began by saying": the verbs that state something even behind "by".
_BY = frozenset("saying telling noting adding wondering stating arguing".split())


class Strength(StrEnum):
    """How a cue makes a statement."""

    SAY = "say"
    STATE = "state"
    ACT = "act"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying (token `verb`) with the phrase that says who."""

    verb: int
    subject: Phrase
    strength: Strength
    inverted: bool = False  # "said Lee"
    participle: bool = False  # "…, saying that": the subject is the sentence's own
    plain: bool = False  # "said": takes any subject
    loose: bool = False  # no verb of saying: only the quotation beside it makes it one


class CueFinder:
    """The cues of one sentence."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        self.tokens = found
        self.words = language.reporting
        self.phrases = PhraseReader(found, language)

    def cues(self) -> list[Cue]:
        """Every cue, verbs first, in their order."""
        found = list(self._verbs())
        finite = next((i for i, cue in enumerate(found) if not cue.participle), len(found))
        found[finite:] = [cue for cue in found[finite:] if not cue.participle]
        found += self._in_words_of()
        for fallback in (self._behind_quotation, self._by, self._signed, self._before_colon):
            if found:
                break
            found = list(fallback())
        return found

    def _verbs(self) -> Iterator[Cue]:
        words = self.words
        for index, token in enumerate(self.tokens):
            low = token.low
            for source in words.sources:
                if low == source[0] and self._follows(index, source):
                    yield from self._source(index + len(source) - 1)
            is_verb = low in words.say or low in words.state or low in words.act
            if (is_verb or low in words.light) and (cue := self._verb(index)):
                yield cue

    def _follows(self, index: int, source: tuple[str, ...]) -> bool:
        return tuple(token.low for token in self.tokens[index : index + len(source)]) == source

    def _source(self, index: int) -> Iterator[Cue]:
        if phrase := self.phrases.phrase_at(index + 1):
            phrase = self.phrases.with_apposition(phrase)
            yield Cue(index, phrase, Strength.SOURCE, inverted=True, plain=True)

    def _in_words_of(self) -> Iterator[Cue]:
        """In Lee's words, …"""
        for index, token in enumerate(self.tokens[:-2]):
            if token.low != "in":
                continue
            for after in range(index + 2, min(index + 6, len(self.tokens))):
                if self.tokens[after].low in self.words.words_nouns:
                    if self.tokens[after - 1].is_possessive:
                        owner = Phrase(index + 1, after - 1)
                        yield Cue(after, owner, Strength.SOURCE, inverted=True)
                    break

    def _verb(self, index: int) -> Cue | None:
        token = self.tokens[index]
        if token.is_name and index and self.tokens[index - 1].word not in (".", ":"):
            return None
        strength = self._strength(index)
        if strength is None or self._is_passive(index) or self._is_noun(index):
            return None
        if self._low_at(index + 1) == "from":
            return None  # reported from Ely
        plain = token.low in _PLAIN
        if right := self._subject_right(index):
            return Cue(index, right, strength, inverted=True, plain=plain)
        if token.low.endswith("ing") and not self._has_auxiliary(index):
            return self._participle(index, strength)
        left = self.phrases.before(index)
        return Cue(index, left, strength, plain=plain) if left else None

    def _low_at(self, index: int) -> str:
        return self.tokens[index].low if index < len(self.tokens) else ""

    def _participle(self, index: int, strength: Strength) -> Cue | None:
        before = self.tokens[index - 1] if index else None
        if before is None:
            return None
        is_allowed = before.low == "by" and self.tokens[index].low in _BY
        if before.low in self.words.prepositions and not is_allowed:
            return None
        is_day = before.low in self.phrases.people.calendar
        if before.is_name and not is_day and (near := self.phrases.before(index)):
            return Cue(index, near, strength)
        subject = self.phrases.main_subject()
        if subject is None or subject.first >= index:
            return None
        return Cue(index, subject, strength, participle=True)

    def _strength(self, index: int) -> Strength | None:
        low = self.tokens[index].low
        states = self._states(index)
        if low in _PLAIN:
            return Strength.SAY
        if low in self.words.say:
            return Strength.SAY
        if states and low in self.words.state | self.words.act | self.words.light.keys():
            return Strength.STATE
        return Strength.ACT if low in self.words.act else None

    def _states(self, index: int) -> bool:
        """Whether "that", a quotation or a fitting noun makes a statement of the verb."""
        low = self.tokens[index].low
        fitting = self.words.light.get(low)
        if low in _BESIDE_QUOTATION and not self._has_quotation_near(index):
            return False
        weak = fitting is not None and low not in self.words.state
        if index and not weak and self.tokens[index - 1].word == QUOTED:
            return True
        for offset, token in enumerate(self.tokens[index + 1 : index + COMPLEMENT_REACH]):
            if token.word in (QUOTED, ":") and not weak:
                return True
            if token.low in self.words.that and not weak and (fitting is None or offset < 2):
                return True
            if fitting and offset < 4 and token.low in fitting:
                return True
            if token.word in ".;" or token.low in self.phrases.stops:
                break
        return not weak and self._closes_quotation(index)

    def _has_quotation_near(self, index: int) -> bool:
        """As Lee put it, “…”"""
        behind = self.tokens[index + 1 : index + 5]
        return any(one.word == QUOTED for one in behind) or self._closes_quotation(index)

    def _closes_quotation(self, index: int) -> bool:
        """“…,” the mayor hinted: only the subject stands between the quotation and the verb."""
        for back in range(index - 1, max(-1, index - VERB_REACH), -1):
            token = self.tokens[back]
            if token.word == QUOTED:
                return True
            if not token.is_word and token.word != ".":
                return False
        return False

    def _is_noun(self, index: int) -> bool:
        """so many claims of fraud"""
        low = self.tokens[index].low
        if low not in _NOUNS_TOO or index + 1 >= len(self.tokens):
            return False
        follows = self.tokens[index + 1]
        if follows.word == QUOTED or follows.low in self.words.that | self.words.determiners:
            return False
        is_name = follows.is_name and follows.low not in self.phrases.people.calendar
        return not (is_name or follows.low in self.phrases.pronouns)

    def _is_passive(self, index: int) -> bool:
        back = self._behind_adverbs(index)
        if back < 0 or self.tokens[index].low.endswith("ing"):
            return False
        low = self.tokens[back].low.replace("’", "'")
        if low in _BE or low in _NOT:
            return True
        return low == "to" and not (back and self.tokens[back - 1].low == "on")

    def _behind_adverbs(self, index: int) -> int:
        back = index - 1
        while back >= 0 and self.phrases.is_adverb(back) and self.tokens[back].low != "to":
            back -= 1
        return back

    def _has_auxiliary(self, index: int) -> bool:
        back = self._behind_adverbs(index)
        if back < 0:
            return False
        low = self.tokens[back].low.replace("’", "'")
        return low in _BE or low.endswith(("'s", "'re", "'m"))

    def _subject_right(self, index: int) -> Phrase | None:
        """“…,” said Lee; …, said the mayor, Ann Lee."""
        if not index or index + 1 >= len(self.tokens):
            return None
        before, follows = self.tokens[index - 1], self.tokens[index + 1]
        if before.is_dash and not (index > 1 and self.tokens[index - 2].word == QUOTED):
            return None
        if not (before.word in (QUOTED, ",") or before.is_dash):
            return None
        low = self.tokens[index].low
        if low.endswith("ing") or (before.word == "," and low not in self.words.say):
            return None
        if follows.low in self.words.prepositions or follows.low in self.words.that:
            return None
        if follows.low in _OBJECTS:
            return None
        phrase = self.phrases.phrase_at(index + 1)
        if phrase is None or (before.word != QUOTED and not self._is_last(phrase)):
            return None
        return self.phrases.with_apposition(phrase)

    def _is_last(self, phrase: Phrase) -> bool:
        """…, said Lee. Behind a comma only a subject that ends its clause is taken."""
        after = phrase.last + 1
        if any(token.low == "to" for token in self.tokens[phrase.first : after]):
            return False
        return after >= len(self.tokens) or self.tokens[after].word in (".", ",", ";")

    def _behind_quotation(self) -> Iterator[Cue]:
        """“…,” Lee interjected: any verb will do right behind a quotation."""
        for index, token in enumerate(self.tokens):
            if token.word != QUOTED:
                continue
            if cue := self._inverted(index + 1):
                yield cue
            first = index + 1 + self._is_dash_at(index + 1)
            for at in range(first + 1, min(first + VERB_REACH, len(self.tokens))):
                verb = self.tokens[at]
                if not verb.is_word and verb.word != ".":
                    break
                if verb.is_name:
                    continue
                is_last = verb.is_word and self._is_end(at + 1) and self.tokens[first].is_name
                if verb.low.endswith("ed") or is_last:
                    subject = self.phrases.before(at)
                    if subject and subject.first == first:
                        yield Cue(at, subject, Strength.STATE, loose=True)
                    break

    def _inverted(self, at: int) -> Cue | None:
        """“…,” laughs Lee."""
        verb = self.tokens[at].low if at < len(self.tokens) else ""
        if not verb.endswith(("ed", "s")) or self.tokens[at].is_name:
            return None
        subject = self.phrases.phrase_at(at + 1)
        if not subject or not self.tokens[subject.first].is_name or not self._is_last(subject):
            return None
        return Cue(at, subject, Strength.STATE, inverted=True, loose=True)

    def _is_end(self, index: int) -> bool:
        return index >= len(self.tokens) or self.tokens[index].word in ".,"

    def _is_dash_at(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].is_dash

    def _by(self) -> Iterator[Cue]:
        """was called “…” by Lee; described by Lee as “…”"""
        for index, token in enumerate(self.tokens[:-1]):
            if token.low != "by":
                continue
            verbs = [one.low for one in self.tokens[max(0, index - 4) : index]]
            subject = self.phrases.phrase_at(index + 1)
            if not subject or not any(low in self.phrases.stops for low in verbs):
                continue
            behind = self.tokens[subject.last + 1 : subject.last + 3]
            if QUOTED in verbs[-1:] or QUOTED in [one.word for one in behind]:
                yield Cue(index, subject, Strength.STATE)

    def _signed(self) -> Iterator[Cue]:
        """“…” – Ann Lee, mayor of Ely"""
        if len(self.tokens) < 3 or self.tokens[0].word != QUOTED or not self._is_dash_at(1):
            return
        subject = self.phrases.phrase_at(2)
        if subject and self.tokens[subject.last].is_name and self._is_last(subject):
            yield Cue(1, subject, Strength.STATE)

    def _before_colon(self) -> Iterator[Cue]:
        """Lee had an answer: “…”"""
        for index, token in enumerate(self.tokens[:-1]):
            if token.word == ":" and self.tokens[index + 1].word == QUOTED and index:
                if (subject := self.phrases.main_subject()) and subject.last < index:
                    yield Cue(index, subject, Strength.ACT)
                return
