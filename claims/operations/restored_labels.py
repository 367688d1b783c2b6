"""Labels of an export as rows again: each in a slot of its own, with its earlier revisions."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max

from claims.errors import InvalidInput
from claims.exchange.records import (
    AnnotationRecord,
    EarlierRevision,
    EvidenceRecord,
    SuggestionRecord,
)
from claims.models import (
    Annotation,
    Claim,
    CoSpeaker,
    Evidence,
    Label,
    LabelScheme,
    Slot,
    Suggestion,
)
from claims.operations.restored_project import Restored
from claims.operations.validation import check_columns

VERIFIABILITY, VERDICT = LabelScheme.Kind.VERIFIABILITY.value, LabelScheme.Kind.VERDICT.value
# Nobody sent these as a request: what was sent then is not part of the export.
NO_BODY = ""


def insert_labels(restored: Restored, records: Sequence[AnnotationRecord]) -> int:
    """Insert those that are not there yet; how many those were."""
    of_project = Annotation.objects.filter(project=restored.project)
    known = set(
        of_project.filter(uuid__in=[one.uuid for one in records]).values_list("uuid", flat=True)
    )
    new = [one for one in records if one.uuid not in known]
    claims = {
        one.uuid: one
        for one in Claim.objects.filter(
            project=restored.project, uuid__in={record.claim.uuid for record in new}
        )
    }
    for record in new:
        _check_claim(record, claims.get(record.claim.uuid))
    slots = Slot.objects.bulk_create(_make_slots(restored, new, claims))
    suggestions = _Suggestions(restored, claims.values())
    labels: list[Annotation] = []
    for record, slot in zip(new, slots, strict=True):
        labels += (_make_earlier(restored, slot, earlier) for earlier in record.history)
        slot.current = _make_label(restored, slot, record, suggestions)
        labels.append(slot.current)
    for label in labels:
        check_columns(label)
    Annotation.objects.bulk_create(labels)
    for slot in slots:
        slot.current = slot.current  # Its number is known only now.
    Slot.objects.bulk_update(slots, ["current"])
    _insert_parts(restored, list(zip(new, slots, strict=True)))
    return len(new)


def _check_claim(record: AnnotationRecord, claim: Claim | None) -> None:
    if claim is None or (claim.start, claim.end) != (record.claim.start, record.claim.end):
        raise InvalidInput(
            "claim_missing",
            "There is a label of the claim %(claim)s, which is not among those of the articles.",
            claim=record.claim.uuid,
        )


def _make_slots(
    restored: Restored, records: Iterable[AnnotationRecord], claims: dict[UUID, Claim]
) -> Iterator[Slot]:
    """In the order of the records, which is that in which they are exported."""
    known = Slot.objects.filter(claim__in=[one.pk for one in claims.values()]).order_by()
    numbers: dict[tuple[int, str], int] = defaultdict(int)
    for claim, stage, last in known.values_list("claim", "stage").annotate(Max("number")):
        numbers[claim, stage] = last
    for record in records:
        claim = claims[record.claim.uuid]
        numbers[claim.pk, record.stage] += 1
        yield Slot(
            project=restored.project,
            article_id=claim.article_id,
            claim=claim,
            stage=record.stage,
            number=numbers[claim.pk, record.stage],
            annotator=restored.annotators[record.annotator],
            revisions=record.revision,
        )


def _name_label(restored: Restored, slot: Slot) -> dict[str, Any]:
    return {
        "project": restored.project,
        "claim": slot.claim,
        "slot": slot,
        "stage": slot.stage,
        "annotator": slot.annotator,
        "client_uuid": uuid.uuid4(),
        "body_sha256": NO_BODY,
    }


def _make_label(
    restored: Restored, slot: Slot, record: AnnotationRecord, suggestions: "_Suggestions"
) -> Annotation:
    said, judged = record.verifiability, record.verdict
    suggested = record.suggested_verifiability
    scheme = (said.scheme, said.scheme_version)
    return Annotation(
        **_name_label(restored, slot),
        uuid=record.uuid,
        revision=record.revision,
        created_at=record.created_at,
        speaker=restored.speakers[record.speaker.uuid],
        original_speaker=restored.speakers[record.original_speaker.uuid]
        if record.original_speaker
        else None,
        quote_type=record.quote_type or "",
        reporting_source=record.reporting_source or "",
        verifiability=restored.labels[scheme, said.value],
        verdict=restored.labels[(judged.scheme, judged.scheme_version), judged.value]
        if judged
        else None,
        checked=record.checked,
        wording=record.wording or "",
        claim_date=record.claim_date,
        claim_date_precision=record.claim_date_precision or "",
        claim_types=list(record.claim_types),
        justification=record.justification or "",
        omission=record.omission or "",
        searched=record.searched or "",
        verifiable=said.verifiable,
        check_worthy=said.check_worthy,
        canonical_verdict=(judged.canonical or "") if judged else "",
        confidence=record.confidence,
        comment=record.comment or "",
        seconds=record.seconds,
        suggestion=suggestions.get(slot.claim, record.suggestion) if record.suggestion else None,
        suggestions_shown=record.suggestions_shown,
        suggested_verifiability=restored.labels.get((scheme, suggested))
        or restored.values[VERIFIABILITY, suggested]
        if suggested
        else None,
        guideline=restored.guidelines[record.guideline_version]
        if record.guideline_version
        else None,
    )


def _make_earlier(restored: Restored, slot: Slot, earlier: EarlierRevision) -> Annotation:
    """As much of it as an export says."""
    verifiability = restored.values[VERIFIABILITY, earlier.verifiability]
    verdict = restored.values[VERDICT, earlier.verdict] if earlier.verdict else None
    return Annotation(
        **_name_label(restored, slot),
        uuid=earlier.uuid,
        revision=earlier.revision,
        created_at=earlier.created_at,
        speaker=restored.speakers[earlier.speaker.uuid],
        quote_type=earlier.quote_type or "",
        verifiability=verifiability,
        verdict=verdict,
        wording=earlier.wording or "",
        claim_date=earlier.claim_date,
        justification=earlier.justification or "",
        confidence=earlier.confidence,
        comment=earlier.comment or "",
        verifiable=_copy_verifiable(verifiability, verdict),
        check_worthy=verifiability.check_worthy or Label.CheckWorthy.UNSET,
        canonical_verdict=verdict.canonical if verdict else "",
    )


def _copy_verifiable(label: Label, verdict: Label | None) -> str:
    """As the label says now; where a verdict went with it, it said at least so much then."""
    allows = label.verifiable in (Label.Verifiable.YES, Label.Verifiable.PARTLY)
    return label.verifiable if allows or verdict is None else Label.Verifiable.YES


class _Suggestions:
    """The suggestions that labels of these claims refer to, made when they are first needed."""

    def __init__(self, restored: Restored, claims: Iterable[Claim]) -> None:
        self.restored = restored
        self._found: dict[tuple[Any, ...], Suggestion] = {}
        self._ranks: dict[tuple[int, str], int] = defaultdict(int)
        for one in Suggestion.objects.filter(claim__in=[claim.pk for claim in claims]):
            self._keep(one)

    def _keep(self, one: Suggestion) -> None:
        said = (one.speaker_id, one.quote_type, one.source, one.version, one.score, one.reason)
        self._found[(one.claim_id, *said)] = one
        rank = self._ranks[one.claim_id, one.source]
        self._ranks[one.claim_id, one.source] = max(rank, one.rank)

    def get(self, claim: Claim, record: SuggestionRecord) -> Suggestion:
        speaker = self.restored.speakers[record.speaker.uuid]
        quote_type = record.quote_type or ""
        said = (speaker.pk, quote_type, record.source, record.version, record.score, record.reason)
        if (claim.pk, *said) not in self._found:
            made = Suggestion(
                claim=claim,
                source=record.source,
                version=record.version,
                rank=self._ranks[claim.pk, record.source] + 1,
                speaker=speaker,
                quote_type=quote_type,
                score=record.score,
                reason=record.reason,
            )
            check_columns(made)
            made.save(force_insert=True)
            self._keep(made)
        return self._found[(claim.pk, *said)]


def _insert_parts(restored: Restored, labelled: list[tuple[AnnotationRecord, Slot]]) -> None:
    CoSpeaker.objects.bulk_create(
        CoSpeaker(annotation=slot.current, speaker=restored.speakers[speaker.uuid])
        for record, slot in labelled
        for speaker in record.co_speakers
    )
    Evidence.objects.bulk_create(
        _make_evidence(slot, item) for record, slot in labelled for item in record.evidence
    )


def _make_evidence(slot: Slot, item: EvidenceRecord) -> Evidence:
    """Its columns have the names of the record's fields; texts that are absent are "" there."""
    texts = {one.name for one in Evidence._meta.concrete_fields if one.empty_strings_allowed}
    values = {
        name: "" if value is None and name in texts else value
        for name, value in item._asdict().items()
    }
    made = Evidence(**values | {"annotation": slot.current, "warnings": list(item.warnings)})
    check_columns(made)
    return made
