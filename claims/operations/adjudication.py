"""Deciding which label stands for a claim. No decision changes a label, nor an earlier decision."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.models import Claim, Decision, Slot, Stage, User
from claims.operations import decisions, labelling_rows, queue, slots
from claims.operations.labelling import TEXT_LIMIT, Labelling
from claims.operations.labelling_rules import resolve
from claims.queries.votes import read_tallies
from claims.text import intake


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
) -> Decision:
    """Let a labelling stand for a claim, in the place of the decision that `replaces` names.

    Raises NotAllowed where the actor labelled the claim and the project wants somebody else to
    decide it, Conflict when somebody has decided meanwhile or the actor still has to label the
    claim, and InvalidLabelling.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    reason = _check_reason(reason)
    article = slots.enter_article(claim.article_id, now)
    queue.refuse_unqueued(claim, stage)
    _refuse_own(actor, claim, stage)
    standing = Decision.objects.standing().filter(claim=claim, stage=stage).first()
    if (standing.uuid if standing else None) != replaces:
        raise _decided_meanwhile()
    resolved = resolve(labelling, article.project, claim, stage)
    tally = read_tallies([claim.pk], stage).get(claim.pk)
    decision = Decision(
        project=article.project,
        claim=claim,
        stage=stage,
        previous=standing,
        decided_by=actor,
        created_at=now,
        reason=reason,
        **labelling_rows.make_columns(labelling, resolved),
    )
    try:
        decisions.insert(decision, basis=tally.annotations if tally else ())
    except IntegrityError:
        raise _decided_meanwhile() from None
    labelling_rows.insert_parts(decision, labelling, resolved, article)
    slots.settle(article, [claim.pk], now)
    return decision


def _check_reason(reason: str) -> str:
    reason = reason.strip()
    if not intake.is_storable(reason):
        raise InvalidInput("not_text", "This holds a character that is not text.", field="reason")
    if len(reason) > TEXT_LIMIT:
        raise InvalidInput(
            "too_long",
            "This is longer than %(limit)d characters.",
            field="reason",
            limit=TEXT_LIMIT,
        )
    return reason


def _refuse_own(actor: User, claim: Claim, stage: str) -> None:
    own = Slot.objects.filter(claim=claim, stage=stage, annotator=actor)
    if own.held().exists():
        raise Conflict("label_first", "This claim is before you: label it, or skip it, first.")
    if own.exists() and not claim.project.decide_own:
        raise NotAllowed("own_claim", "Somebody else decides what you have labelled yourself.")


def _decided_meanwhile() -> Conflict:
    return Conflict("decided_meanwhile", "Somebody has decided this claim meanwhile.")
