"""What attribution gives: candidates with score and reason, one attribution per segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from claims.text.speech.names import UNNAMED

MOST_CANDIDATES = 3
# From this score on somebody surely speaks in the article.
SURE = 0.9


class QuoteType(StrEnum):
    """How a segment gives somebody's words."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the speaker. `score` is 0 to 1; `reason` is short English.

    `kind` is "person", "organisation", or "unnamed" for a description ("officials").
    """

    name: str
    kind: str
    score: float
    reason: str

    def again(self, score: float, reason: str) -> Candidate:
        """The same speaker for another segment, never surer than here."""
        return Candidate(self.name, self.kind, round(min(score, self.score), 2), reason)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The quote type of a segment and its speakers, best first; none: the article itself."""

    quote_type: QuoteType
    candidates: tuple[Candidate, ...]


NOTHING = Attribution(QuoteType.NONE, ())


def without_outsiders(found: Sequence[Attribution]) -> list[Attribution]:
    """The best three of each, less those who speak nowhere in the article.

    Somebody who only may have spoken is left as a second choice to those of whom we know no
    better.
    """
    firsts = [one.candidates[0] for one in found if one.candidates]
    voices = {one.name for one in firsts}
    sure = {one.name for one in firsts if one.score >= SURE or one.kind == UNNAMED}
    return [_insiders(one, voices, sure) if len(one.candidates) > 1 else one for one in found]


def _insiders(one: Attribution, voices: Set[str], sure: Set[str]) -> Attribution:
    candidates = one.candidates
    if candidates[0].name in sure:
        candidates = tuple(other for other in candidates if other.name in voices)
    return Attribution(one.quote_type, candidates[:MOST_CANDIDATES])


def ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The first of them stays first; the others follow by score; every name once."""
    listed = list(found)
    best: dict[str, Candidate] = {}
    for one in listed[:1] + sorted(listed[1:], key=_falling):
        best.setdefault(one.name, one)
    return tuple(best.values())


def _falling(candidate: Candidate) -> float:
    return -candidate.score
