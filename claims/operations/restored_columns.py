"""What a record of an export says, as rows without what they refer to: nothing is looked up.

The survey holds these against their columns before anything is written; what writes them adds who
and what they refer to.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from claims.errors import InvalidInput
from claims.exchange.records import (
    AnnotationRecord,
    ArticleDocument,
    BasisRecord,
    DecisionRecord,
    EarlierRevision,
    EvidenceRecord,
    SuggestionRecord,
)
from claims.models import (
    Annotation,
    Article,
    Claim,
    Decision,
    Evidence,
    Label,
    Outlet,
    Suggestion,
)
from claims.operations import evidence_rules
from claims.operations.labelling import EVIDENCE_FIELDS, EvidenceItem
from claims.operations.labelling_rules import check_confidence
from claims.operations.validation import check_choices, check_columns
from claims.queries.imports import hash_text
from claims.text import intake
from claims.text.links import make_page_key
from claims.text.segment import SPLITTER_VERSION
from claims.text.wire import make_wire_key

_EVIDENCE_TEXTS = {one.name for one in Evidence._meta.concrete_fields if one.empty_strings_allowed}


def make_article(document: ArticleDocument) -> Article:
    """Raises InvalidInput where its text is another than its hash is of ("text_differs")."""
    head = document.article
    intake.check(document.text)
    sha256, sha256_lf = hash_text(document.text)
    if (sha256, len(document.text)) != (head.sha256, head.length):
        raise InvalidInput(
            "text_differs",
            "The text of the article %(article)s is not the one that its hash is of.",
            article=head.uuid,
        )
    article = Article(
        uuid=head.uuid,
        title=head.title,
        length=head.length,
        sha256=sha256,
        sha256_lf=sha256_lf,
        url=head.url or "",
        page_key=make_page_key(head.url or ""),
        author=head.author or "",
        published=head.published,
        language=head.language,
        licence=head.licence or "",
        redistribute=head.redistribute,
        embargo=head.embargo,
        source_id=head.source_id or "",
        splitter_version=next(
            (claim.splitter_version for claim in document.claims), SPLITTER_VERSION
        ),
        created_at=document.created_at,
    )
    _check(article)
    return article


def make_outlet(name: str) -> Outlet:
    outlet = Outlet(name=name)
    _check(outlet)
    return outlet


def make_claims(document: ArticleDocument) -> Iterator[Claim]:
    """Raises InvalidInput where one is not within its article ("wrong_span")."""
    for span in document.claims:
        text = document.text[span.start : span.end]
        if not 0 <= span.start < span.end <= len(document.text):
            raise InvalidInput(
                "wrong_span", "The claim %(claim)s is not within its article.", claim=span.uuid
            )
        claim = Claim(
            uuid=span.uuid,
            start=span.start,
            end=span.end,
            kind=span.kind,
            paragraph=span.paragraph,
            position=span.position,
            text=text,
            wire_key=make_wire_key(text),
            splitter_version=span.splitter_version,
        )
        _check(claim)
        yield claim


def make_label(record: AnnotationRecord) -> Annotation:
    label = Annotation(
        **_make_said(record),
        revision=record.revision,
        confidence=record.confidence,
        comment=record.comment or "",
        seconds=record.seconds,
        suggestions_shown=record.suggestions_shown,
    )
    _check_label(label)
    return label


def make_suggestion(record: SuggestionRecord) -> Suggestion:
    suggestion = Suggestion(
        source=record.source,
        version=record.version,
        quote_type=record.quote_type or "",
        score=record.score,
        reason=record.reason,
    )
    _check(suggestion)
    return suggestion


def make_decision(record: DecisionRecord) -> Decision:
    decision = Decision(**_make_said(record), rule=record.rule, reason=record.reason or "")
    _check(decision)
    return decision


def _make_said(record: AnnotationRecord | DecisionRecord) -> dict[str, Any]:
    """What labels and decisions say alike."""
    said, judged = record.verifiability, record.verdict
    if judged and said.verifiable not in (Label.Verifiable.YES, Label.Verifiable.PARTLY):
        raise InvalidInput(
            "verdict_refused",
            "“%(label)s” cannot have a verdict.",
            field="verdict",
            label=said.name,
        )
    return {
        "uuid": record.uuid,
        "stage": record.stage,
        "created_at": record.created_at,
        "quote_type": record.quote_type or "",
        "reporting_source": record.reporting_source or "",
        "checked": record.checked,
        "wording": record.wording or "",
        "claim_date": record.claim_date,
        "claim_date_precision": record.claim_date_precision or "",
        "claim_types": list(record.claim_types),
        "justification": record.justification or "",
        "omission": record.omission or "",
        "searched": record.searched or "",
        "verifiable": said.verifiable,
        "check_worthy": said.check_worthy,
        "canonical_verdict": (judged.canonical or "") if judged else "",
    }


def make_earlier(earlier: EarlierRevision) -> Annotation:
    """As much of it as an export says."""
    label = Annotation(
        uuid=earlier.uuid,
        revision=earlier.revision,
        created_at=earlier.created_at,
        quote_type=earlier.quote_type or "",
        wording=earlier.wording or "",
        claim_date=earlier.claim_date,
        justification=earlier.justification or "",
        confidence=earlier.confidence,
        comment=earlier.comment or "",
    )
    _check_label(label)
    return label


def make_taken_back(said: BasisRecord, record: DecisionRecord) -> Annotation:
    """A label that the decision stands on: nobody tells when it was given, but not after that."""
    label = Annotation(
        uuid=said.uuid,
        revision=1,
        created_at=record.created_at,
        confidence=said.confidence,
        seconds=said.seconds,
    )
    _check_label(label)
    return label


def make_evidence(item: EvidenceRecord) -> Evidence:
    """Its columns have the names of the record's fields; texts that are absent are "" there."""
    values = {
        name: "" if value is None and name in _EVIDENCE_TEXTS else value
        for name, value in item._asdict().items()
    }
    evidence = Evidence(**values | {"warnings": list(item.warnings)})
    _check(evidence)
    given = EvidenceItem(**{name: getattr(evidence, name) for name in EVIDENCE_FIELDS})
    for problem in evidence_rules.check_kind(given, "evidence"):
        raise problem
    return evidence


def _check_label(label: Annotation) -> None:
    _check(label)
    for problem in check_confidence(label.confidence):
        raise problem
    if label.revision < 1:
        raise InvalidInput("out_of_range", "Revisions count from 1.", field="revision")


def _check(row: Model) -> None:
    check_columns(row)
    check_choices(row)
