"""An article as the attribution reads it: segments with the quotations they touch."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claims.text.segment import LONGEST_SENTENCE, Segment
from claims.text.speech.candidates import Candidate
from claims.text.speech.directory import Entity
from claims.text.speech.quotes import Quote
from claims.text.speech.tokens import Token, tokens

_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Sentence:
    """What is known of one segment while the article is read.

    `inside` are the quotations it touches, each with its number; `words` the rest of it, there
    only while its cues are read: an article's tokens weigh more than its text.
    """

    segment: Segment
    inside: list[tuple[int, Quote]]
    is_quoted_whole: bool
    words: list[Token] = field(default_factory=list)
    spoken: Candidate | None = None  # by its own cue
    others: tuple[Candidate, ...] = ()  # who else its pronoun may mean
    actor: Entity | None = None  # whom its "he" or "she" means, if that is its subject
    label: Candidate | None = None  # by the name in front of a transcript's paragraph

    def read_words(self, text: str) -> list[Token]:
        """Its tokens; none for a stretch too long to be language."""
        start, end = self.segment.start, self.segment.end
        if end - start > LONGEST_SENTENCE:
            return []
        clipped = [(max(one.start, start), min(one.end, end)) for _, one in self.inside]
        return tokens(text, start, end, clipped)

    def quotes_at(self, spot: int) -> bool:
        """Whether the code point `spot` lies in a quotation."""
        index = bisect_right(self.inside, spot, key=lambda entry: entry[1].start) - 1
        return index >= 0 and spot < self.inside[index][1].end


def read(text: str, segments: Sequence[Segment], quotes: Sequence[Quote]) -> list[Sentence]:
    """Segments with the quotations they touch; both lists are walked once."""
    return list(_read(text, segments, quotes))


def _read(text: str, segments: Sequence[Segment], quotes: Sequence[Quote]) -> Iterator[Sentence]:
    first = 0
    for one in segments:
        while first < len(quotes) and quotes[first].end <= one.start:
            first += 1
        inside, index = [], first
        while index < len(quotes) and quotes[index].start < one.end:
            inside.append((index, quotes[index]))
            index += 1
        yield Sentence(one, inside, is_quoted_whole=_is_whole(text, one, inside))


def _is_whole(text: str, one: Segment, inside: Sequence[tuple[int, Quote]]) -> bool:
    """Whether no word stands outside the quotations."""
    at = one.start
    for _, quote in inside:
        if at < quote.start and _WORD.search(text, at, quote.start):
            return False
        at = quote.end
    return bool(inside) and not (at < one.end and _WORD.search(text, at, one.end))


def paragraphs(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """The (start, end) of every paragraph that holds segments."""
    found: list[tuple[int, int]] = []
    previous = -1
    for one in segments:
        if one.paragraph == previous:
            found[-1] = (found[-1][0], one.end)
        else:
            found.append((one.start, one.end))
        previous = one.paragraph
    return found
