"""Records made of rows: one chunk of labels at a time, with all that they refer to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
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
from claims.queries.export_shared import Shared, parse_types


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
    verifiable: str
    check_worthy: str
    canonical_verdict: str


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


def _read_earlier(alias: str, rows: Sequence[AnnotationRow]) -> dict[int, list[_EarlierRow]]:
    """For each slot that was revised, the revisions before the one that counts, oldest first."""
    current = {row.slot_id: row for row in rows if row.revision > 1}
    revisions = Annotation.objects.using(alias).filter(
        slot__in=parts.select_ids(alias, current), withdrawn=False
    )
    earlier = defaultdict(list)
    for row in map(
        _EarlierRow._make,
        revisions.order_by("slot_id", "revision").values_list(*_EarlierRow._fields),
    ):
        of_slot = current[row.slot_id]
        # A slot that was given back has had labels of somebody else, too.
        if row.revision < of_slot.revision and row.annotator_id == of_slot.annotator_id:
            earlier[row.slot_id].append(row)
    return earlier


class _Parts(NamedTuple):
    """All that the records of one chunk refer to, by number."""

    articles: dict[int, ArticleHead]
    claims: dict[int, ClaimHead]
    co_speakers: dict[int, list[int]]
    evidence: dict[int, list[EvidenceRecord]]
    suggestions: dict[int, parts.ShownSuggestion]
    pseudonyms: dict[int, str]
    guidelines: dict[int, int]
    earlier: dict[int, list[_EarlierRow]]


def _read_parts(alias: str, project: Project, rows: Sequence[AnnotationRow]) -> _Parts:
    annotations = [row.id for row in rows]
    articles = {row.article_id for row in rows}
    annotators = {row.annotator_id for row in rows}
    shown = {row.suggestion_id for row in rows if row.suggestion_id}
    guidelines = {row.guideline_id for row in rows if row.guideline_id}
    return _Parts(
        articles=parts.read_articles(alias, articles),
        claims=parts.read_claims(alias, articles, {row.claim_id for row in rows}),
        co_speakers=parts.read_co_speakers(alias, "annotation", annotations),
        evidence=parts.read_evidence(alias, "annotation", annotations),
        suggestions=parts.read_suggestions(alias, shown),
        pseudonyms=parts.read_pseudonyms(alias, annotators, project.pseudonym_key),
        guidelines=parts.read_guidelines(alias, guidelines),
        earlier=_read_earlier(alias, rows),
    )


def _list_speakers(rows: Sequence[AnnotationRow], known: _Parts) -> set[int]:
    """The numbers of all speakers whom rows and what they refer to name."""
    return {
        *(row.speaker_id for row in rows),
        *(row.original_speaker_id for row in rows if row.original_speaker_id),
        *(suggestion.speaker_id for suggestion in known.suggestions.values()),
        *(speaker for several in known.co_speakers.values() for speaker in several),
        *(row.speaker_id for several in known.earlier.values() for row in several),
    }


class AnnotationMaker(Shared):
    """Makes records of rows."""

    def __init__(self, alias: str, project: Project) -> None:
        super().__init__(alias, project)
        self.suggestions: dict[tuple[int, bool], SuggestionRecord] = {}

    def make_records(self, rows: Sequence[AnnotationRow]) -> Iterator[AnnotationRecord]:
        known = _read_parts(self.alias, self.project, rows)
        self.learn_speakers(_list_speakers(rows, known))
        self.suggestions.clear()
        for row in rows:
            yield self._make_record(row, known)

    def _make_record(self, row: AnnotationRow, known: _Parts) -> AnnotationRecord:
        speakers = self.speakers
        earlier = known.earlier.get(row.slot_id, ())
        return AnnotationRecord(
            schema_version=SCHEMA_VERSION,
            uuid=row.uuid,
            project=self.project_head,
            article=known.articles[row.article_id],
            claim=known.claims[row.claim_id],
            annotator=known.pseudonyms[row.annotator_id],
            stage=row.stage,
            revision=row.revision,
            created_at=row.created_at,
            first_submitted_at=earlier[0].created_at if earlier else row.created_at,
            seconds=row.seconds,
            guideline_version=known.guidelines.get(row.guideline_id or 0),
            speaker=speakers[row.speaker_id],
            co_speakers=self.list_co_speakers(row.speaker_id, known.co_speakers.get(row.id, ())),
            original_speaker=speakers.get(row.original_speaker_id or 0),
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
            claim_types=parse_types(row.claim_types),
            justification=row.justification or None,
            omission=row.omission or None,
            searched=row.searched or None,
            confidence=row.confidence,
            comment=row.comment or None,
            evidence=tuple(known.evidence.get(row.id, ())),
            suggestion=self._make_suggestion(row, known),
            history=tuple(self._make_earlier(revision) for revision in earlier),
            suggestions_shown=row.suggestions_shown,
            suggested_verifiability=self.name_label(row.suggested_verifiability_id),
        )

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

    def _make_suggestion(self, row: AnnotationRow, known: _Parts) -> SuggestionRecord | None:
        """Several people were shown the same: one record for those who took it, one for others."""
        if row.suggestion_id is None:
            return None
        shown = known.suggestions[row.suggestion_id]
        taken = self.names[shown.speaker_id] == self.names[row.speaker_id]
        made = self.suggestions.get((row.suggestion_id, taken))
        if made is None:
            made = self.suggestions[row.suggestion_id, taken] = SuggestionRecord(
                speaker=self.names[shown.speaker_id],
                quote_type=shown.quote_type or None,
                source=shown.source,
                version=shown.version,
                score=shown.score,
                reason=shown.reason,
                taken=taken,
            )
        return made
