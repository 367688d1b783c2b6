"""Other boundaries for claims: done at once, or proposed to the curators."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotFound
from claims.models import (
    Annotation,
    Article,
    BoundaryProposal,
    Claim,
    Flag,
    User,
)
from claims.operations import audit, queue, slots
from claims.operations.marks import bound_reason
from claims.operations.replacing import change_claims, read_text, to_segment
from claims.text import edits
from claims.text.segment import Kind, Segment

Status = BoundaryProposal.Status
# Places named by one edit: far above need.
OFFSETS_LIMIT = 100


class EditKind(StrEnum):
    """What is done to claims."""

    SPLIT = "split"
    MERGE = "merge"
    TRIM = "trim"
    SPAN = "span"
    REMOVE_SPAN = "remove_span"
    SENTENCE = "sentence"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """An edit as it is handed in: `at` for a split, `start` and `end` for a trim and a span.

    Offsets are code points of the article's text, `end` exclusive.
    """

    kind: EditKind
    claims: tuple[UUID, ...]
    at: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "kind": str(self.kind),
            "claims": [str(uuid) for uuid in self.claims],
            "at": list(self.at),
        }


def read_edit(body: Mapping[str, Any]) -> Edit:
    """The edit that a proposal holds."""
    return Edit(
        kind=EditKind(body["kind"]),
        claims=tuple(UUID(uuid) for uuid in body["claims"]),
        at=tuple(body["at"]),
        start=body["start"],
        end=body["end"],
    )


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: claims, or a proposal to the curators."""

    claims: tuple[Claim, ...] = ()
    proposal: BoundaryProposal | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Claims that go, segments that come, and claims that stay but are labelled no longer."""

    parents: Sequence[Claim]
    retired: Sequence[Claim] = ()
    made: Sequence[Segment] = field(default=())


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

    Curators and managers change at once in any case. `version` is the article's
    `boundaries_version` as it was seen. Raises Conflict where boundaries were changed since, or
    claims would overlap, and InvalidInput with the field.
    """
    permissions.require(permissions.can_annotate(actor, article.project))
    reason = bound_reason(reason)
    held = slots.enter_article(article.pk, now)
    if version is not None and version != held.boundaries_version:
        raise _changed_meanwhile()
    plan = _plan(held, edit)
    if permissions.can_curate(actor, held.project):
        return Edited(claims=_apply(actor, held, edit, plan, now))
    if _is_labelled(plan):
        return Edited(proposal=_propose(actor, held, edit, reason, now))
    made = _apply(actor, held, edit, plan, now)
    _pass_flags_on(made, plan.retired)
    return Edited(claims=made)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "boundaries_changed", "The boundaries of this article have been changed meanwhile."
    )


def _is_labelled(plan: _Plan) -> bool:
    return Annotation.objects.filter(claim__in=plan.parents).exists()


def _plan(article: Article, edit: Edit) -> _Plan:
    if len(edit.at) > OFFSETS_LIMIT or len(edit.claims) > OFFSETS_LIMIT:
        raise InvalidInput("too_many", "More than %(limit)d of them.", limit=OFFSETS_LIMIT)
    claims = _find_claims(article, edit)
    plan = _PLANS[edit.kind](read_text(article), claims, edit)
    _check_room(article, plan)
    return plan


def _find_claims(article: Article, edit: Edit) -> list[Claim]:
    found = list(Claim.objects.filter(article=article, uuid__in=edit.claims).in_text_order())
    if not edit.claims or len(found) != len(set(edit.claims)):
        raise NotFound("not_found", "There is no such claim in this article.", field="claims")
    if any(claim.retired_at is not None for claim in found):
        raise queue.claim_retired()
    if edit.kind != EditKind.MERGE and len(found) > 1:
        raise InvalidInput("too_many", "Name one claim.", field="claims")
    is_span = {claim.kind == Claim.Kind.SPAN for claim in found}
    if is_span != {edit.kind == EditKind.REMOVE_SPAN}:
        raise InvalidInput("wrong_kind", "This cannot be done to this claim.", field="claims")
    return found


def _read_range(edit: Edit) -> tuple[int, int]:
    if edit.start is None or edit.end is None:
        raise InvalidInput("no_offset", "Say from where to where.", field="start")
    return edit.start, edit.end


def _plan_split(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    return _Plan(claims, claims, edits.split(text, to_segment(claims[0]), edit.at))


def _plan_merge(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    return _Plan(claims, claims, [edits.merge(text, [to_segment(claim) for claim in claims])])


def _plan_trim(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    trimmed = edits.trim(text, to_segment(claims[0]), *_read_range(edit))
    return _Plan(claims, claims, [trimmed])


def _plan_span(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    span = edits.mark_span(text, to_segment(claims[0]), *_read_range(edit))
    return _Plan(claims, (), [span])


def _plan_sentence(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    return _Plan(claims, claims, [edits.make_sentence(to_segment(claims[0]))])


def _plan_remove_span(text: str, claims: Sequence[Claim], edit: Edit) -> _Plan:
    return _Plan(claims, claims, ())


_PLANS = {
    EditKind.SPLIT: _plan_split,
    EditKind.MERGE: _plan_merge,
    EditKind.TRIM: _plan_trim,
    EditKind.SPAN: _plan_span,
    EditKind.SENTENCE: _plan_sentence,
    EditKind.REMOVE_SPAN: _plan_remove_span,
}


def _check_room(article: Article, plan: _Plan) -> None:
    """Sentences and headings never overlap; spans nest, and cross no edge."""
    staying = Claim.objects.active().filter(article=article)
    staying = staying.exclude(pk__in=[claim.pk for claim in plan.retired])
    for new in plan.made:
        touching = staying.filter(start__lt=new.end, end__gt=new.start)
        if new.kind != Kind.SPAN:
            if touching.exclude(kind=Claim.Kind.SPAN).exists():
                raise Conflict("overlaps", "This would overlap another claim.")
            if touching.exists():
                raise Conflict("has_spans", "Remove the spans in it first.")
        elif touching.filter(kind=Claim.Kind.SPAN, start=new.start, end=new.end).exists():
            raise Conflict("span_exists", "This span is a claim already.")
        elif touching.filter(
            Q(start__lt=new.start, end__lt=new.end) | Q(start__gt=new.start, end__gt=new.end)
        ).exists():
            raise Conflict("crosses", "A span lies within another or apart from it.")


def _apply(
    actor: User, article: Article, edit: Edit, plan: _Plan, now: datetime
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


def list_texts_made(proposal: BoundaryProposal) -> list[str]:
    """The texts of the claims that a proposal asks for, in their order, settled or not."""
    edit, text = read_edit(proposal.edit), read_text(proposal.article)
    named = Claim.objects.filter(article=proposal.article, uuid__in=edit.claims)
    plan = _PLANS[edit.kind](text, list(named.in_text_order()), edit)
    return [text[segment.start : segment.end] for segment in plan.made]


@transaction.atomic
def apply_proposal(*, actor: User, proposal: BoundaryProposal, now: datetime) -> tuple[Claim, ...]:
    """Do what an annotator proposed. Raises Conflict where that is not possible any more."""
    permissions.require(permissions.can_curate(actor, proposal.project))
    article = slots.enter_article(proposal.article_id, now)
    _settle(proposal, Status.APPLIED, actor, now)
    edit = read_edit(proposal.edit)
    return _apply(actor, article, edit, _plan(article, edit), now)


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
