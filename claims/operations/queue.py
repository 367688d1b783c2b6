"""Who labels what next. The tables and their states: models/queue.py; why: docs/decisions/0003.

No count of labels rests on row locks: each change of a slot or a lease repeats its condition in
the UPDATE, and the one whose UPDATE found no row looks again. On PostgreSQL locks keep people's
steps apart and so from being undone; they are taken in one order: person, article, lease, slot,
annotation.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotFound
from claims.exchange import strict_json
from claims.models import (
    Article,
    Claim,
    Draft,
    Flag,
    Lease,
    Project,
    Skip,
    Slot,
    Stage,
    User,
    get_max_length,
)
from claims.models.queue import LeaseQuerySet, SlotQuerySet
from claims.operations import audit
from claims.text import intake

if TYPE_CHECKING:
    from collections.abc import Iterator

# Leases that one request ends for others before it looks for its own work.
RUN_OUT_AT_ONCE = 50
# Rows one UPDATE names: well under every database's limit of parameters.
ROWS_AT_ONCE = 500
# What the columns of a skip's and of a flag's reason take.
REASON_LIMIT = get_max_length(Flag, "reason") or 0
# Characters of a draft as JSON: several times the longest label that can be submitted.
DRAFT_LIMIT = 500_000


def lease_next(
    *, actor: User, project: Project, now: datetime, stage: str = Stage.LABEL
) -> Lease | None:
    """Go on with the person's lease, or reserve the next article for them; None: nothing is left.

    The article found is the first, in the order of import, with a claim that has a free slot and
    that this person neither labelled nor skipped. They get one slot of each such claim.
    """
    permissions.require(permissions.can_annotate(actor, project))
    _end_run_out(project, now)
    lease = None
    if _open_leases(actor, project, stage).exists():
        with transaction.atomic():
            lease = _go_on(actor, project, stage, now)
    # Article by article, each in a transaction of its own: nobody holds one and waits for another.
    while lease is None and (article_id := _find_article(actor, project, stage)) is not None:
        lease = _lease_article(article_id, actor, project, stage, now)
    return lease


def _go_on(actor: User, project: Project, stage: str, now: datetime) -> Lease | None:
    """The lease that the person has, prolonged. To be called inside a transaction."""
    _wait_for_own_turn(actor)
    mine = _open_leases(actor, project, stage).order_by("pk")
    return next((lease for lease in mine if _extend(lease, project, now)), None)


def _open_leases(actor: User, project: Project, stage: str) -> LeaseQuerySet:
    return Lease.objects.open().filter(annotator=actor, project=project, stage=stage)


def _wait_for_own_turn(actor: User) -> None:
    """Let a person's requests go one by one, so that a double click finds what the first did."""
    _lock(User.objects.filter(pk=actor.pk))


def _find_article(actor: User, project: Project, stage: str) -> int | None:
    """The next article with work for this person.

    First onwards from the furthest they have had: looking through all they have done would cost
    more each time. Behind it can be what was given back since, or added; and articles that they
    have never had, as when two imports end in another order than they began.
    """
    leases = Lease.objects.filter(annotator=actor, project=project, stage=stage)
    furthest = leases.aggregate(at=Max("article_id"))["at"] or 0
    open_slots = Slot.objects.filter(project=project, stage=stage).open_to(actor)
    in_order = open_slots.order_by("article_id").values_list("article_id", flat=True)
    ahead = in_order.filter(article_id__gte=furthest).first()
    if ahead is not None:
        return ahead
    returned = in_order.filter(returned=True).first()
    if returned is not None:
        return returned
    never_had = Article.objects.filter(project=project, pk__lt=furthest).exclude(
        Exists(leases.filter(article=OuterRef("pk")))
    )
    with_work = never_had.filter(Exists(open_slots.filter(article=OuterRef("pk"))))
    return with_work.order_by("pk").values_list("pk", flat=True).first()


@transaction.atomic
def _lease_article(
    article_id: int, actor: User, project: Project, stage: str, now: datetime
) -> Lease | None:
    """Take a free slot of each claim of the article; None when others have taken all meanwhile."""
    lease = _go_on(actor, project, stage, now)
    if lease is not None:
        return lease  # Another request of the same person (a double click) was first.
    _lock(Article.objects.filter(pk=article_id))
    open_slots = Slot.objects.filter(article_id=article_id, stage=stage).open_to(actor)
    if not (chosen := _list_one_each(open_slots)):
        return None
    lease = Lease.objects.create(
        project=project,
        article_id=article_id,
        annotator=actor,
        stage=stage,
        started_at=now,
        expires_at=_end_of_lease(project, now),
    )
    if not _take_slots(lease, chosen, open_slots):
        lease.delete()
        return None
    audit.record("lease.started", actor=actor, now=now, project=project, target=lease.uuid)
    return lease


def _take_slots(lease: Lease, chosen: Sequence[int], open_slots: SlotQuerySet) -> int:
    """Take the slots chosen, as far as they are still free; how many were taken.

    Where somebody without a lease was faster, another slot of the claim may be free: it is taken
    now, because nobody comes back to an article for a slot that was left.
    """
    taken = 0
    while chosen:
        now_taken = sum(
            Slot.objects.free().filter(pk__in=ids).update(annotator=lease.annotator, lease=lease)
            for ids in _batched(chosen)
        )
        taken += now_taken
        chosen = _list_one_each(open_slots) if now_taken < len(chosen) else ()
    return taken


def _lock(rows: models.QuerySet[Any]) -> None:
    """Let those who change the same rows go one by one; where there are no row locks, they do."""
    if connection.features.has_select_for_update:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _list_one_each(free: SlotQuerySet) -> list[int]:
    by_claim: dict[int, int] = {}
    for claim_id, slot_id in free.order_by("claim_id", "number").values_list("claim_id", "pk"):
        by_claim.setdefault(claim_id, slot_id)
    return list(by_claim.values())


def _batched(rows: Sequence[int]) -> "Iterator[Sequence[int]]":
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


def _end_of_lease(project: Project, now: datetime) -> datetime:
    return now + timedelta(minutes=project.lease_minutes)


def _end_run_out(project: Project, now: datetime) -> None:
    """End the project's leases whose time is over: no clockwork does it, whoever asks next does.

    In a transaction of its own: nobody waits for these slots while somebody holds others.
    """
    of_project = Lease.objects.filter(project=project)
    if of_project.run_out(now).exists():
        with transaction.atomic():
            _end_leases(of_project, now)


def _end_leases(leases: LeaseQuerySet, now: datetime) -> None:
    """Of these leases end those whose time is over. One that somebody is working in goes on."""
    run_out = Lease.objects.filter(pk__in=leases.values("pk")).run_out(now).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        run_out = run_out.select_for_update(skip_locked=True)
    for lease_id in list(run_out.values_list("pk", flat=True)[:RUN_OUT_AT_ONCE]):
        still = Lease.objects.filter(pk=lease_id).run_out(now)
        if still.update(ended_at=F("expires_at")):
            _free_slots(lease_id)


def _free_slots(lease_id: int) -> None:
    Slot.objects.filter(lease_id=lease_id).unlabelled().free_up()


def _extend(lease: Lease, project: Project, now: datetime) -> bool:
    """Push the lease's end onwards; False when it has ended meanwhile."""
    until = _end_of_lease(project, now)
    if not Lease.objects.open().filter(pk=lease.pk).update(expires_at=until):
        return False
    lease.expires_at = until
    return True


def renew_lease(*, actor: User, lease: Lease, now: datetime) -> Lease:
    """A sign of work: the lease's time starts anew. Refused once it has ended."""
    permissions.require(lease.annotator_id == actor.pk)
    permissions.require(permissions.can_annotate(actor, lease.project))
    if not _extend(lease, lease.project, now):
        raise Conflict("lease_ended", "This reservation has ended; ask for the next article.")
    return lease


@transaction.atomic
def stop_lease(*, actor: User, lease: Lease, now: datetime) -> None:
    """“Stop here”: what is labelled stays, the rest goes on to others. Twice does nothing more."""
    permissions.require(lease.annotator_id == actor.pk)
    _wait_for_own_turn(actor)
    if Lease.objects.open().filter(pk=lease.pk).update(ended_at=now):
        _free_slots(lease.pk)
        audit.record(
            "lease.stopped", actor=actor, now=now, project=lease.project, target=lease.uuid
        )


def note_progress(*, slot: Slot, project: Project, now: datetime) -> None:
    """After work on a slot: its lease goes on, or ends when nothing in it is left to label."""
    if slot.lease_id is None:
        return
    lease = Lease.objects.open().filter(pk=slot.lease_id)
    if Slot.objects.filter(lease_id=slot.lease_id).unlabelled().exists():
        lease.update(expires_at=_end_of_lease(project, now))
    else:
        lease.update(ended_at=now)


def hold_slot(*, actor: User, claim: Claim, stage: str, now: datetime) -> Slot:
    """The person's slot of this claim: the one they have, else a free one, taken now.

    Its lease, if there is one, cannot end before the transaction does, in which this must be
    called. Raises Conflict when others have taken all.
    """
    _wait_for_own_turn(actor)
    while (slot := _find_own_slot(actor, claim, stage)) is None:
        free = Slot.objects.filter(claim=claim, stage=stage, purpose=Slot.Purpose.LIVE).free()
        mine = free.filter(Q(reserved_for=None) | Q(reserved_for=actor)).order_by("number")
        candidate = mine.first()
        if candidate is None:
            _end_leases(Lease.objects.filter(slots__claim=claim, stage=stage), now)
            candidate = mine.first()
        if candidate is None:
            raise _no_slot(claim, stage)
        free.filter(pk=candidate.pk).update(annotator=actor)
    return slot


def _find_own_slot(actor: User, claim: Claim, stage: str) -> Slot | None:
    """The person's slot, its lease locked first: whoever ends a lease locks in the same order."""
    own = Slot.objects.filter(claim=claim, stage=stage, annotator=actor)
    _lock(Lease.objects.filter(pk__in=own.values("lease")))
    return own.select_related("current").first()


def _no_slot(claim: Claim, stage: str) -> Conflict:
    if Slot.objects.filter(claim=claim, stage=stage).exists():
        return Conflict("no_free_slot", "Others have given all the labels this claim needs.")
    return Conflict("not_queued", "This is there for context; no labels are wanted for it.")


def already_labelled() -> Conflict:
    """The refusal of what would come on top of one's own label."""
    return Conflict("labelled", "You have labelled this claim already; revise the label instead.")


@transaction.atomic
def skip_claim(
    *, actor: User, claim: Claim, reason: str = "", now: datetime, stage: str = Stage.LABEL
) -> Skip:
    """Pass a claim over: its slot goes to the next person, and this one is not offered it again."""
    permissions.require(permissions.can_annotate(actor, claim.project))
    _wait_for_own_turn(actor)
    again: dict[str, Any] = {"claim": claim, "stage": stage, "annotator": actor}
    slot = _find_own_slot(actor, claim, stage)
    if slot is None:
        skip = Skip.objects.standing().filter(**again).first()
        if skip is None:
            raise NotFound("not_yours", "This claim is not reserved for you.")
        return skip
    if not Slot.objects.filter(pk=slot.pk, annotator=actor).unlabelled().free_up():
        raise already_labelled()
    skip, _created = Skip.objects.get_or_create(
        **again, withdrawn_at=None, defaults={"reason": _bound_reason(reason), "created_at": now}
    )
    note_progress(slot=slot, project=claim.project, now=now)
    audit.record("claim.skipped", actor=actor, now=now, project=claim.project, target=claim.uuid)
    return skip


@transaction.atomic
def flag_claim(
    *, actor: User, claim: Claim, reason: str, now: datetime, stage: str = Stage.LABEL
) -> Flag:
    """Ask a curator to look at a claim. One flag per person and claim: again changes the reason."""
    permissions.require(permissions.can_annotate(actor, claim.project))
    reason = _bound_reason(reason)
    if not reason:
        raise InvalidInput("reason_missing", "Say what the curator should look at.", field="reason")
    _wait_for_own_turn(actor)
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
    audit.record(
        "claim.flagged",
        actor=actor,
        now=now,
        project=claim.project,
        target=claim.uuid,
        data={"reason": reason},
    )
    return flag


def _bound_reason(reason: str) -> str:
    """The reason without outer spaces; refused where it is longer than its column."""
    reason = reason.strip()
    if not intake.is_storable(reason):
        raise InvalidInput("not_text", "This holds a character that is not text.", field="reason")
    if len(reason) > REASON_LIMIT:
        raise InvalidInput(
            "too_long",
            "This is longer than %(limit)d characters.",
            field="reason",
            limit=REASON_LIMIT,
        )
    return reason


@transaction.atomic
def save_draft(
    *, actor: User, claim: Claim, body: dict[str, Any], now: datetime, stage: str = Stage.LABEL
) -> None:
    """Keep what a person has begun to fill in. Not audited: a draft is nobody else's business."""
    permissions.require(permissions.can_annotate(actor, claim.project))
    written = json.dumps(body, ensure_ascii=False, default=str)
    if len(written) > DRAFT_LIMIT:
        raise InvalidInput("too_long", "This is too long to be kept.")
    body = cast("dict[str, Any]", strict_json.parse(written))
    Draft.objects.update_or_create(
        claim=claim, stage=stage, annotator=actor, defaults={"body": body, "saved_at": now}
    )
