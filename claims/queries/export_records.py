"""Records made of rows: one chunk of labels at a time, with all that they refer to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from claims.exchange.records import (
    SCHEMA_VERSION,
    AnnotationRecord,
    ArticleHead,
    ClaimHead,
    EarlierRevision,
    EvidenceRecord,
    SuggestionRecord,
)
from claims.models import Annotation, Project
from claims.queries import export_parts as parts
from claims.queries.export_raw import Row, read_raw
from claims.queries.export_shared import Shared


class AnnotationRow(NamedTuple):
    """A slot and the annotation that fills it; the names are those of Annotation's columns."""

    slot_id: int
    article_id: int
    claim_id: int
    id: int
    uuid: UUID
    annotator_id: int
    guideline_id: int | None
    stage: str
    revision: int
    created_at: datetime
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
    confidence: int | None
    comment: str
    seconds: int | None
    suggestion_id: int | None
    suggestions_shown: bool | None
    suggested_verifiability_id: int | None
    suggested_verdict_id: int | None
    verifiable: str
    check_worthy: str
    canonical_verdict: str


# Records made without giving way to anybody.
AT_ONCE = 50
# Of columns that may name nobody.
NOTHING = frozenset({None})
# A chunk as an AnnotationRow whose fields are the columns.
Columns = Any


class _EarlierRow(NamedTuple):
    """A revision, whether it counts or not; the names are those of Annotation's columns."""

    slot_id: int
    annotator_id: int
    uuid: UUID
    revision: int
    created_at: datetime
    speaker_id: int
    quote_type: str
    verifiability_id: int
    verdict_id: int | None
    wording: str
    claim_date: date | None
    justification: str
    confidence: int | None
    comment: str


def _read_earlier(alias: str, rows: Columns) -> dict[int, list[_EarlierRow]]:
    """For each slot that was revised, the revisions before the one that counts, oldest first."""
    current = {
        slot: (revision, annotator)
        for slot, revision, annotator in zip(
            rows.slot_id, rows.revision, rows.annotator_id, strict=True
        )
        if revision > 1
    }
    revisions = Annotation.objects.using(alias).filter(
        slot__in=parts.select_ids(alias, current), withdrawn=False
    )
    earlier = defaultdict(list)
    found = read_raw(revisions.order_by("slot_id", "revision"), _EarlierRow._fields, _EarlierRow)
    for row in map(_EarlierRow._make, found):
        revision, annotator = current[row.slot_id]
        # A slot that was given back has had labels of somebody else, too.
        if row.revision < revision and row.annotator_id == annotator:
            earlier[row.slot_id].append(row)
    return earlier


class _Parts(NamedTuple):
    """All that the records of one chunk refer to, by number."""

    articles: dict[int, ArticleHead]
    claims: dict[int, ClaimHead]
    co_speakers: dict[int, list[int]]
    evidence: dict[int, tuple[EvidenceRecord, ...]]
    suggestions: dict[int, parts.ShownSuggestion]
    pseudonyms: dict[int, str]
    guidelines: dict[int, int]
    earlier: dict[int, list[_EarlierRow]]


def _read_parts(alias: str, project: Project, rows: Columns) -> _Parts:
    articles = set(rows.article_id)
    return _Parts(
        articles=parts.read_articles(alias, articles),
        claims=parts.read_claims(alias, articles, set(rows.claim_id)),
        co_speakers=parts.read_co_speakers(alias, "annotation", rows.id),
        evidence=parts.read_evidence(alias, "annotation", rows.id),
        suggestions=parts.read_suggestions(alias, set(rows.suggestion_id) - NOTHING),
        pseudonyms=parts.read_pseudonyms(alias, set(rows.annotator_id), project.pseudonym_key),
        guidelines=parts.read_guidelines(alias, set(rows.guideline_id) - NOTHING),
        earlier=_read_earlier(alias, rows),
    )


def _list_speakers(rows: Columns, known: _Parts) -> set[int]:
    """The numbers of all speakers whom rows and what they refer to name."""
    return {
        *rows.speaker_id,
        *rows.original_speaker_id,
        *(suggestion.speaker_id for suggestion in known.suggestions.values()),
        *(speaker for several in known.co_speakers.values() for speaker in several),
        *(row.speaker_id for several in known.earlier.values() for row in several),
    } - NOTHING


class AnnotationMaker(Shared):
    """Makes records of rows."""

    def make_records(self, rows: Sequence[Row]) -> Iterator[list[AnnotationRecord]]:
        """The records of rows that have the columns of AnnotationRow."""
        # Each field of it is a column of the chunk: the numbers to look up are gathered so.
        columns: Columns = AnnotationRow._make(zip(*rows, strict=True))
        known = _read_parts(self.alias, self.project, columns)
        self.learn_speakers(_list_speakers(columns, known))
        for begin in range(0, len(rows), AT_ONCE):
            some = rows[begin : begin + AT_ONCE]
            yield list(map(partial(self._make_record, known), some))

    def _make_record(self, known: _Parts, row: Row) -> AnnotationRecord:
        """By position, both ways: by name it takes three times as long, a million times over.

        The columns stand in the order of AnnotationRow, the fields in that of AnnotationRecord.
        """
        # fmt: off
        (
            slot_id, article_id, claim_id, number, uuid, annotator_id, guideline_id,
            stage, revision, created_at, speaker_id, original_speaker_id,
            quote_type, reporting_source, verifiability_id, verdict_id,
            checked, wording, claim_date, claim_date_precision, claim_types,
            justification, omission, searched, confidence, comment, seconds,
            suggestion_id, suggestions_shown, suggested_verifiability_id, suggested_verdict_id,
            verifiable, check_worthy, canonical_verdict,
        ) = row
        earlier = known.earlier.get(slot_id, ())
        joined = known.co_speakers.get(number, ())
        return AnnotationRecord._make((
            SCHEMA_VERSION, uuid, self.project_head,
            known.articles[article_id], known.claims[claim_id],
            known.pseudonyms[annotator_id], stage, revision,
            created_at, earlier[0].created_at if earlier else created_at,
            seconds, known.guidelines.get(guideline_id),
            self.speakers[speaker_id],
            self.list_co_speakers(speaker_id, joined) if joined else (),
            self.speakers.get(original_speaker_id),
            quote_type or None, reporting_source or None,
            self.find_verifiability(verifiability_id, verifiable, check_worthy),
            verdict_id and self.find_verdict(verdict_id, canonical_verdict),
            checked, wording or None, claim_date, claim_date_precision or None,
            parts.parse_list(claim_types),
            justification or None, omission or None, searched or None,
            confidence, comment or None,
            known.evidence.get(number, ()),
            suggestion_id and self._make_suggestion(known.suggestions[suggestion_id], speaker_id),
            tuple(map(self._make_earlier, earlier)) if earlier else (),
            suggestions_shown, self.name_label(suggested_verifiability_id),
            self.name_label(suggested_verdict_id),
        ))
        # fmt: on

    def _make_earlier(self, row: _EarlierRow) -> EarlierRevision:
        return EarlierRevision(
            uuid=row.uuid,
            revision=row.revision,
            created_at=row.created_at,
            speaker=self.names[row.speaker_id],
            quote_type=row.quote_type or None,
            verifiability=self.labels[row.verifiability_id].value,
            verdict=self.name_label(row.verdict_id),
            wording=row.wording or None,
            claim_date=row.claim_date,
            justification=row.justification or None,
            confidence=row.confidence,
            comment=row.comment or None,
        )

    def _make_suggestion(self, shown: parts.ShownSuggestion, chosen: int) -> SuggestionRecord:
        _, speaker, quote_type, source, version, score, reason = shown
        taken = self.survivors[speaker] == self.survivors[chosen]
        name = self.names[speaker]
        return SuggestionRecord._make(
            (name, quote_type or None, source, version, score, reason, taken)
        )
