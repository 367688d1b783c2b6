"""What a person puts on a claim without labelling it: skips, flags, drafts."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput, NotFound
from claims.exchange import strict_json
from claims.models import (
    Annotation,
    Claim,
    Draft,
    Flag,
    Lease,
    Skip,
    Slot,
    Stage,
    User,
    get_max_length,
)
from claims.operations import audit, disputes, lining_up, locks, queue, slots, trainees
from claims.operations.validation import bound_text

# What the columns of a skip's and of a flag's reason take.
REASON_LIMIT = get_max_length(Flag, "reason") or 0
# Characters of a draft as JSON: several times the longest label that can be submitted.
DRAFT_LIMIT = 500_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Refusals by which what was written fits no claim of theirs now, but may again.
TOO_LATE = frozenset(
    {
        *("no_free_slot", "not_for_you", "not_queued", "not_decided", "claim_retired"),
        *("paused", "you_are_paused", "article_withdrawn"),
    }
)


@transaction.atomic
def skip_claim(
    *, actor: User, claim: Claim, reason: str = "", now: datetime, stage: str = Stage.LABEL
) -> Skip:
    """Pass a claim over: its slot goes to the next person, and this one is not offered it again."""
    reason = bound_reason(reason)
    article = queue.begin_work(actor=actor, claim=claim, now=now)
    trainees.refuse_marks(article)
    again: dict[str, Any] = {"claim": claim, "stage": stage, "annotator": actor}
    slot = queue.find_own_slot(actor, claim, stage)
    if slot is None:
        skip = Skip.objects.standing().filter(**again).first()
        if skip is None:
            raise _not_yours()
        return skip
    if slot.current_id is not None:
        raise queue.already_labelled()
    skip = Skip.objects.create(**again, reason=reason, created_at=now)
    # Whatever was kept for this person alone is now for all.
    slots.keep_no_more(actor, claim, stage)
    lining_up.give_back(article, Slot.objects.filter(pk=slot.pk))
    slot.article = article
    queue.note_progress(slot=slot, now=now)
    audit.record("claim.skipped", actor=actor, now=now, project=claim.project, target=claim.uuid)
    return skip


@transaction.atomic
def flag_claim(
    *, actor: User, claim: Claim, reason: str, now: datetime, stage: str = Stage.LABEL
) -> Flag:
    """Ask a curator to look at a claim. One flag per person and claim: again changes the reason."""
    reason = bound_reason(reason)
    if not reason:
        raise InvalidInput("reason_missing", "Say what the curator should look at.", field="reason")
    article = queue.begin_work(actor=actor, claim=claim, now=now)
    trainees.refuse_marks(article)
    if stage == Stage.CHECK:
        queue.refuse_unqueued(claim, stage)
    flag, created = Flag.objects.get_or_create(
        claim=claim,
        stage=stage,
        annotator=actor,
        withdrawn_at=None,
        defaults={"reason": reason, "created_at": now},
    )
    if not created and flag.reason != reason:
        flag.reason = reason
        flag.save(update_fields=["reason"])
    disputes.refresh(article.project, [claim.pk])
    audit.record(
        "claim.flagged",
        actor=actor,
        now=now,
        project=claim.project,
        target=claim.uuid,
        data={"reason": reason},
    )
    return flag


def bound_reason(reason: str) -> str:
    """The reason without outer spaces; refused where it is longer than its column."""
    return bound_text(reason, field="reason", limit=REASON_LIMIT)


@transaction.atomic
def save_draft(
    *,
    actor: User,
    claim: Claim,
    body: Mapping[str, Any],
    now: datetime,
    stage: str = Stage.LABEL,
    known: int | None = None,
    client_uuid: UUID | None = None,
) -> int:
    """Keep what a person has begun to fill in; the draft's version from now on.

    An empty body is no draft: version 0. Not audited: a draft is nobody else's business.
    `known` is the version that the change was made to; None puts it over whatever there is.
    `client_uuid` is that of the label which it was to become.
    Raises NotFound where the claim neither is nor was theirs in this pass, nor could be, and
    Conflict where the draft has gone on since `known`, or has become its label.
    """
    # One that is overtaken by its own label's submit must not come after it.
    locks.hold_person(actor)
    permissions.require(permissions.can_annotate(actor, claim.project))
    trainees.refuse_live(actor, claim.project, claim.article)
    if claim.article.is_training:
        trainees.refuse_change(queue.find_own_slot(actor, claim, stage))
    if not _has_to_do_with(actor, claim, stage):
        raise _not_yours()
    if known == 0 and _is_taken(actor, client_uuid):
        raise _draft_changed()
    if body:
        return _write_draft(actor, claim, body, now, stage, known)
    if known is not None and known != _read_version(actor, claim, stage):
        raise _draft_changed()
    _find_draft(actor, claim, stage).delete()
    return 0


def _find_draft(actor: User, claim: Claim, stage: str) -> QuerySet[Draft]:
    return Draft.objects.filter(annotator=actor, claim=claim, stage=stage)


def _read_version(actor: User, claim: Claim, stage: str) -> int:
    return _find_draft(actor, claim, stage).values_list("version", flat=True).first() or 0


def _is_taken(actor: User, client_uuid: UUID | None) -> bool:
    """Whether it has become a label: then the first of its drafts may still be on its way."""
    if client_uuid is None:
        return False
    return Annotation.objects.filter(annotator=actor, client_uuid=client_uuid).exists()


def _has_to_do_with(actor: User, claim: Claim, stage: str) -> bool:
    own: dict[str, Any] = {"annotator": actor, "stage": stage}
    return (
        any(model.objects.filter(claim=claim, **own).exists() for model in (Slot, Annotation, Skip))
        or Lease.objects.filter(article=claim.article_id, **own).exists()
        or Slot.objects.filter(claim=claim, stage=stage).takeable_by(actor).exists()
    )


def _not_yours() -> NotFound:
    return NotFound("not_yours", "This claim is not reserved for you.")


def _draft_changed() -> Conflict:
    return Conflict(
        "draft_changed", "This was changed in another tab or on another device meanwhile."
    )


def _write_draft(
    actor: User,
    claim: Claim,
    body: Mapping[str, Any],
    now: datetime,
    stage: str,
    known: int | None = None,
) -> int:
    """The version of the draft as it is now. The person is held.

    Raises Conflict where it is not that of the version `known`; None: of whichever, also of one
    that was begun meanwhile.
    """
    written = json.dumps(body, ensure_ascii=False, default=str)
    if len(written) > DRAFT_LIMIT:
        raise InvalidInput("too_long", "This is too long to be kept.")
    kept = cast("dict[str, Any]", strict_json.parse(written))
    changed = {"body": kept, "saved_at": now}
    draft = _find_draft(actor, claim, stage)
    if known:
        if draft.filter(version=known).update(version=known + 1, **changed):
            return known + 1
        raise _draft_changed()
    if known is None and draft.update(version=F("version") + 1, **changed):
        return _read_version(actor, claim, stage)
    version = begin_version(now)
    begun = Draft(claim=claim, stage=stage, annotator=actor, version=version, **changed)
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError:
        if known is None and draft.update(version=F("version") + 1, **changed):
            return _read_version(actor, claim, stage)
        raise _draft_changed() from None
    return version


def begin_version(now: datetime) -> int:
    """Microseconds: a draft's changes never come so fast that its count overtakes the time."""
    return (now - EPOCH) // timedelta(microseconds=1)


@contextmanager
def keep_if_late(
    *, actor: User, claim: Claim, body: Mapping[str, Any], now: datetime, stage: str = Stage.LABEL
) -> Iterator[None]:
    """Around submitting: what comes too late stays its author's draft; the refusal goes its way."""
    try:
        yield
    except DomainError as refusal:
        if refusal.code in TOO_LATE and body:
            # Too long to be kept: the refusal that matters is still the first.
            with suppress(InvalidInput), transaction.atomic():
                locks.hold_person(actor)
                _write_draft(actor, claim, body, now, stage)
        raise
