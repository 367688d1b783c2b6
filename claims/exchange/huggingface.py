"""Rows that `datasets.load_dataset` takes from a folder, by way of its card (dataset_card.py).

Every row has the same columns of the same types, absent values are null. Beside what was decided
stand the labels it was decided on. The file has each column's type, so that nothing is guessed
where a column is null throughout.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from claims.exchange import parquet
from claims.exchange.records import (
    AnnotationRecord,
    AnyRecord,
    DecisionRecord,
    EvidenceRecord,
    Labelled,
)
from claims.exchange.report import Report
from claims.exchange.writing import Writing, count_co_speakers, list_labelled, pick_text

NAME = "huggingface"


class DatasetLabel(NamedTuple):
    """One person's label, in short."""

    annotator_id: str
    verifiability: str
    verdict: str | None
    confidence: int | None
    seconds: int | None


class DatasetEvidence(NamedTuple):
    """One item of evidence."""

    stance: str
    url: str | None
    archived_url: str | None
    title: str | None
    publisher: str | None
    published: date | None
    medium: str | None
    quote: str | None
    question: str | None
    answer: str | None
    set_number: int


class DatasetRow(NamedTuple):
    """One claim. `claim` is the decided wording, else the text; `text` is always the text."""

    id: str
    claim: str
    text: str
    context_before: str | None
    context_after: str | None
    article_id: str
    article_title: str
    article_url: str | None
    outlet: str | None
    published: date | None
    language: str
    licence: str | None
    start: int
    end: int
    stage: str
    speaker: str | None
    speaker_kind: str
    speaker_role: str | None
    speaker_affiliation: str | None
    quote_type: str | None
    reporting_source: str | None
    verifiability: str
    verifiable: str
    check_worthy: str
    verdict: str | None
    verdict_canonical: str | None
    rating: int | None
    claim_date: date | None
    claim_types: tuple[str, ...]
    justification: str | None
    evidence: tuple[DatasetEvidence, ...]
    annotations: tuple[DatasetLabel, ...]


def write(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """One split, as Parquet. Raises TypeError for an article."""
    return parquet.write_rows(_make_rows(records, writing.report), DatasetRow)


def _make_rows(records: Iterable[AnyRecord], report: Report) -> Iterator[DatasetRow]:
    for record in list_labelled(records):
        report.records += 1
        count_co_speakers(record, report)
        yield _make_row(record, pick_text(record, report))


def _make_row(record: Labelled, words: str) -> DatasetRow:
    article, claim, verdict = record.article, record.claim, record.verdict
    return DatasetRow(
        id=str(record.uuid),
        claim=words,
        text=claim.text,
        context_before=claim.context_before,
        context_after=claim.context_after,
        article_id=str(article.uuid),
        article_title=article.title,
        article_url=article.url,
        outlet=article.outlet,
        published=article.published,
        language=article.language,
        licence=article.licence,
        start=claim.start,
        end=claim.end,
        stage=record.stage,
        speaker=record.speaker.name,
        speaker_kind=record.speaker.kind,
        speaker_role=record.speaker.role,
        speaker_affiliation=record.speaker.affiliation,
        quote_type=record.quote_type,
        reporting_source=record.reporting_source,
        verifiability=record.verifiability.value,
        verifiable=record.verifiability.verifiable,
        check_worthy=record.verifiability.check_worthy,
        verdict=verdict.value if verdict else None,
        verdict_canonical=verdict.canonical if verdict else None,
        rating=verdict.rating if verdict else None,
        claim_date=record.claim_date,
        claim_types=record.claim_types,
        justification=record.justification,
        evidence=tuple(_make_evidence(item) for item in record.evidence),
        annotations=tuple(_list_labels(record)),
    )


def _make_evidence(item: EvidenceRecord) -> DatasetEvidence:
    return DatasetEvidence(**{name: getattr(item, name) for name in DatasetEvidence._fields})


def _list_labels(record: Labelled) -> Iterator[DatasetLabel]:
    """Those that a decision stands on; of a label itself, that one."""
    if isinstance(record, DecisionRecord):
        for label in record.basis:
            yield DatasetLabel(
                annotator_id=label.annotator,
                verifiability=label.verifiability,
                verdict=label.verdict,
                confidence=label.confidence,
                seconds=label.seconds,
            )
        return
    yield _make_own(record)


def _make_own(record: AnnotationRecord) -> DatasetLabel:
    return DatasetLabel(
        annotator_id=record.annotator,
        verifiability=record.verifiability.value,
        verdict=record.verdict.value if record.verdict else None,
        confidence=record.confidence,
        seconds=record.seconds,
    )
