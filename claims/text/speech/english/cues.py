"""The cues of an English sentence: verbs of saying, "according to", "in X's words"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.text.languages.base import Language
from claims.text.speech.cues import Cue, Phrase, Strength
from claims.text.speech.english.complements import VERB_REACH, ComplementReader
from claims.text.speech.english.phrases import LEFT_REACH, PhraseReader
from claims.text.speech.tokens import QUOTED, Token, TokenReader

# "was quoted as saying": so far behind "quoted" its "as" stands.
QUOTING_REACH = 12
# "took to the radio on Monday to say": so far before "to" stands the occasion.
INFINITIVE_REACH = 9
# "was told on Monday by": so far behind a passive verb its agent stands.
AGENT_REACH = 4
# “…,” some say: so long, in code points, a quotation is that any verb behind it may speak for.
SHORTEST_QUOTED = 20


def cues(found: Sequence[Token], language: Language) -> list[Cue]:
    """Every cue of a sentence, verbs first, in their order."""
    return CueFinder(found, language).cues()


def subjects(found: Sequence[Token], language: Language) -> list[Phrase]:
    """Whom the sentence may be about: one phrase, or none."""
    subject = PhraseReader(found, language).main_subject
    return [subject] if subject else []


class CueFinder(TokenReader):
    """The cues of one sentence."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        super().__init__(found)
        self.lows = tuple(token.low for token in found)
        self.words = language.reporting
        self.phrases = PhraseReader(found, language)
        self.complements = ComplementReader(found, language, self.phrases)
        self.sets = self.complements.sets

    def cues(self) -> list[Cue]:
        """Every cue, verbs first, in their order."""
        found = list(self._verbs())
        finite = next((i for i, cue in enumerate(found) if not cue.participle), len(found))
        found[finite:] = [cue for cue in found[finite:] if not cue.participle]
        for fallback in (self._behind_quotation, self._by, self._signed, self._before_colon):
            if found:
                break
            found = list(fallback())
        return found

    def _verbs(self) -> Iterator[Cue]:
        sets, words = self.sets, self.words
        for index, low in enumerate(self.lows):
            if low not in sets.cues:
                continue
            for source in sets.sources.get(low, ()):
                if self.lows[index : index + len(source)] == source:
                    yield from self._source(index, index + len(source) - 1)
            if nouns := words.words_nouns.get(low):
                yield from self._in_words_of(index, nouns)
            cue = self._verb(index) if low in sets.verbs else None
            if cue or (low in words.put_it and (cue := self._put_it(index))):
                yield cue

    def _source(self, first: int, last: int) -> Iterator[Cue]:
        is_apart = not first or not self.tokens[first - 1].is_word
        if not is_apart and self.tokens[first].low in self.words.apart:
            return
        if phrase := self.phrases.phrase_at(last + 1):
            phrase = self.phrases.with_apposition(phrase)
            yield Cue(last, phrase, Strength.SOURCE, plain=is_apart)

    def _in_words_of(self, index: int, nouns: frozenset[str]) -> Iterator[Cue]:
        """In Lee's words, …; by her own account, …"""
        for after in range(index + 2, min(index + 6, len(self.tokens))):
            if self.tokens[after].low in nouns:
                owner = after - 1 - (self.tokens[after - 1].low == "own")
                if self.phrases.is_possessive(self.tokens[owner]):
                    yield Cue(after, Phrase(index + 1, owner), Strength.SOURCE)
                return

    def _put_it(self, index: int) -> Cue | None:
        """As Lee put it, …"""
        if self.low(index + 1) != "it":
            return None
        if not self.is_mark(index + 2) and self.low(index + 2) not in self.words.prepositions:
            return None
        subject = self.phrases.before(index)
        if subject is None or self.low(subject.first - 1) not in self.words.as_words:
            return None
        return Cue(index, subject, Strength.STATE)

    def _verb(self, index: int) -> Cue | None:
        token = self.tokens[index]
        if token.is_name and index and self.tokens[index - 1].word not in (".", ":"):
            return None
        if self._is_noun(index):
            return None
        if self._is_passive(index):
            return self._by_agent(index) or self._infinitive(index)
        strength = self._strength(index)
        if strength is None or self.low(index + 1) == "from":
            return None  # reported from Ely
        plain = token.low in self.words.plain
        if right := self._subject_right(index):
            return Cue(index, right, strength, plain=plain)
        if token.low.endswith("ing") and not self._has_auxiliary(index):
            return self._participle(index, strength)
        if shared := self._shared(index, strength):
            return shared
        left = self.phrases.before(index)
        if left is None or self._is_nobody(left) or self._is_told_of(index, left, strength):
            return None
        return Cue(index, left, strength, plain=plain)

    def _is_nobody(self, subject: Phrase) -> bool:
        """Nobody said, no official said"""
        first = self.tokens[subject.first].low
        return first in self.words.nobody

    def _is_told_of(self, index: int, subject: Phrase, strength: Strength) -> bool:
        """If Lee says, after Lee said, on what Lee said; …, where voters would hope"""
        if self.complements.quotes(index):
            return False
        at = subject.first - 1
        before = self.low(at)
        if before == "what":
            return at > 0
        if before in self.words.as_words:
            return at > 0 and self.tokens[at - 1].is_word  # was booed as Lee said
        if before in self.words.told_of:
            return not (at and self._is_be(at - 1))  # that was when Lee said
        modal = self.tokens[self._behind_adverbs(index)].low
        return strength is not Strength.SAY and (
            before in self.words.asides or modal in self.words.modals
        )

    def _is_be(self, index: int) -> bool:
        low = self.tokens[index].low
        return low in self.words.be or low.endswith("'s")

    def _shared(self, index: int, strength: Strength) -> Cue | None:
        """Lee met the crew and said: the verb has the subject of the one before it."""
        at = self._behind_adverbs(index)
        while at >= 0 and self.tokens[at].low in self.words.auxiliaries:
            at = self._behind_adverbs(at)
        if at < 1 or self.tokens[at].low not in self.words.conjunctions:
            return None
        subject = self.phrases.main_subject
        if subject is None or subject.last >= at - 1 or self._is_nobody(subject):
            return None
        if self._is_told_of(index, subject, strength):
            return None
        between = self.tokens[max(subject.last, at - LEFT_REACH) : at]
        if any(token.low in self.phrases.openers for token in between):
            return None
        return Cue(index, subject, strength, participle=True)

    def _infinitive(self, index: int) -> Cue | None:
        """Lee continued to insist; took to the radio to deny: it was said in the end."""
        to = self._behind_adverbs(index)
        if to < 1 or self.tokens[to].low != "to":
            return None
        strength = self._strength(index)
        for verb in range(to - 1, max(-1, to - INFINITIVE_REACH), -1):
            token = self.tokens[verb]
            if not token.is_word or strength is None:
                return None
            is_next = verb == to - 1
            if (is_next and token.low in self.words.realised) or token.low in self.words.occasions:
                subject = None if self._is_passive(verb) else self.phrases.before(verb)
                if subject is None or self._is_told_of(verb, subject, strength):
                    return None
                return Cue(index, subject, strength)
        return None

    def _by_agent(self, index: int) -> Cue | None:
        """The plan was condemned by Lee."""
        words, low = self.words, self.tokens[index].low
        be = self.tokens[self._behind_adverbs(index)].low
        if low not in self.sets.agents or (be not in words.finite and be != "been"):
            return None
        denied = self.tokens[max(0, index - AGENT_REACH - 2) : index]
        if any(token.low in words.negations or token.low in words.nobody for token in denied):
            return None
        for at in range(index + 1, min(index + AGENT_REACH, len(self.tokens) - 1)):
            if not self.tokens[at].is_word:
                return None
            if self.tokens[at].low == "by":
                agent = self.phrases.phrase_at(at + 1)
                return Cue(index, agent, Strength.ACT) if agent else None
        return None

    def _participle(self, index: int, strength: Strength) -> Cue | None:
        before = self.tokens[index - 1] if index else None
        if before is None:
            return None
        if before.low in self.words.as_words:
            return self._quoted(index)
        is_allowed = before.low == "by" and self.tokens[index].low in self.words.openings
        if before.low in self.words.prepositions and not is_allowed:
            return None
        is_day = before.low in self.phrases.people.calendar
        if before.is_name and not is_day and (near := self.phrases.before(index)):
            return Cue(index, near, strength)
        subject = self.phrases.main_subject
        if subject is None or subject.first >= index:
            return None
        return Cue(index, subject, strength, participle=True)

    def _quoted(self, index: int) -> Cue | None:
        """Lee was quoted as saying; the paper quoted Lee as saying"""
        for verb in range(index - 2, max(-1, index - QUOTING_REACH), -1):
            if self.tokens[verb].low not in self.words.quoting:
                continue
            is_passive = self._is_passive(verb)
            phrase = None if is_passive else self.phrases.phrase_at(verb + 1)
            subject = self.phrases.before(verb) if is_passive else phrase
            return Cue(index, subject, Strength.SAY, plain=True) if subject else None
        return None

    def _strength(self, index: int) -> Strength | None:
        low, words, complements = self.tokens[index].low, self.words, self.complements
        if low in words.say and low not in words.also_acts:
            return Strength.SAY
        states = complements.states(index)
        if states and low in words.say:
            return Strength.SAY
        if low in words.naming:
            is_named = complements.quotes(index) or complements.names_something(index)
            return Strength.STATE if is_named or complements.fits(index) else None
        if (low in words.state and states) or complements.fits(index):
            return Strength.STATE
        if low in words.act and complements.has_object(index):
            return Strength.STATE if states else Strength.ACT
        if low in words.also_acts and complements.takes_gerund(index):
            return Strength.STATE
        if low in self.sets.inserted and self._is_inserted(index):
            return Strength.STATE
        return None

    def _is_inserted(self, index: int) -> bool:
        """The harbour, Lee believes, is safe. The harbour is safe, Lee believes."""
        if not self.is_mark(index + 1):
            return False
        subject = self.phrases.before(index)
        if subject is None or not subject.first:
            return False
        first = subject.first - (self.tokens[subject.first - 1].low in self.words.as_words)
        if not first:
            return True
        before = self.tokens[first - 1]
        goes_on = self.word(index + 1) == ","
        opens = self.tokens[0].low in self.words.prepositions
        return (before.word == "," or before.is_dash) and (goes_on or not opens)

    def _is_noun(self, index: int) -> bool:
        """so many claims of fraud, Lee's claim that"""
        low = self.tokens[index].low
        if low not in self.words.nouns_too:
            return False
        if index and self._opens_noun(self.tokens[index - 1]):
            return True
        if index + 1 >= len(self.tokens):
            return False
        follows = self.tokens[index + 1]
        if low.endswith("ing") or not follows.is_word:
            return False
        if follows.low in self.sets.object_openers:
            return False
        is_name = follows.is_name and follows.low not in self.phrases.people.calendar
        return not (is_name or follows.low in self.phrases.pronouns)

    def _opens_noun(self, token: Token) -> bool:
        words = self.words
        if token.low in words.prepositions:
            return token.low != "to"
        return self.phrases.is_possessive(token) or token.low in words.articles

    def _is_passive(self, index: int) -> bool:
        back = self._behind_adverbs(index)
        if back < 0 or self.tokens[index].low.endswith("ing"):
            return False
        token, words = self.tokens[back], self.words
        low = token.low
        if low in words.be or low in words.negations:
            return True
        if low in words.unreal:
            return not token.is_name  # in May
        return low == "to" and not (back and self.tokens[back - 1].low == "on")

    def _behind_adverbs(self, index: int) -> int:
        back = index - 1
        while (
            back >= 0
            and self.phrases.is_adverb(back)
            and self.tokens[back].low not in self.sets.firm
        ):
            back -= 1
        return back

    def _has_auxiliary(self, index: int) -> bool:
        back = self._behind_adverbs(index)
        if back < 0:
            return False
        return self._is_be(back)

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
        if low.endswith("ing"):
            return None
        if before.word == "," and (low not in self.words.say or low in self.words.telling):
            return None  # Lee, 52, told reporters
        if follows.low in self.words.prepositions or follows.low in self.words.that:
            return None
        phrase = self.phrases.phrase_at(index + 1)
        if phrase is None:
            return None
        if before.word != QUOTED and not (self._is_last(phrase) and self._acts(phrase, index)):
            return None
        return self.phrases.with_apposition(phrase)

    def _acts(self, phrase: Phrase, index: int) -> bool:
        """…, said Lee; but: Lee, who was ill, said boats sank."""
        head = self.phrases.head_of(phrase)
        is_actor = head.is_name or head.low in self.phrases.nouns
        is_actor = is_actor or head.low in self.phrases.pronouns
        return is_actor or self.phrases.before(index) is None

    def _is_last(self, phrase: Phrase) -> bool:
        """…, said Lee. Behind a comma only a subject that ends its clause is taken."""
        after = phrase.last + 1
        if any(token.low == "to" for token in self.tokens[phrase.first : after]):
            return False
        return after >= len(self.tokens) or self.tokens[after].word in (".", ",", ";")

    def _behind_quotation(self) -> Iterator[Cue]:
        """“…,” Lee interjected: any verb will do right behind a quotation."""
        for index, token in enumerate(self.tokens):
            is_short = token.end - token.start < SHORTEST_QUOTED
            if token.word != QUOTED or (index and is_short):
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
        verb = self.low(at)
        if not verb.endswith(("ed", "s")) or self.tokens[at].is_name:
            return None
        subject = self.phrases.phrase_at(at + 1)
        if not subject or not self.tokens[subject.first].is_name or not self._is_last(subject):
            return None
        return Cue(at, subject, Strength.STATE, loose=True)

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
                if (subject := self.phrases.main_subject) and subject.last < index:
                    yield Cue(index, subject, Strength.ACT)
                return
