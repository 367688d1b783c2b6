"""Deciding which label stands for a claim. No decision changes a label, nor an earlier decision."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import Approval, Claim, Decision, Slot, Stage, User
from claims.operations import audit, decisions, disputes, labelling_rows, locks, queue, slots
from claims.operations.labelling import TEXT_LIMIT, Labelling
from claims.operations.labelling_rules import Resolved, resolve
from claims.operations.validation import bound_text
from claims.queries.votes import Tally, read_tallies


@transaction.atomic
def decide(
    *,
    actor: User,
    claim: Claim,
    labelling: Labelling,
    reason: str = "",
    replaces: UUID | None = None,
    now: datetime,
    stage: str = Stage.LABEL,
    adopted_from: Decision | None = None,
) -> Decision:
    """Let a labelling stand for a claim, in the place of the decision that `replaces` names.

    `adopted_from`: the decision elsewhere that it repeats, which is reason enough.

    Twice is once: who sends the same again is given the decision they have made.
    Raises NotAllowed where the actor labelled the claim, in either pass, and the project wants
    somebody else to decide it, Conflict when somebody has decided meanwhile, the article was
    withdrawn or the actor may still come to label the claim, and InvalidLabelling.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    reason = bound_text(reason, field="reason", limit=TEXT_LIMIT)
    article = slots.enter_article(claim.article_id, now)
    queue.refuse_withdrawn(article)
    queue.refuse_unqueued(claim, stage)
    locks.hold_votes(claim, stage)
    _refuse_own(actor, claim, stage)
    standing = Decision.objects.standing().filter(claim=claim, stage=stage).first()
    is_repeat = (
        standing is not None
        and standing.adopted_from == adopted_from
        and _may_repeat(standing, actor, reason, replaces)
    )
    if (standing.uuid if standing else None) != replaces and not is_repeat:
        raise _decided_meanwhile()
    resolved = resolve(labelling, article.project, claim, stage)
    if standing and is_repeat:
        if labelling_rows.says_the_same(standing, labelling, resolved):
            return standing
        raise _decided_meanwhile()
    tally = read_tallies([claim.pk], stage).get(claim.pk)
    if not (reason or adopted_from) and tally and not _agrees_with_any(resolved, tally):
        raise InvalidInput(
            "reason_missing", "Nobody labelled it like this: say why you decide so.", field="reason"
        )
    decision = Decision(
        project=article.project,
        claim=claim,
        stage=stage,
        previous=standing,
        decided_by=actor,
        created_at=now,
        reason=reason,
        adopted_from=adopted_from,
        **labelling_rows.make_columns(labelling, resolved),
    )
    try:
        decisions.insert(decision, basis=tally.annotations if tally else ())
    except IntegrityError:
        raise _decided_meanwhile() from None
    labelling_rows.insert_parts(decision, labelling, resolved, article)
    slots.settle(article, [claim.pk], now)
    return decision


def _may_repeat(standing: Decision, actor: User, reason: str, replaces: UUID | None) -> bool:
    """Whether the actor made it, for that reason, in the place of the same one."""
    previous = standing.previous.uuid if standing.previous else None
    return (standing.decided_by_id, standing.reason, previous) == (actor.pk, reason, replaces)


def _agrees_with_any(resolved: Resolved, tally: Tally) -> bool:
    """Whether somebody named the same speaker, verifiability and verdict; or nobody anything."""
    verdict = resolved.verdict.pk if resolved.verdict else None
    said = (resolved.speaker.survivor.pk, resolved.verifiability.pk, verdict)
    return not tally.votes or said in {vote.said for vote in tally.votes}


def approve(*, actor: User, decision: Decision, note: str = "", now: datetime) -> Approval:
    """Agree with a curator's decision, as somebody who neither made it nor labelled the claim.

    Twice is once. Raises NotAllowed for those who did, and Conflict for what a rule decided, where
    another decision stands by now, where enough have agreed, and where the actor may still come to
    label the claim.
    """
    permissions.require(permissions.can_curate(actor, decision.project))
    note = bound_text(note, field="note", limit=TEXT_LIMIT)
    with transaction.atomic():
        article = slots.enter_article(decision.claim.article_id, now)
        known = Approval.objects.filter(decision=decision, approver=actor).first()
        if known is not None:
            return known
        decided_by = _refuse_approving(actor, decision)
        approval = Approval(
            decision=decision, decided_by=decided_by, approver=actor, created_at=now, note=note
        )
        inserted = _insert_as_next(approval, article.project.approvals_wanted)
        if inserted is not approval:
            return inserted
        audit.record(
            "decision.approved",
            actor=actor,
            now=now,
            project=decision.project,
            target=decision.uuid,
            data={"claim": str(decision.claim.uuid)},
        )
        disputes.refresh(article.project, [decision.claim_id])
    return approval


def _insert_as_next(approval: Approval, wanted: int) -> Approval:
    """Insert it with the next number of those wanted; or the one that the person gave meanwhile.

    The numbers are unique, so no more are given than are wanted, whoever counts at one time.
    Raises Conflict where all are given.
    """
    given = approval.decision.approvals
    for approval.number in range(given.count() + 1, wanted + 1):
        with suppress(IntegrityError), transaction.atomic():
            approval.save(force_insert=True)
            return approval
        if known := given.filter(approver=approval.approver).first():
            return known
    raise Conflict("approved_already", "As many as are wanted have approved this.")


def _refuse_approving(actor: User, decision: Decision) -> User:
    """Whose decision it is, where the actor may approve it."""
    if decision.decided_by is None:
        raise Conflict("decided_by_rule", "A rule decided this: there is nothing to approve.")
    if decision.decided_by_id == actor.pk:
        raise NotAllowed("own_decision", "Somebody else approves what you have decided.")
    if Slot.objects.making_own(actor, decision.claim).exists():
        raise NotAllowed("own_claim", "Somebody else approves what you have labelled yourself.")
    queue.refuse_blind(actor, decision.claim, decision.stage)
    refuse_replaced(decision)
    return decision.decided_by


def refuse_replaced(decision: Decision) -> None:
    """Raise Conflict where another decision stands by now."""
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        raise Conflict("replaced_meanwhile", "Another decision has taken its place meanwhile.")


def _refuse_own(actor: User, claim: Claim, stage: str) -> None:
    queue.refuse_blind(actor, claim, stage)
    if claim.project.decide_own:
        return
    if Slot.objects.making_own(actor, claim).exists():
        raise NotAllowed("own_claim", "Somebody else decides what you have labelled yourself.")


def _decided_meanwhile() -> Conflict:
    return Conflict("decided_meanwhile", "Somebody has decided this claim meanwhile.")
