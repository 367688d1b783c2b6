"""What files of our own are about, looked at before anything is written."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator
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
    ClaimSpan,
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
from claims.models import Article, Claim, Decision, Guideline, LabelScheme, Round
from claims.models.stages import MOST_APPROVALS
from claims.operations import restored_columns
from claims.operations.validation import check_columns
from claims.queries.label_words import NAMED

Record = TypeVar("Record", bound=AnyRecord)
LabelRecord = TypeVar("LabelRecord", VerifiabilityRecord, VerdictRecord)
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
    # Which claim, from where to where: short keys of both, since there may be millions.
    claims: dict[int, int] = field(default_factory=dict)
    corrections: dict[UUID, UUID] = field(default_factory=dict)
    # Articles that another corrects; and which was the last to have an id at the source.
    replaced: set[UUID] = field(default_factory=set)
    sources: dict[str, UUID] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    outlets: dict[str, None] = field(default_factory=dict)
    # Labels, their earlier revisions, and those that only the basis of a decision tells of: each
    # with a short key of its claim and pass.
    labels: dict[UUID, int] = field(default_factory=dict)
    earlier: dict[UUID, int] = field(default_factory=dict)
    lost: dict[UUID, int] = field(default_factory=dict)
    # Who labelled which claim in which pass: a short key of each.
    labelled: set[int] = field(default_factory=set)
    # The time at work on earlier revisions that decisions stand on, who tell of it.
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
    "wrong_span", "previous_missing" (of a correction), "text_twice", "source_id_twice",
    "article_missing", "claim_missing" (of a label or decision), "labelled_twice", "decided_twice",
    "wrong_rule", "wrong_approvals", "basis_elsewhere", "named_twice", and those of columns. Raises
    InvalidInput ("empty") where nothing is there.
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


def _note_article(found: Contents, document: ArticleDocument) -> None:
    head = document.article
    _note_once(found.articles, head.uuid)
    # Before it is looked at: what is wrong with an article is said once, not for all its labels.
    repeated = _note_claims(found, document.claims)
    if head.round:
        check_columns(Round(number=head.round.number, name=head.round.name))
        found.rounds[head.round.number] = head.round.name
        found.in_round[head.round.number] += 1
    if document.previous:
        _note_correction(found, head.uuid, document.previous)
    if head.source_id:
        _note_source(found, head.uuid, head.source_id)
    if head.outlet and head.outlet not in found.outlets:
        restored_columns.make_outlet(head.outlet)
        found.outlets[head.outlet] = None
    _note_text(found, restored_columns.make_article(document))
    for _claim in restored_columns.make_claims(document):
        pass
    if repeated is not None:
        raise _make_twice(repeated)
    standing = [one for one in document.claims if not one.retired and one.kind != Claim.Kind.SPAN]
    _refuse_repeated("claims", [one.start for one in standing])


def _note_claims(found: Contents, claims: Iterable[ClaimSpan]) -> UUID | None:
    """Note where they are; the UUID of one that the files have already."""
    repeated = None
    for one in claims:
        if hash(one.uuid) in found.claims:
            repeated = one.uuid
        else:
            found.claims[hash(one.uuid)] = hash((one.start, one.end))
    return repeated


def _note_once(known: set[UUID], uuid: UUID) -> None:
    _refuse_known(known, uuid)
    known.add(uuid)


def _refuse_known(known: Container[UUID], uuid: UUID) -> None:
    if uuid in known:
        raise _make_twice(uuid)


def _make_twice(uuid: UUID) -> InvalidInput:
    return InvalidInput("twice", "The record %(uuid)s stands twice in the files.", uuid=uuid)


def _refuse_repeated(name: str, values: Collection[object]) -> None:
    """What one record names once at most."""
    if len(set(values)) < len(values):
        raise InvalidInput("named_twice", "“%(name)s” names the same twice.", field=name, name=name)


def _make_key(claim: UUID, *of_it: object) -> int:
    return hash((claim, *of_it))


def _note_correction(found: Contents, article: UUID, previous: UUID) -> None:
    """A text comes after the one that it corrects, in our exports: so none corrects itself."""
    if previous == article or previous not in found.articles:
        raise InvalidInput(
            "previous_missing",
            "The article %(article)s corrects one that is not in the export.",
            article=article,
        )
    found.corrections[article] = previous
    found.replaced.add(previous)


def _note_source(found: Contents, article: UUID, source_id: str) -> None:
    """Of the texts under one id at the source one stands: it corrects the others."""
    holder = found.sources.get(source_id)
    if holder is not None and holder not in found.replaced:
        raise InvalidInput(
            "source_id_twice",
            "Another article has the id “%(id)s”, and is not corrected by this one.",
            id=source_id,
        )
    found.sources[source_id] = article


def _note_text(found: Contents, article: Article) -> None:
    if article.sha256_lf in found.texts:
        raise InvalidInput("text_twice", "Another article in the files has the same text.")
    found.texts.add(article.sha256_lf)


def _note_label(found: Contents, record: AnnotationRecord) -> None:
    _refuse_known(found.labels, record.uuid)
    place = found.labels[record.uuid] = _make_key(record.claim.uuid, record.stage)
    _note_said(found, record)
    restored_columns.make_label(record)
    _note_annotator(found, record)
    for earlier in record.history:
        restored_columns.make_earlier(earlier)
        _refuse_known(found.earlier, earlier.uuid)
        found.earlier[earlier.uuid] = place
        _note_in_short(found, earlier)
    _refuse_repeated("history", [record.revision, *(one.revision for one in record.history)])
    if record.suggestion:
        restored_columns.make_suggestion(record.suggestion)
        _note_name(found, record.suggestion.speaker)
    if record.suggested_verifiability:
        found.other_verifiabilities.setdefault(record.suggested_verifiability, False)
    if record.suggested_verdict:
        found.other_verdicts.add(record.suggested_verdict)
    if record.guideline_version:
        check_columns(Guideline(version=record.guideline_version))
        found.guidelines.add(record.guideline_version)


def _note_annotator(found: Contents, record: AnnotationRecord) -> None:
    found.annotators[record.annotator] = None
    key = _make_key(record.claim.uuid, record.stage, record.annotator)
    if key in found.labelled:
        raise InvalidInput(
            "labelled_twice",
            "There is another label by “%(annotator)s” on the claim %(claim)s in the same pass.",
            annotator=record.annotator,
            claim=record.claim.uuid,
        )
    found.labelled.add(key)


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
    _check_deciders(record)
    _refuse_repeated("basis", [one.uuid for one in record.basis])
    for label in record.basis:
        _note_basis(found, record, label)
    for approval in record.approvals:
        found.annotators[approval.approver] = None
    if record.decided_by:
        found.annotators[record.decided_by] = None


def _check_deciders(record: DecisionRecord) -> None:
    """Somebody decides by hand, nobody by rule; up to three others agree with somebody."""
    by_hand = record.rule == Decision.Rule.HAND
    if by_hand != (record.decided_by is not None):
        raise InvalidInput(
            "wrong_rule",
            "A decision by hand names who decided, and only such a one.",
            field="decided_by",
        )
    approvers = [one.approver for one in record.approvals]
    _refuse_repeated("approvals", approvers)
    if len(approvers) > (MOST_APPROVALS if by_hand else 0) or record.decided_by in approvers:
        raise InvalidInput(
            "wrong_approvals",
            "What somebody decided is approved by up to %(limit)d others; what a rule decided, by "
            "nobody.",
            field="approvals",
            limit=MOST_APPROVALS,
        )


def _note_basis(found: Contents, record: DecisionRecord, label: BasisRecord) -> None:
    restored_columns.make_taken_back(label, record)
    place = _make_key(record.claim.uuid, record.stage)
    labels = found.labels if label.uuid in found.labels else found.earlier
    known = labels if label.uuid in labels else found.lost
    if known.setdefault(label.uuid, place) != place:
        raise make_basis_elsewhere(label.uuid)
    _note_in_short(found, label)
    found.annotators[label.annotator] = None
    if label.uuid in found.earlier:
        found.seconds[label.uuid] = label.seconds


def make_basis_elsewhere(label: UUID) -> InvalidInput:
    return InvalidInput(
        "basis_elsewhere",
        "The label %(label)s, on which this stands, is of another claim or pass.",
        field="basis",
        label=label,
    )


def _note_said(found: Contents, record: Labelled) -> None:
    """What labels and decisions say alike."""
    if record.article.uuid not in found.articles:
        raise InvalidInput(
            "article_missing",
            "This is about the article %(article)s, which is not among the articles.",
            article=record.article.uuid,
        )
    claim = record.claim
    if found.claims.get(hash(claim.uuid)) != hash((claim.start, claim.end)):
        raise make_claim_missing(claim.uuid)
    for speaker in _list_speakers(record):
        found.speakers[speaker.uuid] = speaker
    said = record.verifiability
    _open_scheme(found.verifiabilities, said).setdefault(said.value, said)
    if (judged := record.verdict) is not None:
        _open_scheme(found.verdicts, judged).setdefault(judged.value, judged)
    for item in record.evidence:
        restored_columns.make_evidence(item)
    _refuse_repeated("evidence", [one.position for one in record.evidence])
    _refuse_repeated("co_speakers", [one.uuid for one in record.co_speakers])


def _open_scheme(
    schemes: dict[SchemeKey, dict[str, LabelRecord]], label: LabelRecord
) -> dict[str, LabelRecord]:
    key = (label.scheme, label.scheme_version)
    if key not in schemes:
        check_columns(LabelScheme(slug=label.scheme, version=label.scheme_version))
    return schemes.setdefault(key, {})


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
