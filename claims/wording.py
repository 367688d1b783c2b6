"""Refusals and reasons in the reader's language."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext, gettext_lazy

from claims.errors import DomainError, Phrase
from claims.text.hints import Hint, HintKind
from claims.text.reasons import read_reason

HINTS = {
    HintKind.QUESTION: gettext_lazy("question: “%(words)s”"),
    HintKind.PREDICTION: gettext_lazy("prediction: “%(words)s”"),
    HintKind.OPINION: gettext_lazy("opinion: “%(words)s”"),
    HintKind.QUANTITY: gettext_lazy("quantity: “%(words)s”"),
    HintKind.DATE: gettext_lazy("date: “%(words)s”"),
    HintKind.COMPARISON: gettext_lazy("comparison: “%(words)s”"),
}


def describe(said: DomainError | Phrase) -> str:
    """What is said, translated, its parameters filled in; they may be refusals and phrases too."""
    sentence = gettext(said.message)
    if not said.params:
        return sentence
    return sentence % {
        name: describe(value) if isinstance(value, DomainError | Phrase) else value
        for name, value in said.params.items()
    }


def describe_reason(reason: str) -> str:
    """Why somebody may be the speaker; as it is where it is not the engine's."""
    read = read_reason(reason)
    if read is None:
        return reason
    return gettext(read.sentence) % read.params + read.rest


class Suggested(Protocol):
    """What a machine suggests: `score` is 0 to 1; `added_by_id` is None for the text engine."""

    source: str
    version: str
    score: float
    reason: str

    @property
    def added_by_id(self) -> int | None: ...


def describe_suggested(suggested: Suggested) -> str:
    """Why, and of what a program outside says also which program, and how sure it is."""
    if suggested.added_by_id is None:
        return describe_reason(suggested.reason)
    said = gettext("%(source)s %(version)s, %(percent)d %%") % {
        "source": suggested.source,
        "version": suggested.version,
        "percent": round(suggested.score * 100),
    }
    return f"{said}: {suggested.reason}" if suggested.reason else said


def describe_hint(hint: Hint) -> str:
    """What words of a claim show, and which words."""
    return HINTS[hint.kind] % {"words": hint.words}


def describe_hints(hints: Iterable[Hint]) -> str:
    return "; ".join(map(describe_hint, hints))
