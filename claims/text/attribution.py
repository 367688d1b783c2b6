"""Who says what: for every segment ranked speakers, each with a score and a reason.

In order: the label of a transcript ("LEE: …"), a cue in the sentence itself (“…,” said Lee; Lee
stressed that …; according to Lee), the cue of the quotation that the sentence lies in, and last
the quotations beside it. What no rule reaches is the article's own voice: no candidate at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.text import languages, reasons
from claims.text.hints import Hint, find_hints
from claims.text.known import NOBODY, KnownNames
from claims.text.segment import Segment, segment
from claims.text.speech import grammars, quotes, sentences, transcripts
from claims.text.speech.candidates import (
    NOTHING,
    Attribution,
    Candidate,
    QuoteType,
    ranked,
    without_outsiders,
)
from claims.text.speech.directory import Directory, Entity
from claims.text.speech.neighbours import Sharer
from claims.text.speech.sentences import Sentence
from claims.text.speech.speakers import CueReader
from claims.text.title_case import is_title_case

__all__ = [
    "Analysis",
    "Attribution",
    "Candidate",
    "CastMember",
    "QuoteType",
    "analyse",
]


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody who may speak in the article. `first_mention` is a code point index.

    `role` and `affiliation` as the article first says them: "mayor", "Ely"; or "".
    """

    name: str
    kind: str
    role: str
    affiliation: str
    aliases: tuple[str, ...]
    first_mention: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """An article taken apart: one attribution and the hints per segment; the cast as it appears.

    `language` is the BCP 47 code whose rules were used.
    """

    language: str
    segments: list[Segment]
    attributions: list[Attribution]
    hints: list[list[Hint]]
    cast: list[CastMember]


def analyse(text: str, language: str = "en", known: KnownNames = NOBODY) -> Analysis:
    """Segments, speakers, hints and cast; speakers that are `known` by the name they go by."""
    segments = segment(text, language)
    article = _Article(text, segments, language, known)
    attributions = article.attributions()
    hints = [find_hints(text, one.start, one.end, article.language) for one in segments]
    return Analysis(language, segments, attributions, hints, article.cast(attributions))


def split(text: str, language: str = "en") -> Analysis:
    """The segments alone: nobody asks who speaks, or what their words show."""
    segments = segment(text, language)
    return Analysis(language, segments, [NOTHING] * len(segments), [[] for _ in segments], [])


class _Article:
    """One article while its speakers are looked for."""

    def __init__(
        self, text: str, segments: Sequence[Segment], language: str, known: KnownNames
    ) -> None:
        self.text = text
        self.segments = segments
        self.language = languages.get(language)
        paragraphs = sentences.paragraphs(segments)
        self.quotes = quotes.outermost(text, quotes.find(text, paragraphs))
        self.sentences = sentences.read(text, segments, self.quotes)
        self.directory = Directory(grammars.name_reader(self.language), known)
        self.reader = CueReader(text, self.directory)

    def attributions(self) -> list[Attribution]:
        if self.language.reporting.say:
            self.directory.read(self.text, self._readable())
            self.reader.read(self.sentences)
            Sharer(self.sentences, self.quotes, self.reader).share()
            self._read_labels()
        return without_outsiders([self._attribution(sentence) for sentence in self.sentences])

    def _readable(self) -> Iterator[tuple[int, int]]:
        for one in self.segments:
            if not is_title_case(self.text[one.start : one.end], self.language.reporting):
                yield one.start, one.end

    def _read_labels(self) -> None:
        labels = transcripts.speakers(self.text, self.segments)
        if self.language.reporting.lone_labels and not any(labels):
            labels = transcripts.answers(self.text, self.segments, self.directory.knows)
        for sentence, label in zip(self.sentences, labels, strict=True):
            spot = sentence.segment.start
            if label and self.text[spot] != "(":
                who = self.directory.labelled(label, spot)
                reason = reasons.LABEL % {"label": label}
                sentence.label = Candidate(who.name, who.kind, 0.9, reason)

    def _attribution(self, sentence: Sentence) -> Attribution:
        if sentence.label:
            return Attribution(QuoteType.DIRECT, (sentence.label,))
        found = list(self._speakers(sentence))
        kind = self._quote_type(sentence, is_spoken=bool(found))
        if kind is QuoteType.NONE:
            return NOTHING
        return Attribution(kind, ranked(found))

    def _speakers(self, sentence: Sentence) -> Iterator[Candidate]:
        """The speaker by the sentence's own cue, then those of the quotations it touches."""
        if sentence.spoken:
            yield sentence.spoken
        for number, quote in sentence.inside:
            if speaker := self.reader.speakers.get(number):
                goes_on = quote.start < sentence.segment.start or quote.end > sentence.segment.end
                if goes_on and sentence.is_quoted_whole:
                    speaker = speaker.again(speaker.score * 0.98, reasons.OPEN_QUOTE)
                yield speaker
                yield from self.reader.others.get(number, ())
        yield from sentence.others

    def _quote_type(self, sentence: Sentence, *, is_spoken: bool) -> QuoteType:
        if sentence.is_quoted_whole:
            return QuoteType.DIRECT
        if not is_spoken:
            return QuoteType.NONE
        if not sentence.inside:
            return QuoteType.INDIRECT
        quote = sentence.inside[0][1]
        opens = quote.start <= sentence.segment.start
        inner = self.text[quote.start + 1 : quote.start + 2]
        return QuoteType.DIRECT if opens or inner.isupper() else QuoteType.MIXED

    def cast(self, attributions: Sequence[Attribution]) -> list[CastMember]:
        """People and organisations that may speak, in order of their first mention."""
        found: dict[str, CastMember] = {}
        for one in attributions:
            for candidate in one.candidates:
                entity = self.directory.called(candidate.name)
                if entity is not None and entity.name not in found:
                    found[entity.name] = self._member(entity)
        return sorted(found.values(), key=lambda member: (member.first_mention, member.name))

    def _member(self, entity: Entity) -> CastMember:
        first = entity.roles[0] if entity.roles else ""
        role, affiliation = _split_role(first, self.language.reporting.prepositions)
        aliases = tuple(sorted(entity.aliases - {entity.name}))
        return CastMember(
            entity.name, entity.kind, role, affiliation, aliases, entity.first_mention
        )


def _split_role(role: str, prepositions: frozenset[str]) -> tuple[str, str]:
    """mayor of Ely -> mayor, Ely; but a title stays whole: Secretary of State"""
    words = role.split()
    if not words or words[0][0].isupper():
        return role, ""
    at = next((i for i, word in enumerate(words) if i and word in prepositions), len(words))
    return " ".join(words[:at]), " ".join(words[at + 1 :])
