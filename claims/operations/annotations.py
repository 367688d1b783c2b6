"""Submitting and revising labels. Nothing is ever changed: a revision is a further row."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict
from claims.models import (
    Annotation,
    Claim,
    CoSpeaker,
    Draft,
    Evidence,
    Project,
    Skip,
    Slot,
    Stage,
    Suggestion,
    User,
)
from claims.operations import audit, queue
from claims.operations.labelling import COPIED_FIELDS, Labelling, digest
from claims.operations.labelling_rules import Resolved, resolve


def submit(
    *,
    actor: User,
    claim: Claim,
    labelling: Labelling,
    client_uuid: UUID,
    now: datetime,
    revises: UUID | None = None,
    stage: str = Stage.LABEL,
) -> tuple[Annotation, bool]:
    """Label a claim, or revise one's own label (`revises`: the label it replaces).

    The annotation, and whether it is new: the same `client_uuid` with the same body gives the
    same annotation, however often it is sent.
    Raises InvalidLabelling, and Conflict when the body under that UUID was another, when others
    have given all the labels wanted, when the claim was labelled already or its boundaries were
    changed, or when `revises` is no longer the label that counts.
    """
    permissions.require(permissions.can_annotate(actor, claim.project))
    body = digest(labelling, claim.uuid, revises, stage)
    try:
        with transaction.atomic():
            slot = queue.hold_slot(actor=actor, claim=claim, stage=stage, now=now)
            repeated = _find_repeated(actor, client_uuid, body)
            if repeated is not None:
                return repeated, False
            _check_state(claim, slot, revises)
            resolved = resolve(labelling, claim.project)
            annotation = _insert(actor, claim, slot, labelling, resolved, client_uuid, body, now)
            _point_to(annotation, slot, claim.project, now)
            return annotation, True
    except IntegrityError:
        # The same person's other request committed first: a repeat of this one, or another label.
        repeated = _find_repeated(actor, client_uuid, body)
        if repeated is not None:
            return repeated, False
        own = Slot.objects.labelled().filter(claim=claim, stage=stage, annotator=actor)
        if own.exists():
            raise queue.already_labelled() from None
        raise


def _find_repeated(actor: User, client_uuid: UUID, body: str) -> Annotation | None:
    known = Annotation.objects.filter(annotator=actor, client_uuid=client_uuid).first()
    if known is not None and known.body_sha256 != body:
        raise Conflict(
            "client_uuid_reused", "Another label was sent under this client UUID already."
        )
    return known


def _check_state(claim: Claim, slot: Slot, revises: UUID | None) -> None:
    if claim.retired_at is not None and revises is None:
        raise Conflict("claim_retired", "The boundaries of this claim have been changed.")
    current = slot.current.uuid if slot.current else None
    if current != revises:
        raise queue.already_labelled()


def _insert(
    actor: User,
    claim: Claim,
    slot: Slot,
    labelling: Labelling,
    resolved: Resolved,
    client_uuid: UUID,
    body: str,
    now: datetime,
) -> Annotation:
    verdict = resolved.verdict
    annotation = Annotation.objects.create(
        project=claim.project,
        claim=claim,
        slot=slot,
        stage=slot.stage,
        annotator=actor,
        revision=slot.current.revision + 1 if slot.current else 1,
        client_uuid=client_uuid,
        body_sha256=body,
        created_at=now,
        speaker=resolved.speaker,
        original_speaker=resolved.original_speaker,
        verifiability=resolved.verifiability,
        verdict=verdict,
        claim_types=list(labelling.claim_types),
        **{name: getattr(labelling, name) for name in COPIED_FIELDS},
        suggestion=_find_suggestion_shown(claim),
        guideline=claim.project.latest_guideline(),
        verifiable=resolved.verifiability.verifiable,
        check_worthy=resolved.verifiability.check_worthy,
        canonical_verdict=verdict.canonical if verdict else "",
    )
    CoSpeaker.objects.bulk_create(
        CoSpeaker(annotation=annotation, speaker=speaker) for speaker in resolved.co_speakers
    )
    Evidence.objects.bulk_create(
        Evidence(
            annotation=annotation,
            position=position,
            **asdict(item),
        )
        for position, item in enumerate(labelling.evidence, start=1)
    )
    return annotation


def _find_suggestion_shown(claim: Claim) -> Suggestion | None:
    if not claim.project.show_suggestions:
        return None
    return claim.suggestions.ranked().first()


def _point_to(annotation: Annotation, slot: Slot, project: Project, now: datetime) -> None:
    """Let the annotation be the one that counts, if nobody was faster."""
    same = Slot.objects.filter(pk=slot.pk, annotator=annotation.annotator, current=slot.current)
    if not same.update(current=annotation):
        raise queue.already_labelled()
    of_claim = {"claim": annotation.claim, "stage": slot.stage, "annotator": annotation.annotator}
    Skip.objects.standing().filter(**of_claim).update(withdrawn_at=now)
    Draft.objects.filter(**of_claim).delete()
    queue.note_progress(slot=slot, project=project, now=now)
    audit.record(
        "annotation.revised" if slot.current_id else "annotation.submitted",
        actor=annotation.annotator,
        now=now,
        project=project,
        target=annotation.uuid,
        data={"claim": str(annotation.claim.uuid), "revision": annotation.revision},
    )
