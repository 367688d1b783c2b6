"""Taking back what one has done last: labels, skips and flags. Nothing is removed by it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import (
    Annotation,
    Article,
    Claim,
    Decision,
    Exclusion,
    Flag,
    Lease,
    Project,
    Skip,
    Slot,
    Stage,
    User,
)
from claims.operations import (
    annotations,
    audit,
    disputes,
    labelling_rows,
    lining_up,
    queue,
    slots,
    trainees,
)
from claims.operations.labelling import digest_withdrawal
from claims.queries.undo import UNDO_LIMIT, Action, ActionKind, counts, find_before, list_actions


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What is to be taken back: what the person did to the claim; of a label also which."""

    kind: ActionKind
    claim: Claim
    stage: str = Stage.LABEL
    annotation: uuid.UUID | None = None

    def names(self, action: Action) -> bool:
        given = action.annotation
        return (self.kind, self.claim.pk, self.stage) == (
            action.kind,
            action.claim.pk,
            action.stage,
        ) and (given is None or given.uuid == self.annotation)


def take_back_last(
    *, actor: User, project: Project, expected: Target | None = None, now: datetime
) -> Target:
    """Take back what the person did last in the project, and still stands; say what that was.

    Where they say what they expect that to be, saying it again takes back nothing further.
    Raises Conflict where there is nothing to take back, or it is something else.
    """
    actions = list_actions(actor, project)
    last = next((action for action in actions if action.can_undo), None)
    target = expected or (_make_target(last) if last else None)
    if target is None:
        raise Conflict("nothing_to_undo", "There is nothing to take back.")
    is_done = any(target.names(action) and action.is_undone for action in actions)
    if not is_done and (last is None or not target.names(last)):
        raise Conflict("not_the_last", "That is not what you did last: look at your last steps.")
    take_back(
        actor=actor,
        claim=target.claim,
        kind=target.kind,
        annotation=target.annotation,
        stage=target.stage,
        now=now,
    )
    return target


def _make_target(action: Action) -> Target:
    given = action.annotation
    return Target(
        kind=action.kind,
        claim=action.claim,
        stage=action.stage,
        annotation=given.uuid if given else None,
    )


def take_back(
    *,
    actor: User,
    claim: Claim,
    kind: ActionKind,
    annotation: uuid.UUID | None = None,
    now: datetime,
    stage: str = Stage.LABEL,
) -> Annotation | None:
    """Take back what the person did to the claim; of a label (`annotation`) the revision it gives.

    Raises InvalidInput where they gave no such label, and Conflict.
    """
    if kind == ActionKind.LABEL:
        given = _find_label(actor, claim, stage, annotation)
        return undo_label(actor=actor, annotation=given, now=now)
    undo: Any = undo_skip if kind == ActionKind.SKIP else undo_flag
    undo(actor=actor, claim=claim, now=now, stage=stage)
    return None


def _find_label(actor: User, claim: Claim, stage: str, wanted: uuid.UUID | None) -> Annotation:
    own = Annotation.objects.visible_to(actor).filter(annotator=actor, claim=claim, stage=stage)
    found = own.select_related("claim__project").filter(uuid=wanted).first() if wanted else None
    if found is None:
        raise InvalidInput("unknown_annotation", "You gave no such label.", field="annotation")
    return found


@transaction.atomic
def undo_label(*, actor: User, annotation: Annotation, now: datetime) -> Annotation:
    """Take back the submit of a label: a further revision, with what counted before, or nothing.

    Where nothing did, the claim is the person's to label again until their lease ends. A decision
    made meanwhile is stale from then on, and stands in the curators' queue. Twice is once.
    Raises Conflict where another label came on top, or ten things were done since.
    """
    permissions.require(annotation.annotator_id == actor.pk)
    claim = annotation.claim
    article = queue.begin_work(actor=actor, claim=claim, now=now)
    done = Annotation.objects.filter(undoes=annotation).first()
    if done is not None:
        return done
    slot = Slot.objects.select_related("current__undoes", "claim").get(pk=annotation.slot_id)
    trainees.refuse_change(slot)
    if not counts(annotation, slot):
        raise Conflict("revised_since", "You have labelled this claim anew since: undo that first.")
    _check_recent(actor, claim, ActionKind.LABEL, annotation.pk)
    restored = _insert_restored(annotation, slot, now)
    annotations.point_to(restored, slot)
    if restored.withdrawn:
        _go_on_with(actor, article, slot, now)
    _tell_curators(actor, claim, slot, now)
    audit.record(
        "annotation.undone",
        actor=actor,
        now=now,
        project=article.project,
        target=restored.uuid,
        data={"claim": str(claim.uuid), "undoes": str(annotation.uuid)},
    )
    slots.fit(article, [claim.pk], now)
    return restored


def _check_recent(actor: User, claim: Claim, kind: ActionKind, row: int) -> None:
    recent = list_actions(actor, claim.project)
    if not any(action.kind == kind and action.row.pk == row for action in recent):
        raise Conflict(
            "too_long_ago", "Only the last %(limit)d steps can be undone.", limit=UNDO_LIMIT
        )


def _insert_restored(annotation: Annotation, slot: Slot, now: datetime) -> Annotation:
    """What counted before the label that is taken back; else itself, withdrawn."""
    before = find_before(annotation)
    said = before or annotation
    row = Annotation.objects.create(
        annotator=annotation.annotator,
        client_uuid=uuid.uuid4(),
        body_sha256=digest_withdrawal(annotation.uuid),
        created_at=now,
        confidence=said.confidence,
        comment=said.comment,
        seconds=said.seconds,
        suggestion=said.suggestion,
        suggestions_shown=said.suggestions_shown,
        suggested_verifiability_id=said.suggested_verifiability_id,
        suggested_verdict_id=said.suggested_verdict_id,
        guideline=said.guideline,
        after_feedback=said.after_feedback,
        undoes=annotation,
        withdrawn=before is None,
        **labelling_rows.name_slot(slot),
        **labelling_rows.copy_columns(said),
    )
    labelling_rows.copy_parts(said, row)
    return row


def _go_on_with(actor: User, article: Article, slot: Slot, now: datetime) -> None:
    """Let the slot be in a lease of its holder's, that it may run out like any other.

    Where the claim is no longer wanted, the slot is given back, and thereby closed; also where
    the person is excluded from its outlet by now.
    """
    excluded = Exclusion.objects.keeping(actor, article.outlet_id).exists()
    if slot.claim.retired_at is not None or not slot.wanted or excluded:
        lining_up.give_back(article, Slot.objects.filter(pk=slot.pk))
        return
    lease = Lease.objects.open().filter(article=article, annotator=actor, stage=slot.stage).first()
    if lease is None:
        lease = queue.start_lease(article, actor, slot.stage, now)
    Slot.objects.filter(pk=slot.pk, annotator=actor).update(lease=lease)
    slot.lease, slot.article = lease, article
    queue.note_progress(slot=slot, now=now)


def _tell_curators(actor: User, claim: Claim, slot: Slot, now: datetime) -> None:
    """Note which decision no longer stands on the labels that count: none by hidden gold."""
    stale = Decision.objects.stale().filter(claim=claim, stage=slot.stage).first()
    if stale is not None and slot.purpose == Slot.Purpose.LIVE:
        audit.record(
            "decision.outdated", actor=actor, now=now, project=claim.project, target=stale.uuid
        )


@transaction.atomic
def undo_skip(*, actor: User, claim: Claim, now: datetime, stage: str = Stage.LABEL) -> Slot | None:
    """Take back passing a claim over. Their slot again, or None if others have all by now.

    Then it may still come to them, should somebody give it back. Twice is once.
    """
    article = queue.begin_work(actor=actor, claim=claim, now=now)
    skip = Skip.objects.standing().filter(annotator=actor, claim=claim, stage=stage).first()
    if skip is None:
        return queue.find_own_slot(actor, claim, stage)
    if skip.is_final:
        raise Conflict(
            "stepped_aside", "You have looked at what others said: this is not yours to label."
        )
    _check_recent(actor, claim, ActionKind.SKIP, skip.pk)
    Skip.objects.filter(pk=skip.pk).update(withdrawn_at=now)
    audit.record(
        "claim.skip_undone", actor=actor, now=now, project=article.project, target=claim.uuid
    )
    free = Slot.objects.filter(claim=claim, stage=stage).open_to(actor).order_by("number").first()
    if free is None:
        return None
    if queue.find_pause(actor, article.project):
        # Nothing is handed out; later they find it at the end of the line.
        lining_up.line_up(article, stage, [claim.pk])
        return None
    Slot.objects.free().filter(pk=free.pk).update(annotator=actor)
    slot = queue.find_own_slot(actor, claim, stage)
    if slot is not None:
        _go_on_with(actor, article, slot, now)
    return slot


@transaction.atomic
def undo_flag(*, actor: User, claim: Claim, now: datetime, stage: str = Stage.LABEL) -> None:
    """Take back a call for a curator. Twice is once."""
    article = queue.begin_work(actor=actor, claim=claim, now=now)
    flag = Flag.objects.standing().filter(annotator=actor, claim=claim, stage=stage).first()
    if flag is None:
        return
    _check_recent(actor, claim, ActionKind.FLAG, flag.pk)
    Flag.objects.filter(pk=flag.pk).update(withdrawn_at=now)
    disputes.refresh(article.project, [claim.pk])
    audit.record(
        "claim.flag_undone", actor=actor, now=now, project=claim.project, target=claim.uuid
    )
