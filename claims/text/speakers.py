"""Reads an article's cues in order and keeps who spoke, so that "he" finds its meaning."""

from __future__ import annotations

from collections.abc import Sequence

from claims.text import grammars
from claims.text.candidates import Candidate
from claims.text.continuation import Report
from claims.text.cues import Cue, Strength
from claims.text.directory import Directory, Entity
from claims.text.phrases import Phrase
from claims.text.quotes import Quote
from claims.text.references import By, Focus, Referent
from claims.text.segment import Kind
from claims.text.sentences import Sentence
from claims.text.tokens import Token

# Words quoted inside a sentence are its subject's from so many words on.
SHORTEST_MIXED = 2
# How many words are counted before a quotation is simply long.
_COUNTED = 80  # code points

_BY_SCORE = {By.NAME: 0.95, By.OFFICE: 0.85, By.PRONOUN: 0.8, By.DESCRIPTION: 0.75}
_STRENGTH_LOSS = {Strength.ACT: 0.15, Strength.STATE: 0.05}

_OTHER_SCORES = (0.25, 0.15)

_Named = Sequence[tuple[int, Entity]]


def word_count(text: str, quote: Quote) -> int:
    """The words of a quotation, counted no further than they matter."""
    return text[quote.start : min(quote.end, quote.start + _COUNTED)].count(" ") + 1


class CueReader:
    """Gives sentences their own speaker, and quotations the speaker of their sentence."""

    def __init__(self, text: str, directory: Directory) -> None:
        self.text = text
        self.directory = directory
        self.language = directory.reader.language
        self.resolver = grammars.resolver(text, directory)
        self.focus = Focus()
        self.report = Report(self.language.reporting)
        self.speakers: dict[int, Candidate] = {}  # by number of the quotation
        self.others: dict[int, tuple[Candidate, ...]] = {}  # second and third choices

    def read(self, sentences: Sequence[Sentence]) -> None:
        """One walk over the article."""
        at = 0
        for index, sentence in enumerate(sentences):
            named, at = self._named_in(sentence, at)
            if not sentence.is_quoted_whole:
                sentence.words = sentence.read_words(self.text)
                self._read_cues(sentence, index, named)
                self._follow(sentence)
                sentence.words = []
            for _, entity in reversed(named):
                self.focus.bring(entity, index)
            if sentence.spoken and (speaker := self.directory.called(sentence.spoken.name)):
                self.focus.bring(speaker, index)
                self.focus.voices.add(speaker)

    def subject(self, sentence: Sentence, index: int) -> Referent | None:
        """Whom a sentence is about, if it names them."""
        words = sentence.words or sentence.read_words(self.text)
        for phrase in grammars.subjects(words, self.language):
            who = self.resolver.resolve(words, phrase, self.focus, index)
            if who is None or who.entity is None:
                continue
            is_sure = who.by in (By.OFFICE, By.PRONOUN) or bool(who.entity.full_mentions)
            return who if is_sure and not _is_described(words, phrase) else None
        return None

    def _named_in(self, sentence: Sentence, at: int) -> tuple[_Named, int]:
        """Mentions in a sentence outside its quotations; and where the next one's begin."""
        mentions = self.directory.mentions
        while at < len(mentions) and mentions[at][0] < sentence.segment.start:
            at += 1
        found = []
        while at < len(mentions) and mentions[at][0] < sentence.segment.end:
            if not sentence.quotes_at(mentions[at][0]):
                found.append(mentions[at])
            at += 1
        return found[:20], at

    def _read_cues(self, sentence: Sentence, index: int, named: _Named) -> None:
        best: tuple[float, Cue, Referent] | None = None
        for cue in grammars.cues(sentence.words, self.language):
            rank = _rank(cue, sentence)
            if (best and rank <= best[0]) or not _counts(cue, sentence):
                continue
            spot = sentence.words[cue.verb].start
            before = [entity for at, entity in named if at < spot]
            who = self.resolver.resolve(
                sentence.words, cue.subject, self.focus, index, before, plain=cue.plain
            )
            if who is not None:
                best = (rank, cue, who)
        if best is None:
            self._read_subject(sentence, index)
        else:
            self._take(sentence, best[1], best[2])

    def _take(self, sentence: Sentence, cue: Cue, who: Referent) -> None:
        sentence.spoken = Candidate(
            who.name, who.kind, _score(cue, who, sentence), _reason(cue, who, sentence)
        )
        sentence.others = tuple(
            Candidate(
                name, who.kind, score, f"{who.phrase.lower()} {_verb(cue, sentence)} → {name}?"
            )
            for name, score in zip(who.others, _OTHER_SCORES, strict=False)
        )
        people = self.language.people
        crowds = people.group_nouns | people.organisation_nouns
        if who.by is By.DESCRIPTION and not crowds.isdisjoint(who.name.lower().split()):
            self.focus.crowd = who
        self._give_quotations(sentence)

    def _follow(self, sentence: Sentence) -> None:
        """Give a sentence that goes on with a report the speaker of it."""
        is_known = sentence.spoken is not None
        self.report.follow(sentence)
        if sentence.spoken and not is_known:
            self._give_quotations(sentence)

    def _give_quotations(self, sentence: Sentence) -> None:
        for number, _ in sentence.inside:
            if sentence.spoken and number not in self.speakers:
                self.speakers[number] = sentence.spoken
                self.others[number] = sentence.others

    def _read_subject(self, sentence: Sentence, index: int) -> None:
        """Lee branded the plan “a disaster”: words quoted inside a sentence are its subject's."""
        if sentence.segment.kind is not Kind.SENTENCE or not sentence.inside:
            return
        quote = sentence.inside[0][1]
        if quote.start <= sentence.segment.start:
            return
        if word_count(self.text, quote) < SHORTEST_MIXED:
            return
        if who := self.subject(sentence, index):
            reason = "subject of a sentence with a quotation"
            sentence.spoken = Candidate(who.name, who.kind, 0.4, reason)


def _is_described(words: Sequence[Token], phrase: Phrase) -> bool:
    """Lee was …: the sentence tells about its subject."""
    after = words[phrase.last + 1 : phrase.last + 2]
    return bool(after) and after[0].low in {"is", "was", "are", "were"}


def _counts(cue: Cue, sentence: Sentence) -> bool:
    """Headlines and headings only say what they say plainly."""
    is_sentence = sentence.segment.kind is Kind.SENTENCE
    return is_sentence or cue.strength is Strength.SOURCE or bool(sentence.inside)


def _rank(cue: Cue, sentence: Sentence) -> float:
    """Which of several cues speaks for the sentence: the outermost, as far as one can see."""
    if cue.strength is Strength.SOURCE:
        return 3.5 if cue.verb < 4 else 2.5
    if sentence.is_set_off_by(cue):
        return 2.8
    beside = bool(sentence.inside) and sentence.is_beside_quotation(cue)
    return (1.0 if cue.strength is Strength.ACT else 2.0) + 0.9 * beside


def _score(cue: Cue, who: Referent, sentence: Sentence) -> float:
    score = _BY_SCORE[who.by] - _STRENGTH_LOSS.get(cue.strength, 0.0)
    if cue.participle:
        score -= 0.1
    if sentence.inside and not sentence.is_beside_quotation(cue):
        score -= 0.1
    return round(score, 2)


def _verb(cue: Cue, sentence: Sentence) -> str:
    return sentence.words[cue.verb].low


def _reason(cue: Cue, who: Referent, sentence: Sentence) -> str:
    verb = _verb(cue, sentence)
    if who.by is By.PRONOUN:
        return f"{who.phrase.lower()} {verb} → {who.name}"
    if cue.strength is Strength.SOURCE:
        text = f"in … {verb}" if cue.subject.last < cue.verb else "according to"
    elif sentence.inside and sentence.is_beside_quotation(cue):
        text = f"“{verb}” beside the quotation"
    else:
        text = f"… {verb}"
    return f"{text}; {who.phrase} → {who.name}" if who.by is By.OFFICE else text
