"""What one may say about a claim: how the edges hand it in. The rules: labelling_rules.py"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from uuid import UUID

from claims.errors import InvalidInput
from claims.models import Annotation, Evidence

# What a labelling says that an annotation keeps as it is said.
COPIED_FIELDS = (
    "quote_type",
    "reporting_source",
    "checked",
    "wording",
    "claim_date",
    "claim_date_precision",
    "justification",
    "omission",
    "searched",
    "confidence",
    "comment",
    "seconds",
)
SECONDS_LIMIT = 86_400
SET_LIMIT = 99
# What the column of a guideline's version takes.
VERSION_LIMIT = 2_147_483_647
# Characters per free text, and items of evidence per label: far above need, far below harm.
TEXT_LIMIT = 10_000
EVIDENCE_LIMIT = 50


class InvalidLabelling(InvalidInput):
    """A labelling that breaks rules: all of them, each with its field."""

    def __init__(self, problems: list[InvalidInput]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, field=first.field, **first.params)
        self.problems = tuple(problems)


def unknown_choice(field: str) -> InvalidInput:
    """The refusal of a value that is none of a field's."""
    return InvalidInput("unknown_choice", "Choose one of the values given.", field=field)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceItem:
    """One piece of evidence as it is handed in. Fields as in models.Evidence."""

    kind: str = Evidence.Kind.SOURCE.value
    stance: str
    url: str = ""
    archived_url: str = ""
    title: str = ""
    publisher: str = ""
    published: date | None = None
    retrieved: date | None = None
    medium: str = ""
    quote: str = ""
    question: str = ""
    answer: str = ""
    set_number: int = 1
    asked_whom: str = ""
    asked_on: date | None = None
    deadline: date | None = None

    @property
    def is_reply(self) -> bool:
        return self.kind == Evidence.Kind.RIGHT_OF_REPLY

    @property
    def says_something(self) -> bool:
        return bool(self.url or self.quote or self.answer)


EVIDENCE_FIELDS = tuple(field.name for field in fields(EvidenceItem))


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelling:
    """What a person says about a claim: speakers by UUID, labels by value (models.Annotation).

    Speaker and verifiability may be left out in the check pass: they are as the label pass left
    them.
    """

    speaker: UUID | None = None
    verifiability: str = ""
    verdict: str = ""
    co_speakers: tuple[UUID, ...] = ()
    original_speaker: UUID | None = None
    quote_type: str = ""
    reporting_source: str = ""
    checked: str = Annotation.Checked.CONTENT.value
    wording: str = ""
    claim_date: date | None = None
    claim_date_precision: str = ""
    claim_types: tuple[str, ...] = ()
    justification: str = ""
    omission: str = ""
    searched: str = ""
    confidence: int | None = None
    comment: str = ""
    seconds: int | None = None
    evidence: tuple[EvidenceItem, ...] = ()


def digest(labelling: Labelling, *about: object) -> str:
    """SHA-256 (hex) of a labelling and what it is about: equal bodies give equal digests.

    The seconds do not count: a page that sends the same again has run on meanwhile.
    """
    said = {name: value for name, value in asdict(labelling).items() if name != "seconds"}
    body = json.dumps([said, *about], default=str, sort_keys=True)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def digest_withdrawal(annotation: UUID) -> str:
    """SHA-256 (hex) of the wish to take that label back, where there is no body to digest."""
    return hashlib.sha256(f"undo {annotation}".encode()).hexdigest()
