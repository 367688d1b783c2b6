"""Decisions of an export as rows again, with the labels they stand on and who agreed."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID, uuid4

from claims.exchange.records import BasisRecord, DecisionRecord
from claims.models import Annotation, Approval, Claim, Decision, DecisionBasis, Slot
from claims.operations.restored_columns import make_decision, make_taken_back
from claims.operations.restored_labels import (
    check_claim,
    insert_parts,
    make_next_slots,
    place,
)
from claims.operations.restored_project import Restored, refer, refer_in_short
from claims.operations.restored_survey import make_basis_elsewhere

# A label that is not in the export any more, of the decision that stands on it.
Lost = tuple[BasisRecord, DecisionRecord]


def insert_decisions(restored: Restored, records: Sequence[DecisionRecord]) -> int:
    """Insert those that are not there yet; how many those were."""
    of_project = Decision.objects.filter(project=restored.project)
    known = set(
        of_project.filter(uuid__in=[one.uuid for one in records]).values_list("uuid", flat=True)
    )
    new = [one for one in records if one.uuid not in known]
    wanted = {record.claim.uuid for record in new}
    rows = Claim.objects.filter(project=restored.project, uuid__in=wanted)
    claims = {one.uuid: one for one in rows}
    for record in new:
        check_claim(record, claims.get(record.claim.uuid))
    decisions = Decision.objects.bulk_create(
        _make_decision(restored, claims[record.claim.uuid], record) for record in new
    )
    written = list(zip(new, decisions, strict=True))
    insert_parts(restored, written)
    labels = _find_labels(restored, new, claims)
    DecisionBasis.objects.bulk_create(
        DecisionBasis(decision=decision, annotation_id=labels[label.uuid])
        for record, decision in written
        for label in record.basis
    )
    Approval.objects.bulk_create(
        Approval(
            decision=decision,
            decided_by=decision.decided_by,
            approver=restored.annotators[approval.approver],
            number=number,
            created_at=approval.created_at,
        )
        for record, decision in written
        for number, approval in enumerate(record.approvals, start=1)
    )
    return len(new)


def _make_decision(restored: Restored, claim: Claim, record: DecisionRecord) -> Decision:
    decision = make_decision(record)
    refer(restored, decision, record)
    decision.project, decision.claim = restored.project, claim
    decision.previous_elsewhere = record.previous
    if record.decided_by:
        decision.decided_by = restored.annotators[record.decided_by]
    return decision


def _find_labels(
    restored: Restored, records: Iterable[DecisionRecord], claims: dict[UUID, Claim]
) -> dict[UUID, int]:
    """The numbers of all labels that the decisions stand on, by their UUIDs."""
    named = {label.uuid: (label, record) for record in records for label in record.basis}
    rows = Annotation.objects.filter(project=restored.project, uuid__in=named)
    known: dict[UUID, int] = {}
    for uuid, number, claim, stage in rows.values_list("uuid", "pk", "claim__uuid", "stage"):
        _label, record = named[uuid]
        if (claim, stage) != (record.claim.uuid, record.stage):
            raise make_basis_elsewhere(uuid)
        known[uuid] = number
    lost = [one for uuid, one in named.items() if uuid not in known]
    return known | _insert_taken_back(restored, lost, claims)


def _insert_taken_back(
    restored: Restored, lost: Sequence[Lost], claims: dict[UUID, Claim]
) -> dict[UUID, int]:
    """Labels that counted when a decision was made, and that no export of labels holds since.

    They were taken back, and are here as such: each in a closed slot.
    """
    slots = Slot.objects.bulk_create(_make_closed_slots(restored, lost, claims))
    labels = []
    for (said, record), slot in zip(lost, slots, strict=True):
        label = make_taken_back(said, record)
        refer_in_short(restored, label, said)
        labels.append(place(label, slot, restored.annotators[said.annotator]))
    given = Annotation.objects.bulk_create(labels)
    Annotation.objects.bulk_create(_make_withdrawal(label) for label in given)
    return {label.uuid: label.pk for label in given}


def _make_closed_slots(
    restored: Restored, lost: Iterable[Lost], claims: dict[UUID, Claim]
) -> Iterator[Slot]:
    for slot in make_next_slots(restored, [record for _said, record in lost], claims):
        slot.wanted, slot.revisions = False, 2
        yield slot


def _make_withdrawal(label: Annotation) -> Annotation:
    """The row by which the label was taken back: it repeats what it withdraws."""
    return place(
        Annotation(
            uuid=uuid4(),
            revision=2,
            created_at=label.created_at,
            confidence=label.confidence,
            seconds=label.seconds,
            speaker=label.speaker,
            verifiability=label.verifiability,
            verdict=label.verdict,
            verifiable=label.verifiable,
            check_worthy=label.check_worthy,
            canonical_verdict=label.canonical_verdict,
            undoes=label,
            withdrawn=True,
        ),
        label.slot,
        label.annotator,
    )
