"""What files of our own are about, looked at before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from claims.errors import DomainError, InvalidInput
from claims.exchange.records import (
    SCHEMA_VERSION,
    AnnotationRecord,
    AnyRecord,
    ArticleDocument,
    BasisRecord,
    DecisionRecord,
    EarlierRevision,
    Kind,
    Labelled,
    ProjectHead,
    SpeakerName,
    SpeakerRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.operations import restored_columns
from claims.queries.label_words import NAMED

Record = TypeVar("Record", bound=AnyRecord)
# Short name and version.
SchemeKey = tuple[str, int]
# A file gone through from its beginning: each record with its number, or why it is none.
Open = Callable[[], Iterable[tuple[int, Record | DomainError]]]


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """The files of one export, which are gone through twice."""

    open_articles: Open[ArticleDocument]
    open_labels: Open[AnnotationRecord]
    open_decisions: Open[DecisionRecord] = tuple


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that cannot come back: of which file, its number there, and why."""

    kind: Kind
    number: int
    problem: DomainError


@dataclass(slots=True)
class Contents:
    """All that has names of its own in the files, each once; and what is wrong in them."""

    project: ProjectHead | None = None
    speakers: dict[UUID, SpeakerRecord] = field(default_factory=dict)
    # Named only in a history, by a suggestion, or as a basis: who they are else, nothing says.
    names: dict[UUID, SpeakerName] = field(default_factory=dict)
    verifiabilities: dict[SchemeKey, dict[str, VerifiabilityRecord]] = field(default_factory=dict)
    verdicts: dict[SchemeKey, dict[str, VerdictRecord]] = field(default_factory=dict)
    # Of earlier revisions and suggestions only the value is said; whether it had a verdict.
    other_verifiabilities: dict[str, bool] = field(default_factory=dict)
    other_verdicts: set[str] = field(default_factory=set)
    guidelines: set[int] = field(default_factory=set)
    rounds: dict[int, str] = field(default_factory=dict)
    in_round: Counter[int] = field(default_factory=Counter)
    annotators: dict[str, None] = field(default_factory=dict)
    articles: set[UUID] = field(default_factory=set)
    # Which claim, from where to where: a short key of each, since there may be millions.
    claims: set[int] = field(default_factory=set)
    corrections: dict[UUID, UUID] = field(default_factory=dict)
    labels: set[UUID] = field(default_factory=set)
    # Earlier revisions; and the time at work on those that decisions stand on, who tell of it.
    earlier: set[UUID] = field(default_factory=set)
    seconds: dict[UUID, int | None] = field(default_factory=dict)
    decisions: set[UUID] = field(default_factory=set)
    decided: set[tuple[UUID, str]] = field(default_factory=set)
    refused: int = 0
    # The first of them.
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, kind: Kind, number: int, problem: DomainError) -> None:
        self.refused += 1
        if len(self.refusals) < NAMED:
            self.refusals.append(Refusal(kind, number, problem))


def read_contents(files: ExportFiles) -> Contents:
    """Go through all files, also past what is wrong in them: each such record is a refusal.

    Their codes: those of the readers, "other_version", "several_projects", "twice", "text_differs",
    "wrong_span", "previous_missing" (of a correction), "article_missing", "claim_missing" (of a
    label or decision), and those of columns. Raises InvalidInput ("empty") where nothing is there.
    """
    found = Contents()
    _note_each(found, Kind.ARTICLES, files.open_articles(), _note_article)
    _note_each(found, Kind.ANNOTATIONS, files.open_labels(), _note_label)
    _note_each(found, Kind.DECISIONS, files.open_decisions(), _note_decision)
    if found.project is None and not found.refused:
        raise InvalidInput("empty", "There is nothing in these files.")
    return found


def _note_each(
    found: Contents,
    kind: Kind,
    rows: Iterable[tuple[int, Record | DomainError]],
    note: Callable[[Contents, Record], None],
) -> None:
    for number, row in rows:
        if isinstance(row, DomainError):
            found.refuse(kind, number, row)
            continue
        try:
            _look_at(found, row)
            note(found, row)
        except DomainError as problem:
            found.refuse(kind, number, problem)


def _look_at(found: Contents, record: AnyRecord) -> None:
    version = record.schema_version.partition(".")[0]
    if version != SCHEMA_VERSION.partition(".")[0]:
        raise InvalidInput(
            "other_version",
            "The file is of version %(version)s; this reads %(known)s.",
            version=record.schema_version,
            known=SCHEMA_VERSION,
        )
    if found.project not in (None, record.project):
        raise InvalidInput("several_projects", "The files hold more than one project.")
    found.project = record.project
    if record.article.round:
        found.rounds[record.article.round.number] = record.article.round.name


def _note_article(found: Contents, document: ArticleDocument) -> None:
    head = document.article
    _note_once(found.articles, head.uuid)
    # Before it is looked at: what is wrong with an article is said once, not for all its labels.
    found.claims.update(_make_key(one.uuid, one.start, one.end) for one in document.claims)
    if head.round:
        found.in_round[head.round.number] += 1
    if document.previous:
        _note_correction(found, head.uuid, document.previous)
    restored_columns.make_article(document)
    for _claim in restored_columns.make_claims(document):
        pass


def _note_once(known: set[UUID], uuid: UUID) -> None:
    if uuid in known:
        raise InvalidInput("twice", "The record %(uuid)s stands twice in the files.", uuid=uuid)
    known.add(uuid)


def _make_key(claim: UUID, start: int, end: int) -> int:
    return hash((claim, start, end))


def _note_correction(found: Contents, article: UUID, previous: UUID) -> None:
    """A text comes after the one that it corrects, in our exports: so none corrects itself."""
    if previous == article or previous not in found.articles:
        raise InvalidInput(
            "previous_missing",
            "The article %(article)s corrects one that is not in the export.",
            article=article,
        )
    found.corrections[article] = previous


def _note_label(found: Contents, record: AnnotationRecord) -> None:
    _note_once(found.labels, record.uuid)
    _note_said(found, record)
    restored_columns.make_label(record)
    for earlier in record.history:
        restored_columns.make_earlier(earlier)
        found.earlier.add(earlier.uuid)
        _note_in_short(found, earlier)
    if record.suggestion:
        _note_name(found, record.suggestion.speaker)
    if record.suggested_verifiability:
        found.other_verifiabilities.setdefault(record.suggested_verifiability, False)
    if record.suggested_verdict:
        found.other_verdicts.add(record.suggested_verdict)
    if record.guideline_version:
        found.guidelines.add(record.guideline_version)
    found.annotators[record.annotator] = None


def _note_decision(found: Contents, record: DecisionRecord) -> None:
    _note_once(found.decisions, record.uuid)
    if (record.claim.uuid, record.stage) in found.decided:
        raise InvalidInput(
            "decided_twice",
            "There is another decision on the claim %(claim)s in the same pass.",
            claim=record.claim.uuid,
        )
    found.decided.add((record.claim.uuid, record.stage))
    _note_said(found, record)
    restored_columns.make_decision(record)
    for label in record.basis:
        _note_in_short(found, label)
        found.annotators[label.annotator] = None
        if label.uuid in found.earlier:
            found.seconds[label.uuid] = label.seconds
    for approval in record.approvals:
        found.annotators[approval.approver] = None
    if record.decided_by:
        found.annotators[record.decided_by] = None


def _note_said(found: Contents, record: Labelled) -> None:
    """What labels and decisions say alike."""
    if record.article.uuid not in found.articles:
        raise InvalidInput(
            "article_missing",
            "This is about the article %(article)s, which is not among the articles.",
            article=record.article.uuid,
        )
    claim = record.claim
    if _make_key(claim.uuid, claim.start, claim.end) not in found.claims:
        raise make_claim_missing(claim.uuid)
    for speaker in _list_speakers(record):
        found.speakers[speaker.uuid] = speaker
    said = record.verifiability
    scheme = found.verifiabilities.setdefault((said.scheme, said.scheme_version), {})
    scheme.setdefault(said.value, said)
    if (judged := record.verdict) is not None:
        verdicts = found.verdicts.setdefault((judged.scheme, judged.scheme_version), {})
        verdicts.setdefault(judged.value, judged)
    for item in record.evidence:
        restored_columns.make_evidence(item)


def make_claim_missing(claim: UUID) -> InvalidInput:
    return InvalidInput(
        "claim_missing",
        "This is about the claim %(claim)s, which is not among those of the articles.",
        claim=claim,
    )


def _note_in_short(found: Contents, label: EarlierRevision | BasisRecord) -> None:
    """A label of which little more than its values is said."""
    had_verdict = found.other_verifiabilities.get(label.verifiability, False)
    found.other_verifiabilities[label.verifiability] = had_verdict or bool(label.verdict)
    if label.verdict:
        found.other_verdicts.add(label.verdict)
    _note_name(found, label.speaker)


def _note_name(found: Contents, speaker: SpeakerName) -> None:
    found.names[speaker.uuid] = speaker


def _list_speakers(record: Labelled) -> Iterator[SpeakerRecord]:
    yield record.speaker
    yield from record.co_speakers
    if record.original_speaker:
        yield record.original_speaker
