"""Quotations that no cue names a speaker for: the ones beside them tell."""

from __future__ import annotations

from collections.abc import Sequence

from claims.text.candidates import Candidate
from claims.text.names import PERSON
from claims.text.quotes import Quote
from claims.text.references import By
from claims.text.sentences import Sentence
from claims.text.speakers import CueReader, word_count

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
        self.first: dict[int, int] = {}  # by number of the quotation: its first sentence
        self.last: dict[int, int] = {}
        for index, sentence in enumerate(sentences):
            for number, _ in sentence.inside:
                self.first.setdefault(number, index)
                self.last[number] = index

    def share(self) -> None:
        """Fill the reader's `speakers` where a neighbour knows."""
        for number, quote in enumerate(self.quotes):
            if number in self.speakers or number not in self.first:
                continue
            if not self._is_speech(number, quote):
                continue
            if speaker := self._speaker(number, quote):
                self.speakers[number] = speaker

    def _is_speech(self, number: int, quote: Quote) -> bool:
        if self.sentences[self.first[number]].is_quoted_whole:
            return True
        return word_count(self.reader.text, quote) >= SHORTEST_SPEECH

    def _speaker(self, number: int, quote: Quote) -> Candidate | None:
        previous = self.speakers.get(number - 1)
        if quote.continues and previous:
            return previous.again(0.9, "open quote")
        if not self.sentences[self.first[number]].is_quoted_whole:
            return None
        return (
            self._going_on(number, previous)
            or self._before_its_speaker(number)
            or self._introduced(number)
            or self._of_the_one_before(number, previous)
        )

    def _paragraph(self, index: int) -> int:
        return self.sentences[index].segment.paragraph

    def _going_on(self, number: int, previous: Candidate | None) -> Candidate | None:
        """“…,” Lee said. “…”"""
        if previous is None or number - 1 not in self.last:
            return None
        before, here = self.last[number - 1], self.first[number]
        if self._paragraph(before) != self._paragraph(here) or here - before > 1:
            return None
        return previous.again(0.8, "quotation goes on")

    def _before_its_speaker(self, number: int) -> Candidate | None:
        """“…” “…,” Lee said."""
        following = self.speakers.get(number + 1)
        if following is None or number + 1 not in self.first:
            return None
        here, after = self.last[number], self.first[number + 1]
        if self._paragraph(after) != self._paragraph(here) or after - here > 1:
            return None
        return following.again(0.7, "quotation before its speaker")

    def _introduced(self, number: int) -> Candidate | None:
        """Lee saw it otherwise. “…”"""
        index = self.first[number] - 1
        if index < 0:
            return None
        before = self.sentences[index]
        gap = self._paragraph(index + 1) - before.segment.paragraph
        if gap > 1 or (gap == 1 and self.reader.text[before.segment.end - 1] != ":"):
            return None
        if before.spoken:
            return before.spoken.again(0.65, "sentence before the quotation")
        who = None if before.inside else self.reader.subject(before, index)
        if who is None or who.kind != PERSON or who.by is By.PRONOUN:
            return None
        return Candidate(who.name, who.kind, 0.45, "subject of the sentence before")

    def _of_the_one_before(self, number: int, previous: Candidate | None) -> Candidate | None:
        """A paragraph that is a quotation alone, behind one whose speaker is known."""
        if previous is None or number - 1 not in self.last:
            return None
        gap = self._paragraph(self.first[number]) - self._paragraph(self.last[number - 1])
        return previous.again(0.5, "speaker of the quotation before") if gap <= 1 else None
