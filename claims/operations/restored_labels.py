"""Labels of an export as rows again: each in a slot of its own, with its earlier revisions."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from claims.exchange.records import (
    AnnotationRecord,
    EarlierRevision,
    Labelled,
    SuggestionRecord,
)
from claims.models import (
    Annotation,
    Claim,
    CoSpeaker,
    Decision,
    Evidence,
    Slot,
    Suggestion,
    User,
)
from claims.operations.labelling_rows import name_owner
from claims.operations.restored_columns import (
    make_earlier,
    make_evidence,
    make_label,
    make_suggestion,
)
from claims.operations.restored_project import (
    VERDICT,
    VERIFIABILITY,
    Restored,
    refer,
    refer_in_short,
)
from claims.operations.restored_survey import make_claim_missing
from claims.operations.slots import find_last_numbers

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
        check_claim(record, claims.get(record.claim.uuid))
    slots = Slot.objects.bulk_create(_make_slots(restored, new, claims))
    suggestions = _Suggestions(restored, claims.values())
    labels: list[Annotation] = []
    for record, slot in zip(new, slots, strict=True):
        labels += (_make_earlier(restored, slot, earlier) for earlier in record.history)
        slot.current = _make_label(restored, slot, record, suggestions)
        labels.append(slot.current)
    Annotation.objects.bulk_create(labels)
    for slot in slots:
        slot.current = slot.current  # Its number is known only now.
    Slot.objects.bulk_update(slots, ["current"])
    current = (slot.current for slot in slots if slot.current)
    insert_parts(restored, list(zip(new, current, strict=True)))
    return len(new)


def check_claim(record: Labelled, claim: Claim | None) -> None:
    """Raise InvalidInput unless it is the claim that the record is about."""
    if claim is None or (claim.start, claim.end) != (record.claim.start, record.claim.end):
        raise make_claim_missing(record.claim.uuid)


def _make_slots(
    restored: Restored, records: Sequence[AnnotationRecord], claims: dict[UUID, Claim]
) -> Iterator[Slot]:
    """In the order of the records, which is that in which they are exported."""
    for record, slot in zip(records, make_next_slots(restored, records, claims), strict=True):
        slot.annotator = restored.annotators[record.annotator]
        slot.revisions = record.revision
        yield slot


def make_next_slots(
    restored: Restored, records: Iterable[Labelled], claims: dict[UUID, Claim]
) -> Iterator[Slot]:
    """For each record a slot of its claim and pass, numbered after those that there are."""
    numbers = find_last_numbers([claim.pk for claim in claims.values()])
    for record in records:
        claim = claims[record.claim.uuid]
        numbers[claim.pk, record.stage] += 1
        yield Slot(
            project=restored.project,
            article_id=claim.article_id,
            claim=claim,
            stage=record.stage,
            number=numbers[claim.pk, record.stage],
        )


def place(label: Annotation, slot: Slot, annotator: User) -> Annotation:
    """The label, as one that this annotator gave in the slot."""
    label.project, label.claim, label.slot = slot.project, slot.claim, slot
    label.stage, label.annotator = slot.stage, annotator
    label.client_uuid, label.body_sha256 = uuid.uuid4(), NO_BODY
    return label


def _make_label(
    restored: Restored, slot: Slot, record: AnnotationRecord, suggestions: "_Suggestions"
) -> Annotation:
    said = record.verifiability
    scheme = (said.scheme, said.scheme_version)
    label = place(make_label(record), slot, restored.annotators[record.annotator])
    refer(restored, label, record)
    if record.suggestion:
        label.suggestion = suggestions.get(slot.claim, record.suggestion)
    if suggested := record.suggested_verifiability:
        label.suggested_verifiability = (
            restored.labels.get((scheme, suggested)) or restored.values[VERIFIABILITY, suggested]
        )
    if record.suggested_verdict:
        label.suggested_verdict = restored.values[VERDICT, record.suggested_verdict]
    if record.guideline_version:
        label.guideline = restored.guidelines[record.guideline_version]
    return label


def _make_earlier(restored: Restored, slot: Slot, earlier: EarlierRevision) -> Annotation:
    """As much of it as an export says."""
    assert slot.annotator is not None  # noqa: S101 - who labelled has the slot
    label = place(make_earlier(earlier), slot, slot.annotator)
    refer_in_short(restored, label, earlier)
    label.seconds = restored.seconds.get(earlier.uuid)
    return label


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
            made = make_suggestion(record)
            made.claim, made.speaker = claim, speaker
            made.rank = self._ranks[claim.pk, record.source] + 1
            made.save(force_insert=True)
            self._keep(made)
        return self._found[(claim.pk, *said)]


def insert_parts(
    restored: Restored, written: Sequence[tuple[Labelled, Annotation | Decision]]
) -> None:
    """The co-speakers and the evidence of rows that have just been inserted."""
    CoSpeaker.objects.bulk_create(
        CoSpeaker(speaker=restored.speakers[speaker.uuid], **name_owner(row))
        for record, row in written
        for speaker in record.co_speakers
    )
    evidence = []
    for record, row in written:
        for item in map(make_evidence, record.evidence):
            for column, owner in name_owner(row).items():
                setattr(item, column, owner)
            evidence.append(item)
    Evidence.objects.bulk_create(evidence)
