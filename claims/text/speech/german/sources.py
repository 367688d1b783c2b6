"""Sources that need no verb: "laut Lee", "Lee zufolge", "nach Angaben von Lee", "so Lee"."""

from __future__ import annotations

from collections.abc import Iterator

from claims.text.speech.cues import Cue, Phrase, Strength
from claims.text.speech.german.compounds import head_noun
from claims.text.speech.german.phrases import PhraseReader
from claims.text.speech.tokens import TokenReader

# "nach … Angaben": so many words may stand between the two.
OWNER_REACH = 4
# A source in front of "zufolge" begins so many words before it at most.
BEFORE_REACH = 12


class SourceReader(TokenReader):
    """The sources named in one sentence."""

    def __init__(self, phrases: PhraseReader) -> None:
        super().__init__(phrases.tokens)
        self.phrases = phrases
        self.words = phrases.words

    def at(self, index: int, start: int) -> Iterator[Cue]:
        """The source that token `index` tells of, in a clause that opens at token `start`."""
        low, words = self.low(index), self.words
        if low in words.hearsay:
            yield from self._hearsay(index, start)
        elif low in words.thus:
            yield from self._thus(index)
        elif low in words.sources_behind:
            yield from self._source_before(index)
        elif low in words.source_prepositions:
            yield from self._in_words_of(index)
        for source in words.sources:
            if low == source[0] and self.reads(index, source):
                yield from self._source(index + len(source))

    def _source(self, index: int) -> Iterator[Cue]:
        if phrase := self.phrases.at(index + (self.low(index) in self.words.ties)):
            yield Cue(index - 1, phrase, Strength.SOURCE, plain=True)

    def _source_before(self, index: int) -> Iterator[Cue]:
        """Dem Sprecher zufolge"""
        for first in range(max(0, index - BEFORE_REACH), index):
            phrase = self.phrases.at(first)
            if phrase and phrase.last == index - 1:
                if self.low(phrase.last) not in self.words.source_nouns:
                    yield Cue(index, phrase, Strength.SOURCE, plain=True)
                return

    def _in_words_of(self, index: int) -> Iterator[Cue]:
        """nach Angaben von Lee, nach Lees Worten, nach Polizeiangaben, nach eigenen Angaben"""
        for at in range(index + 1, min(index + 1 + OWNER_REACH, len(self.tokens))):
            noun = head_noun(self.low(at), self.words.source_nouns)
            if not noun or not self.tokens[at].is_name:
                continue
            for phrase in self._owners(index + 1, at, is_compound=noun != self.low(at)):
                yield Cue(index, phrase, Strength.SOURCE, plain=True)
            return

    def _owners(self, first: int, noun: int, *, is_compound: bool) -> Iterator[Phrase]:
        if is_compound:
            yield Phrase(noun, noun)
            return
        if self.low(noun + 1) in self.words.genitives:
            behind = self.phrases.at(noun + 1)
        else:
            behind = self.phrases.at(noun + 1 + (self.low(noun + 1) in self.words.ties))
        if behind and self.low(noun + 1) not in self.words.possessives:
            yield behind
        elif first < noun and self.low(first) in self.words.own:
            yield from self.phrases.subjects()
        elif first < noun and (self.tokens[first].is_name or self.phrases.is_pronoun(first)):
            yield Phrase(first, noun - 1)

    def _hearsay(self, index: int, start: int) -> Iterator[Cue]:
        """hieß es in einer Mitteilung der Stadt; im Bericht heißt es"""
        if self.low(index + 1) in self.words.impersonal:
            at = self.phrases.skip_adverbs(index + 2)
        elif self.low(index - 1) in self.words.impersonal:
            at = self.phrases.skip_adverbs(index + 1)
        else:
            return
        if self.low(at) not in self.words.prepositions:
            at = start
        if self.low(at) in self.words.prepositions and (phrase := self.phrases.at(at + 1)):
            yield Cue(index, phrase, Strength.SOURCE, plain=True)

    def _thus(self, index: int) -> Iterator[Cue]:
        """„…“, so Lee weiter."""
        if not index or not self.is_mark(index - 1) or self.low(index - 1) == ".":
            return
        phrase = self.phrases.at(index + 1)
        if phrase and self.phrases.may_speak(phrase):
            phrase = self.phrases.with_name(phrase)
            yield Cue(index, phrase, Strength.SAY)
