"""Reads an article's cues in order and keeps who spoke, so that "he" finds its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.text import reasons
from claims.text.segment import Kind, Segment
from claims.text.speech import grammars, weighing
from claims.text.speech.candidates import Candidate
from claims.text.speech.continuation import Report
from claims.text.speech.cues import Cue, Phrase
from claims.text.speech.directory import Directory, Entity, Mention
from claims.text.speech.names import UNNAMED
from claims.text.speech.quotes import Quote
from claims.text.speech.referents import By, Referent
from claims.text.speech.sentences import Sentence
from claims.text.speech.tokens import QUOTED, Token
from claims.text.title_case import is_title_case

# So many cues of one sentence are looked at, the best first.
MOST_CUES = 4
# So many of the names in one sentence are remembered.
MOST_MENTIONS = 20
# Words quoted inside a sentence are its subject's from so many words on.
SHORTEST_MIXED = 2
# How many words are counted before a quotation is simply long.
_COUNTED = 80  # code points

_LONGEST_SIGNATURE = 160  # code points
_AROUND_SIGNATURE = ' .,"”’'
# "he" as a sentence's subject is among so many of its first words.
_SUBJECT_REACH = 3

_Named = Sequence[Mention]


def _inner(text: str, quote: Quote) -> str:
    """The beginning of a quotation, without its marks."""
    return text[quote.start + 1 : min(quote.end - quote.closed, quote.start + _COUNTED)]


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
        words = self.language.reporting
        self.singular = words.male | words.female
        people = self.language.people
        self.crowds = people.group_nouns | people.organisation_nouns
        self.focus = self.resolver.focus
        self.last: Referent | None = None  # who said something last
        self.report = Report(words)
        self.speakers: dict[int, Candidate] = {}  # by number of the quotation
        self.others: dict[int, tuple[Candidate, ...]] = {}  # second and third choices

    def read(self, sentences: Sequence[Sentence]) -> None:
        """One walk over the article."""
        at = 0
        for index, sentence in enumerate(sentences):
            self.focus.segment = index
            named, at = self._named_in(sentence, at)
            if not sentence.is_quoted_whole:
                sentence.words = sentence.read_words(self.text)
                sentence.actor = self._pronoun_subject(sentence)
                self._read_cues(sentence, named)
                self._follow(sentence)
                sentence.words = []
            for mention in sorted(named, key=lambda one: (not one.is_aside, -one.start)):
                self.focus.bring(mention.entity)
            if sentence.actor:
                self.focus.bring(sentence.actor)
            if sentence.spoken and (speaker := self.directory.called(sentence.spoken.name)):
                self.focus.bring(speaker)
                self.focus.voices.add(speaker)
        self.focus.clear()

    def is_title(self, quote: Quote, fewest_words: int) -> bool:
        """ "The Long Night of Ely": a name, and nothing that anybody says."""
        return is_title_case(_inner(self.text, quote), self.language.reporting, fewest_words)

    def signature(self, line: Segment) -> Entity | None:
        """Who signs with a line such as "– Ann Lee, mayor of Ely": a name and no verb."""
        reader, words = self.directory.reader, self.language.reporting
        if line.end - line.start > _LONGEST_SIGNATURE or self.text[line.end - 1] == ".":
            return None
        run = next(reader.runs(self.text, line.start, line.end), None)
        if run is None or run.start > line.start + 3 or len(run.words) < 2:
            return None
        behind = self.text[run.end : line.end].strip(_AROUND_SIGNATURE)
        if self.text[run.end : run.end + 1].isspace() and behind:
            return None
        rest = behind.lower().split()
        if any(word in reader.verbs or word in words.auxiliaries for word in rest):
            return None
        return self.directory.find(run)

    def _holds_titles(self, sentence: Sentence) -> bool:
        return all(self.is_title(quote, 2) for _, quote in sentence.inside)

    def _pronoun_subject(self, sentence: Sentence) -> Entity | None:
        """But she has no house: whom a sentence is about stays in focus."""
        words, first = sentence.words, self._introduction(sentence.words)
        for spot, token in enumerate(words[first : first + _SUBJECT_REACH], first):
            if token.low in self.singular:
                who = self.resolver.resolve(words, Phrase(spot, spot))
                return who.entity if who else None
            if token.low in self.language.reporting.prepositions:
                break
        return None

    def _introduction(self, words: Sequence[Token]) -> int:
        """How long it is in "After a talk with Lee, she …"; but in "After Lee left, she" 0."""
        if len(words) < 2 or words[0].low not in self.language.reporting.prepositions:
            return 0
        if words[1].is_name and words[0].low not in self.directory.prepositions:
            return 0
        return next((at for at, token in enumerate(words) if token.word == ","), 0)

    def named_subject(self, sentence: Sentence, *, even_told_of: bool = False) -> Entity | None:
        """Who acts in a sentence, if it names them; `even_told_of`: or is only described."""
        words = sentence.words or sentence.read_words(self.text)
        for phrase in grammars.subjects(words, self.language):
            who = self.resolver.resolve(words, phrase)
            if who is None or who.entity is None:
                continue
            is_sure = who.by is By.OFFICE or bool(who.entity.full_mentions)
            acts = even_told_of or not self._is_described(words, phrase)
            return who.entity if is_sure and acts else None
        return None

    def _is_described(self, words: Sequence[Token], phrase: Phrase) -> bool:
        """Lee was …; Lee “Inc.”: the sentence tells about its subject."""
        after = words[phrase.last + 1 : phrase.last + 2]
        return bool(after) and (
            after[0].low in self.language.reporting.be or after[0].low == QUOTED
        )

    def _named_in(self, sentence: Sentence, at: int) -> tuple[_Named, int]:
        """Mentions in a sentence outside its quotations; and where the next one's begin."""
        mentions = self.directory.mentions
        while at < len(mentions) and mentions[at].start < sentence.segment.start:
            at += 1
        found = []
        while at < len(mentions) and mentions[at].start < sentence.segment.end:
            if not sentence.quotes_at(mentions[at].start):
                found.append(mentions[at])
            at += 1
        return found[:MOST_MENTIONS], at

    def _read_cues(self, sentence: Sentence, named: _Named) -> None:
        found = list(self._find(sentence, named))
        if not found:
            self._read_subject(sentence)
            return
        (cue, who), *rest = found
        rivals = [(one, f"… {weighing.verb(other, sentence)}") for other, one in rest]
        rivals += _doubts(sentence, cue, who, named)
        if self.last and who.by is not By.NAME:
            rivals.append((self.last, "spoke before"))
        sentence.spoken = weighing.weigh(cue, who, sentence)
        sentence.others = tuple(weighing.second_choices(who, rivals))
        self._remember(who)
        self._give_quotations(sentence)

    def _find(self, sentence: Sentence, named: _Named) -> Iterator[tuple[Cue, Referent]]:
        """The cues of a sentence with whom their subjects mean, the best first."""
        cues = [
            cue
            for cue in grammars.cues(sentence.words, self.language)
            if weighing.counts(cue, sentence)
        ]
        if any(cue.loose for cue in cues) and self._holds_titles(sentence):
            cues = [cue for cue in cues if not cue.loose]
        cues.sort(key=lambda cue: -weighing.rank(cue, sentence))
        for cue in cues[:MOST_CUES]:
            spot = sentence.words[cue.verb].start
            before = [one.entity for one in named if one.start < spot and not one.is_aside]
            who = self.resolver.resolve(sentence.words, cue.subject, before, plain=cue.plain)
            if who is not None:
                yield cue, who

    def _remember(self, who: Referent) -> None:
        """Whom "they" and, of one without a name, "she" may mean from now on."""
        self.last = who
        if who.by is By.DESCRIPTION and not self.crowds.isdisjoint(who.name.lower().split()):
            self.focus.crowd = who
        if who.kind == UNNAMED and self.resolver.is_single(who):
            self.focus.stranger = (self.focus.segment, who)

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

    def _read_subject(self, sentence: Sentence) -> None:
        """Lee branded the plan “a disaster”: words quoted inside a sentence are its subject's."""
        if sentence.segment.kind is not Kind.SENTENCE or not sentence.inside:
            return
        quote = sentence.inside[0][1]
        if quote.start <= sentence.segment.start:
            return
        if word_count(self.text, quote) < SHORTEST_MIXED or self.is_title(quote, 2):
            return
        if who := sentence.actor or self.named_subject(sentence):
            sentence.spoken = Candidate(who.name, who.kind, 0.4, reasons.SUBJECT)


def _doubts(
    sentence: Sentence, cue: Cue, who: Referent, named: _Named
) -> Iterator[tuple[Referent, str]]:
    """Whom else the subject of a cue may mean, or names as well, each with the reason."""
    subject = cue.subject
    start, end = sentence.words[subject.first].start, sentence.words[subject.last].end
    for one in who.others:
        yield _as_named(one), f"{who.phrase.lower()} {weighing.verb(cue, sentence)} → {one.name}?"
    for mention in named:
        if start <= mention.start < end:
            yield _as_named(mention.entity), reasons.NAMED_BESIDE


def _as_named(entity: Entity) -> Referent:
    return Referent.of(entity, By.NAME, entity.name)
