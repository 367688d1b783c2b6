"""How sure we are of a speaker, and why: the weights of cues, and the reasons that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.text import reasons
from claims.text.segment import Kind
from claims.text.speech.candidates import Candidate
from claims.text.speech.cues import Cue, Strength
from claims.text.speech.referents import By, Referent
from claims.text.speech.sentences import Sentence
from claims.text.speech.tokens import QUOTED

_BY_SCORE = {By.NAME: 0.95, By.OFFICE: 0.85, By.PRONOUN: 0.8, By.DESCRIPTION: 0.75}
_STRENGTH_LOSS = {Strength.ACT: 0.15, Strength.STATE: 0.05}
_OTHER_SCORES = (0.25, 0.15)


def weigh(cue: Cue, who: Referent, sentence: Sentence) -> Candidate:
    """The speaker by a cue, with its score and reason."""
    return Candidate(who.name, who.kind, _score(cue, who, sentence), _reason(cue, who, sentence))


def second_choices(who: Referent, rivals: Sequence[tuple[Referent, str]]) -> Iterator[Candidate]:
    """The first of the rivals, each with its reason, whose names are not the speaker's."""
    others: dict[str, tuple[str, str]] = {}
    for one, reason in rivals:
        if one.name != who.name:
            others.setdefault(one.name, (one.kind, reason))
    for (name, (kind, reason)), score in zip(others.items(), _OTHER_SCORES, strict=False):
        yield Candidate(name, kind, score, reason)


def counts(cue: Cue, sentence: Sentence) -> bool:
    """Whether a cue is one there: headlines and headings only say what they say plainly."""
    is_sentence = sentence.segment.kind is Kind.SENTENCE
    return is_sentence or cue.strength is Strength.SOURCE or bool(sentence.inside)


def rank(cue: Cue, sentence: Sentence) -> float:
    """Which of several cues speaks for the sentence: the outermost, as far as one can see."""
    if cue.strength is Strength.SOURCE:
        return 3.5 if cue.verb < 4 else 2.5
    if _is_set_off(cue, sentence):
        return 2.8
    # Lee met the crew, saying that Kay found it “loud”: the clause is Lee's.
    is_outer = cue.participle and cue.strength is Strength.SAY
    beside = bool(sentence.inside) and (is_outer or _is_beside_quotation(cue, sentence))
    return (1.0 if cue.strength is Strength.ACT else 2.0) + 0.9 * beside


def verb(cue: Cue, sentence: Sentence) -> str:
    """The word of a cue, for reasons."""
    return sentence.words[cue.verb].low


def _score(cue: Cue, who: Referent, sentence: Sentence) -> float:
    score = _BY_SCORE[who.by] - _STRENGTH_LOSS.get(cue.strength, 0.0)
    if cue.participle:
        score -= 0.1
    if sentence.inside and not _is_beside_quotation(cue, sentence):
        score -= 0.1
    return round(score, 2)


def _reason(cue: Cue, who: Referent, sentence: Sentence) -> str:
    word = verb(cue, sentence)
    if who.by is By.PRONOUN:
        return f"{who.phrase.lower()} {word} → {who.name}"
    if cue.strength is Strength.SOURCE:
        wording = reasons.SOURCE_AROUND if cue.subject.last < cue.verb else reasons.SOURCE
    elif sentence.inside and _is_beside_quotation(cue, sentence):
        wording = reasons.CUE_AT_QUOTATION
    else:
        wording = reasons.CUE
    text = wording % {"word": word}
    return f"{text}; {who.phrase} → {who.name}" if who.by is By.OFFICE else text


def _is_beside_quotation(cue: Cue, sentence: Sentence) -> bool:
    """Whether a quotation stands within a few words of a cue."""
    near = sentence.words[max(0, min(cue.verb, cue.subject.first) - 2) : cue.verb + 4]
    return any(token.word == QUOTED for token in near)


def _is_set_off(cue: Cue, sentence: Sentence) -> bool:
    """…, officials said. …, he said, …: a report of everything around it."""
    first = cue.subject.first
    rest = sentence.words[max(cue.verb, cue.subject.last) + 1 :]
    is_closed = not any(token.is_word for token in rest) or rest[0].word == ","
    return is_closed and first > 0 and sentence.words[first - 1].word == ","
