"""Records of decisions: one chunk at a time, with all that they refer to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from claims.exchange.records import (
    SCHEMA_VERSION,
    ApprovalRecord,
    ArticleHead,
    BasisRecord,
    ClaimHead,
    DecisionRecord,
    EvidenceRecord,
)
from claims.models import Approval, DecisionBasis, Project
from claims.queries import export_parts as parts
from claims.queries.export_moment import Past
from claims.queries.export_raw import Row
from claims.queries.export_shared import Shared


class DecisionRow(NamedTuple):
    """A decision; the names are those of its columns; its article and predecessor come with it."""

    id: int
    uuid: UUID
    article_id: int
    claim_id: int
    previous: UUID | None
    stage: str
    rule: str
    decided_by_id: int | None
    created_at: datetime
    reason: str
    speaker_id: int
    original_speaker_id: int | None
    quote_type: str
    reporting_source: str
    verifiability_id: int
    verdict_id: int | None
    checked: str
    wording: str
    claim_date: date | None
    claim_date_precision: str
    claim_types: str
    justification: str
    omission: str
    searched: str
    verifiable: str
    check_worthy: str
    canonical_verdict: str


class _BasisRow(NamedTuple):
    """A label that a decision stands on; the names are Annotation's columns."""

    uuid: UUID
    annotator_id: int
    speaker_id: int
    verifiability_id: int
    verdict_id: int | None
    confidence: int | None
    seconds: int | None


class _ApprovalRow(NamedTuple):
    """The columns of an approval; the names are the model's."""

    approver_id: int
    created_at: datetime


class _Parts(NamedTuple):
    """All that the records of one chunk refer to, by number."""

    articles: dict[int, ArticleHead]
    claims: dict[int, ClaimHead]
    co_speakers: dict[int, list[int]]
    evidence: dict[int, tuple[EvidenceRecord, ...]]
    basis: dict[int, list[_BasisRow]]
    approvals: dict[int, list[_ApprovalRow]]
    pseudonyms: dict[int, str]


def _read_basis(alias: str, decisions: parts.Ids) -> dict[int, list[_BasisRow]]:
    """The labels that each decision stands on, in the order they were noted: the first given first.

    Not by their own numbers: labels that came back from an export have those of their slots.
    """
    rows = DecisionBasis.objects.using(alias).filter(
        decision__in=parts.select_ids(alias, decisions)
    )
    columns = (f"annotation__{name}" for name in _BasisRow._fields)
    basis = defaultdict(list)
    for number, *values in rows.order_by("decision_id", "pk").values_list("decision_id", *columns):
        basis[number].append(_BasisRow._make(values))
    return basis


def _read_approvals(past: Past, decisions: parts.Ids) -> dict[int, list[_ApprovalRow]]:
    rows = Approval.objects.using(past.alias).filter(
        past.had("approvals"), decision__in=parts.select_ids(past.alias, decisions)
    )
    approvals = defaultdict(list)
    for number, *values in rows.order_by("decision_id", "number").values_list(
        "decision_id", *_ApprovalRow._fields
    ):
        approvals[number].append(_ApprovalRow._make(values))
    return approvals


class DecisionMaker(Shared):
    """Makes records of rows."""

    def __init__(self, past: Past, project: Project) -> None:
        super().__init__(past.alias, project)
        self.past = past

    def make_records(self, found: Iterable[Row]) -> Iterator[list[DecisionRecord]]:
        """The records of rows that have the columns of DecisionRow."""
        rows = list(map(DecisionRow._make, found))
        known = self._read_parts(rows)
        self.learn_speakers(
            {
                *(row.speaker_id for row in rows),
                *(row.original_speaker_id for row in rows if row.original_speaker_id),
                *(speaker for several in known.co_speakers.values() for speaker in several),
                *(label.speaker_id for several in known.basis.values() for label in several),
            }
        )
        yield [self._make_record(row, known) for row in rows]

    def _read_parts(self, rows: Sequence[DecisionRow]) -> _Parts:
        alias = self.alias
        decisions = [row.id for row in rows]
        articles = {row.article_id for row in rows}
        basis = _read_basis(alias, decisions)
        approvals = _read_approvals(self.past, decisions)
        people = {
            *(row.decided_by_id for row in rows if row.decided_by_id),
            *(label.annotator_id for several in basis.values() for label in several),
            *(one.approver_id for several in approvals.values() for one in several),
        }
        return _Parts(
            articles=parts.read_articles(alias, articles),
            claims=parts.read_claims(alias, articles, {row.claim_id for row in rows}),
            co_speakers=parts.read_co_speakers(alias, "decision", decisions),
            evidence=parts.read_evidence(alias, "decision", decisions),
            basis=basis,
            approvals=approvals,
            pseudonyms=parts.read_pseudonyms(alias, people, self.project.pseudonym_key),
        )

    def _make_record(self, row: DecisionRow, known: _Parts) -> DecisionRecord:
        return DecisionRecord(
            schema_version=SCHEMA_VERSION,
            uuid=row.uuid,
            project=self.project_head,
            article=known.articles[row.article_id],
            claim=known.claims[row.claim_id],
            stage=row.stage,
            rule=row.rule,
            decided_by=known.pseudonyms.get(row.decided_by_id or 0),
            created_at=row.created_at,
            reason=row.reason or None,
            previous=row.previous,
            speaker=self.speakers[row.speaker_id],
            co_speakers=self.list_co_speakers(row.speaker_id, known.co_speakers.get(row.id, ())),
            original_speaker=self.speakers.get(row.original_speaker_id or 0),
            quote_type=row.quote_type or None,
            reporting_source=row.reporting_source or None,
            verifiability=self.find_verifiability(
                row.verifiability_id, row.verifiable, row.check_worthy
            ),
            verdict=self.find_verdict(row.verdict_id, row.canonical_verdict),
            checked=row.checked,
            wording=row.wording or None,
            claim_date=row.claim_date,
            claim_date_precision=row.claim_date_precision or None,
            claim_types=parts.parse_list(row.claim_types),
            justification=row.justification or None,
            omission=row.omission or None,
            searched=row.searched or None,
            evidence=known.evidence.get(row.id, ()),
            basis=tuple(
                self._make_basis(label, known.pseudonyms[label.annotator_id])
                for label in known.basis.get(row.id, ())
            ),
            approvals=tuple(
                ApprovalRecord(known.pseudonyms[one.approver_id], one.created_at)
                for one in known.approvals.get(row.id, ())
            ),
        )

    def _make_basis(self, label: _BasisRow, annotator: str) -> BasisRecord:
        return BasisRecord(
            uuid=label.uuid,
            annotator=annotator,
            speaker=self.names[label.speaker_id],
            verifiability=self.labels[label.verifiability_id].value,
            verdict=self.name_label(label.verdict_id),
            confidence=label.confidence,
            seconds=label.seconds,
        )
