"""Claim hints as they are kept with a claim, and which label of a scheme they point to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims.models import Claim, Label
from claims.text import languages
from claims.text.attribution import QuoteType
from claims.text.hints import Hint, HintKind, describe, suggest_verifiability, worth
from claims.text.leaning import Leaning, find_leanings


@dataclass(frozen=True, slots=True)
class SuggestedLabel:
    """The label that a machine would choose, and by which words."""

    label: Label
    grounds: Sequence[Hint]


def make_hint_columns(hints: Sequence[Hint], quote_type: QuoteType, length: int) -> dict[str, Any]:
    """The columns of a new claim of so many code points, with these hints."""
    packed = [[hint.kind.value, hint.start, hint.end] for hint in hints]
    return {"hints": packed, "worth": worth(hints, quote_type, length)}


def read_hints(packed: Iterable[tuple[str, int, int]], text: str, start: int) -> list[Hint]:
    """The hints kept with a claim of that text, which begins at `start`."""
    return [
        Hint(
            HintKind(kind),
            first,
            last,
            describe(HintKind(kind), text[first - start : last - start]),
        )
        for kind, first, last in packed
    ]


def list_hints(claim: Claim) -> list[Hint]:
    """The claim's hints in the order of its words."""
    return read_hints(claim.hints, claim.text, claim.start)


def list_leanings(claim: Claim, language: str) -> tuple[Leaning, ...]:
    """Where the claim leans on what stands around it; places are code points of its own text.

    Read each time: it takes less than a look into the database.
    """
    return find_leanings(claim.text, languages.get(language))


def suggest_label(labels: Iterable[Label], hints: Sequence[Hint]) -> SuggestedLabel | None:
    """Of a verifiability scheme's labels the one that means what the hints point to.

    None where they point nowhere, or the scheme has no such label. A scheme that does not ask what
    is worth checking has one label for what is and what is not.
    """
    answer = suggest_verifiability(hints)
    if answer is None:
        return None
    meant = [label for label in labels if label.verifiable == answer.verifiable]
    for wanted in (answer.check_worthy, Label.CheckWorthy.UNSET):
        for label in meant:
            if label.check_worthy == wanted:
                return SuggestedLabel(label, answer.grounds)
    return None
