"""Other boundaries for claims: done at once, or proposed to the curators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from claims import permissions
from claims.errors import Conflict
from claims.models import Annotation, Article, BoundaryProposal, Claim, Flag, User
from claims.operations import audit, slots, trainees
from claims.operations.boundary_plans import Edit, Plan, make_plan, read_edit
from claims.operations.marks import bound_reason
from claims.operations.replacing import change_claims

Status = BoundaryProposal.Status


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: claims, or a proposal to the curators."""

    claims: tuple[Claim, ...] = ()
    proposal: BoundaryProposal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would come of an edit, and whether at once or by a curator.

    `labels` are those on the claims concerned that this person may see: they stay with them.
    """

    plan: Plan
    is_immediate: bool
    labels: int
    version: int


def preview_edit(
    *, actor: User, article: Article, edit: Edit, version: int | None = None
) -> Preview:
    """What `edit_boundaries` would do with this; nothing is written. Raises what that would."""
    permissions.require(permissions.can_annotate(actor, article.project))
    trainees.refuse_edit(actor, article)
    plan = _plan_as_seen(article, edit, version)
    labels = Annotation.objects.visible_to(actor).current().filter(claim__in=plan.parents)
    return Preview(
        plan=plan,
        is_immediate=_is_immediate(actor, article, plan),
        labels=labels.count(),
        version=article.boundaries_version,
    )


@transaction.atomic
def edit_boundaries(
    *,
    actor: User,
    article: Article,
    edit: Edit,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Edited:
    """Change claims at once, or propose it to the curators where somebody has labelled them.

    Curators and managers change at once in any case; who only labels never where there is hidden
    gold. `version` is the article's
    `boundaries_version` as it was seen. Raises Conflict where boundaries were changed since, or
    claims would overlap, and InvalidInput with the field.
    """
    permissions.require(permissions.can_annotate(actor, article.project))
    reason = bound_reason(reason)
    held = slots.enter_article(article.pk, now)
    trainees.refuse_edit(actor, held)
    plan = _plan_as_seen(held, edit, version)
    curates = permissions.can_curate(actor, held.project)
    is_immediate = _is_immediate(actor, held, plan)
    # Asked again in writing: a label may come at any moment.
    if is_immediate and not curates:
        is_immediate = slots.close_unlabelled(plan.parents)
    if not is_immediate:
        return Edited(proposal=_propose(actor, held, edit, reason, now))
    made = _apply(actor, held, edit, plan, now)
    if not curates:
        _pass_flags_on(made, plan.retired)
    return Edited(claims=made)


def _plan_as_seen(article: Article, edit: Edit, version: int | None) -> Plan:
    if version is not None and version != article.boundaries_version:
        raise _changed_meanwhile()
    return make_plan(article, edit)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "boundaries_changed", "The boundaries of this article have been changed meanwhile."
    )


def _is_immediate(actor: User, article: Article, plan: Plan) -> bool:
    role = permissions.get_role(actor, article.project)
    if role in permissions.CURATES:
        return True
    if not permissions.sees_progress(role, article.project):
        return False  # Else it would tell that somebody has labelled their claim: hidden gold.
    return not Annotation.objects.filter(claim__in=plan.parents).exists()


def _apply(
    actor: User, article: Article, edit: Edit, plan: Plan, now: datetime
) -> tuple[Claim, ...]:
    """Write the plan down; the article is held."""
    same = Article.objects.filter(pk=article.pk, boundaries_version=article.boundaries_version)
    if not same.update(boundaries_version=F("boundaries_version") + 1):
        raise _changed_meanwhile()
    made = change_claims(article, plan.parents, plan.retired, plan.made, now)
    audit.record(
        "boundaries.changed",
        actor=actor,
        now=now,
        project=article.project,
        target=article.uuid,
        data={"edit": edit.to_json(), "made": [str(claim.uuid) for claim in made]},
    )
    return tuple(made)


def _pass_flags_on(made: Sequence[Claim], retired: Sequence[Claim]) -> None:
    """Whoever called a curator to a claim that goes, calls them to the first made of it.

    A curator who changes the claim has come.
    """
    for parent in retired:
        heir = next((child for child in made if parent.start < child.end), None)
        if heir is not None:
            known = Flag.objects.standing().filter(claim=heir).values("annotator")
            flags = Flag.objects.standing().filter(claim=parent).exclude(annotator__in=known)
            flags.update(claim=heir)


def _propose(
    actor: User, article: Article, edit: Edit, reason: str, now: datetime
) -> BoundaryProposal:
    same = {"article": article, "proposed_by": actor, "edit": edit.to_json(), "status": Status.OPEN}
    known = BoundaryProposal.objects.filter(**same).first()
    if known is not None:
        return known
    proposal = BoundaryProposal.objects.create(
        project=article.project, reason=reason, created_at=now, **same
    )
    audit.record(
        "boundaries.proposed",
        actor=actor,
        now=now,
        project=article.project,
        target=proposal.uuid,
        data={"edit": edit.to_json()},
    )
    return proposal


@transaction.atomic
def apply_proposal(*, actor: User, proposal: BoundaryProposal, now: datetime) -> tuple[Claim, ...]:
    """Do what an annotator proposed. Raises Conflict where that is not possible any more."""
    permissions.require(permissions.can_curate(actor, proposal.project))
    article = slots.enter_article(proposal.article_id, now)
    _settle(proposal, Status.APPLIED, actor, now)
    edit = read_edit(proposal.edit)
    return _apply(actor, article, edit, make_plan(article, edit), now)


@transaction.atomic
def decline_proposal(*, actor: User, proposal: BoundaryProposal, now: datetime) -> None:
    """Leave the claims as they are."""
    permissions.require(permissions.can_curate(actor, proposal.project))
    _settle(proposal, Status.DECLINED, actor, now)


@transaction.atomic
def withdraw_proposal(*, actor: User, proposal: BoundaryProposal, now: datetime) -> None:
    """Take one's own proposal back."""
    permissions.require(proposal.proposed_by_id == actor.pk)
    _settle(proposal, Status.WITHDRAWN, actor, now)


def _settle(proposal: BoundaryProposal, status: str, actor: User, now: datetime) -> None:
    settled = BoundaryProposal.objects.filter(pk=proposal.pk, status=Status.OPEN).update(
        status=status, settled_by=actor, settled_at=now
    )
    if not settled:
        raise Conflict("settled_meanwhile", "This proposal has been settled already.")
    proposal.status, proposal.settled_by, proposal.settled_at = status, actor, now
    audit.record(
        f"boundaries.{status}",
        actor=actor,
        now=now,
        project=proposal.project,
        target=proposal.uuid,
    )
