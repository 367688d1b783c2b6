"""What attribution gives: candidates with score and reason, one attribution per segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_CANDIDATES = 3


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


def ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The first of them stays first; the others follow by score; every name once."""
    listed = list(found)
    best = {one.name: one for one in reversed(listed[:1] + sorted(listed[1:], key=_falling))}
    ordered = list(reversed(best.values()))
    return tuple(ordered[:MOST_CANDIDATES])


def _falling(candidate: Candidate) -> float:
    return -candidate.score
