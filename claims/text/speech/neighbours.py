"""Quotations that no cue names a speaker for: the ones beside them tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from claims.text import reasons
from claims.text.speech.candidates import Candidate, ranked
from claims.text.speech.directory import Entity
from claims.text.speech.names import PERSON
from claims.text.speech.quotes import Quote
from claims.text.speech.sentences import Sentence
from claims.text.speech.speakers import CueReader, word_count

# Quoted stretches of fewer words are names and irony, not speech.
SHORTEST_SPEECH = 4


class Sharer:
    """Hands speakers on from quotation to quotation, in order."""

    def __init__(
        self, sentences: Sequence[Sentence], quotes: Sequence[Quote], reader: CueReader
    ) -> None:
        self.sentences = sentences
        self.quotes = quotes
        self.reader = reader
        self.speakers = reader.speakers
        self.others = reader.others
        self.first: dict[int, int] = {}  # by number of the quotation: its first sentence
        self.last: dict[int, int] = {}
        self.following: dict[int, Candidate] = {}  # by number: the speaker of the one behind it
        self._subjects: dict[int, Entity | None] = {}  # by index of the sentence
        for index, sentence in enumerate(sentences):
            for number, _ in sentence.inside:
                self.first.setdefault(number, index)
                self.last[number] = index

    def share(self) -> None:
        """Fill the reader's `speakers` where a neighbour knows."""
        self._look_ahead()
        for number, quote in enumerate(self.quotes):
            if number in self.speakers or number not in self.first:
                continue
            if not self._is_speech(number, quote):
                continue
            if found := ranked(one for one in self._candidates(number, quote) if one):
                self.speakers[number], *others = found
                self.others[number] = tuple(_rivals(found[0], others))

    def _look_ahead(self) -> None:
        """“…” “…,” Lee said; and “… over several paragraphs, “…,” Lee said."""
        for number in reversed(range(len(self.quotes) - 1)):
            after = self.speakers.get(number + 1) or self.following.get(number + 1)
            if after and (self.quotes[number + 1].continues or self._is_next(number, number + 1)):
                self.following[number] = after

    def _is_next(self, number: int, after: int) -> bool:
        """Whether a quotation stands in the next sentence of the same paragraph."""
        if number not in self.last or after not in self.first:
            return False
        here, there = self.last[number], self.first[after]
        return self._paragraph(there) == self._paragraph(here) and there - here <= 1

    def _is_speech(self, number: int, quote: Quote) -> bool:
        if self.reader.is_title(quote, SHORTEST_SPEECH):
            return False
        if self.sentences[self.first[number]].is_quoted_whole:
            return True
        return word_count(self.reader.text, quote) >= SHORTEST_SPEECH

    def _candidates(self, number: int, quote: Quote) -> Iterator[Candidate | None]:
        """By every rule that applies, the surest first."""
        previous = self.speakers.get(number - 1)
        if quote.continues and previous:
            yield previous.again(0.9, reasons.OPEN_QUOTE)
        if not self.sentences[self.first[number]].is_quoted_whole:
            return
        yield self._going_on(number, previous)
        yield self._before_its_speaker(number)
        yield self._signed(number)
        yield self._introduced(number)
        yield self._of_the_one_before(number, previous)
        yield from self.others.get(number - 1, ())

    def _paragraph(self, index: int) -> int:
        return self.sentences[index].segment.paragraph

    def _going_on(self, number: int, previous: Candidate | None) -> Candidate | None:
        """“…,” Lee said. “…”"""
        if previous is None or not self._is_next(number - 1, number):
            return None
        return previous.again(0.8, reasons.QUOTATION_GOES_ON)

    def _before_its_speaker(self, number: int) -> Candidate | None:
        """“…” “…,” Lee said."""
        following = self.following.get(number)
        return following.again(0.7, reasons.QUOTATION_BEFORE) if following else None

    def _signed(self, number: int) -> Candidate | None:
        """“…” and in a paragraph of its own: – Ann Lee, mayor of Ely"""
        index = self.last[number] + 1
        if index >= len(self.sentences) or self._paragraph(index) == self._paragraph(index - 1):
            return None
        who = self.reader.signature(self.sentences[index].segment)
        return Candidate(who.name, who.kind, 0.7, reasons.NAME_BELOW) if who else None

    def _introduced(self, number: int) -> Candidate | None:
        """Lee saw it otherwise. “…”"""
        index = self.first[number] - 1
        if index < 0:
            return None
        before = self.sentences[index]
        gap = self._paragraph(index + 1) - before.segment.paragraph
        if gap > 1:
            return None
        if before.spoken:
            return before.spoken.again(0.65, reasons.SENTENCE_BEFORE)
        who = self._subject(index)
        if who is None or who.kind != PERSON:
            return None
        return Candidate(who.name, who.kind, 0.45, reasons.SUBJECT_BEFORE)

    def _subject(self, index: int) -> Entity | None:
        """Whom a sentence is about, looked up once for all quotations behind it."""
        if index not in self._subjects:
            self._subjects[index] = self._find_subject(index)
        return self._subjects[index]

    def _find_subject(self, index: int) -> Entity | None:
        """The subject of a sentence in which nobody is quoted."""
        sentence = self.sentences[index]
        if any(number in self.speakers for number, _ in sentence.inside):
            return None
        announces = self.reader.text[sentence.segment.end - 1] == ":"
        return sentence.actor or self.reader.named_subject(sentence, even_told_of=announces)

    def _of_the_one_before(self, number: int, previous: Candidate | None) -> Candidate | None:
        """A paragraph that is a quotation alone, behind one whose speaker is known."""
        if previous is None or number - 1 not in self.last:
            return None
        gap = self._paragraph(self.first[number]) - self._paragraph(self.last[number - 1])
        return previous.again(0.5, reasons.SPEAKER_BEFORE) if gap <= 1 else None


def _rivals(first: Candidate, others: Iterable[Candidate]) -> Iterator[Candidate]:
    """The same for second and third choices: none is half as sure as the first."""
    for one in others:
        yield one.again(first.score / 2, one.reason)
