"""What a grammar finds in a sentence: cues, each a word that tells of speech and who speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Phrase(NamedTuple):
    """A noun phrase: tokens `first` to `last` inclusive."""

    first: int
    last: int


class Strength(StrEnum):
    """How a cue makes a statement."""

    SAY = "say"
    STATE = "state"
    ACT = "act"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying (token `verb`) with the phrase that says who."""

    verb: int
    subject: Phrase
    strength: Strength
    participle: bool = False  # "…, saying that": the subject is the sentence's own
    plain: bool = False  # "said": takes any subject
    loose: bool = False  # no verb of saying: only the quotation beside it makes it one
