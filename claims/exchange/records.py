"""The shapes that all formats share. Free of Django; dates and times are Python's own, in UTC.

How a record becomes JSON or table cells is derived from the types written here (shapes.py): a new
field needs no more than its line below and its row in docs/export-format.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

# Of the records below. Raised when a field changes its meaning or goes; new fields don't raise it.
SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRecord:
    """One article on its way in. `text` is everything, headline included, exactly as it came.

    `previous` is the source_id of the article that this one corrects.
    """

    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    language: str = ""
    licence: str = ""
    redistribute: str = ""
    embargo: datetime | None = None
    source_id: str = ""
    previous: str = ""


ARTICLE_FIELDS = tuple(field.name for field in fields(ArticleRecord))


class RowStatus(StrEnum):
    """What became of one article on its way in."""

    CREATED = "created"
    KNOWN = "known"
    REFUSED = "refused"


# Outgoing records. What is absent is None; a text that may be None is never "": only so can a
# table keep the two apart (its cell is empty). Lists are tuples, and empty when there is nothing.
# Named tuples: a frozen dataclass of as many fields takes four times as long to make, and making
# them would be a seventh of an export's time. Always made and read by name.


class ProjectHead(NamedTuple):
    """The project a record comes from."""

    uuid: UUID
    slug: str


class RoundHead(NamedTuple):
    """A round of labelling: a sample of articles that was labelled before the others."""

    number: int
    name: str


class ArticleHead(NamedTuple):
    """What is known about an article, without its text. `length` in Unicode code points.

    `round` came later: a file without it is read as if there were none.
    """

    uuid: UUID
    source_id: str | None
    title: str
    url: str | None
    outlet: str | None
    author: str | None
    published: date | None
    language: str
    licence: str | None
    redistribute: str
    embargo: datetime | None
    length: int
    sha256: str
    round: RoundHead | None = None


class ClaimHead(NamedTuple):
    """`article text[start:end]`: code points, end exclusive, and the segments around it."""

    uuid: UUID
    start: int
    end: int
    kind: str
    paragraph: int
    position: int
    text: str
    context_before: str | None
    context_after: str | None
    retired: bool
    splitter_version: str


class SpeakerName(NamedTuple):
    """Which speaker; the article itself and unnamed sources have no name."""

    uuid: UUID
    name: str | None


class SpeakerRecord(NamedTuple):
    """A speaker, as the project knows them at the time of the export."""

    uuid: UUID
    kind: str
    name: str | None
    role: str | None
    affiliation: str | None
    same_as: str | None


class VerifiabilityRecord(NamedTuple):
    """The label chosen, and what followed from it when it was chosen."""

    scheme: str
    scheme_version: int
    value: str
    name: str
    verifiable: str
    check_worthy: str


class VerdictRecord(NamedTuple):
    """The verdict chosen, what it means in every scheme, and its rating from 1 to 5."""

    scheme: str
    scheme_version: int
    value: str
    name: str
    canonical: str | None
    rating: int | None


class EvidenceRecord(NamedTuple):
    """What a verdict rests on. Items of one set are needed together; sets are alternatives.

    Its last fields came later: a file without them is read as it was meant.
    """

    position: int
    stance: str
    url: str | None
    archived_url: str | None
    title: str | None
    publisher: str | None
    published: date | None
    retrieved: date | None
    medium: str | None
    quote: str | None
    question: str | None
    answer: str | None
    set_number: int
    kind: str = "source"
    asked_whom: str | None = None
    asked_on: date | None = None
    deadline: date | None = None
    url_key: str | None = None
    warnings: tuple[str, ...] = ()


class SuggestionRecord(NamedTuple):
    """What a machine had suggested when the claim was labelled; `taken`: its speaker was chosen."""

    speaker: SpeakerName
    quote_type: str | None
    source: str
    version: str
    score: float
    reason: str
    taken: bool


class EarlierRevision(NamedTuple):
    """What the same person had said about the claim before they revised it."""

    uuid: UUID
    revision: int
    created_at: datetime
    speaker: SpeakerName
    quote_type: str | None
    verifiability: str
    verdict: str | None
    wording: str | None
    claim_date: date | None
    justification: str | None
    confidence: int | None
    comment: str | None


class AnnotationRecord(NamedTuple):
    """One person's label of one claim, as it counts now, with all it refers to.

    Its last three fields came later: a file without them is read as if nobody knew.
    """

    schema_version: str
    uuid: UUID
    project: ProjectHead
    article: ArticleHead
    claim: ClaimHead
    annotator: str
    stage: str
    revision: int
    created_at: datetime
    first_submitted_at: datetime
    seconds: int | None
    guideline_version: int | None
    speaker: SpeakerRecord
    co_speakers: tuple[SpeakerRecord, ...]
    original_speaker: SpeakerRecord | None
    quote_type: str | None
    reporting_source: str | None
    verifiability: VerifiabilityRecord
    verdict: VerdictRecord | None
    checked: str
    wording: str | None
    claim_date: date | None
    claim_date_precision: str | None
    claim_types: tuple[str, ...]
    justification: str | None
    omission: str | None
    searched: str | None
    confidence: int | None
    comment: str | None
    evidence: tuple[EvidenceRecord, ...]
    suggestion: SuggestionRecord | None
    history: tuple[EarlierRevision, ...]
    suggestions_shown: bool | None = None
    suggested_verifiability: str | None = None
    suggested_verdict: str | None = None


class BasisRecord(NamedTuple):
    """A label that counted when a decision was made: whose, and what it said in short."""

    uuid: UUID
    annotator: str
    speaker: SpeakerName
    verifiability: str
    verdict: str | None
    confidence: int | None
    seconds: int | None


class ApprovalRecord(NamedTuple):
    """A curator who agrees with a decision of another."""

    approver: str
    created_at: datetime


class DecisionRecord(NamedTuple):
    """What stands for a claim in one pass, with all it refers to and the labels it stands on.

    What it says of the claim has the names that it has in AnnotationRecord. `decided_by` is a
    pseudonym, None where a rule of the project decided.
    """

    schema_version: str
    uuid: UUID
    project: ProjectHead
    article: ArticleHead
    claim: ClaimHead
    stage: str
    rule: str
    decided_by: str | None
    created_at: datetime
    reason: str | None
    previous: UUID | None
    speaker: SpeakerRecord
    co_speakers: tuple[SpeakerRecord, ...]
    original_speaker: SpeakerRecord | None
    quote_type: str | None
    reporting_source: str | None
    verifiability: VerifiabilityRecord
    verdict: VerdictRecord | None
    checked: str
    wording: str | None
    claim_date: date | None
    claim_date_precision: str | None
    claim_types: tuple[str, ...]
    justification: str | None
    omission: str | None
    searched: str | None
    evidence: tuple[EvidenceRecord, ...]
    basis: tuple[BasisRecord, ...]
    approvals: tuple[ApprovalRecord, ...]


class ClaimSpan(NamedTuple):
    """Where a claim stands in its article: `text[start:end]`, code points, end exclusive."""

    uuid: UUID
    start: int
    end: int
    kind: str
    paragraph: int
    position: int
    retired: bool
    splitter_version: str


class ArticleDocument(NamedTuple):
    """One article with its text, exactly as it came, and its claims in the order of their starts.

    `previous` is the article that this one corrects.
    """

    schema_version: str
    project: ProjectHead
    article: ArticleHead
    previous: UUID | None
    created_at: datetime
    text: str
    claims: tuple[ClaimSpan, ...]


# What formats of single claims write: one person's label, or the decision.
Labelled = AnnotationRecord | DecisionRecord
AnyRecord = AnnotationRecord | DecisionRecord | ArticleDocument


class Kind(StrEnum):
    """What an export is of."""

    ANNOTATIONS = "annotations"
    DECISIONS = "decisions"
    ARTICLES = "articles"


RECORD_TYPES: Mapping[Kind, type] = {
    Kind.ANNOTATIONS: AnnotationRecord,
    Kind.DECISIONS: DecisionRecord,
    Kind.ARTICLES: ArticleDocument,
}
