"""Other boundaries for claims. A claim is never moved: it is retired, and others are made of it.

Labels stay with the claim they were given to; the new ones are queued, for everybody anew.
"""

from collections.abc import Collection, Mapping, Sequence
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
    ArticleText,
    BoundaryProposal,
    Claim,
    Flag,
    Lease,
    Lineage,
    Slot,
    Suggestion,
    User,
)
from claims.operations import audit, queue, slots
from claims.operations.marks import bound_reason
from claims.text import edits
from claims.text.segment import Kind, Segment

Status = BoundaryProposal.Status
# Places named by one edit: far above need.
OFFSETS_LIMIT = 100
# The columns of a suggestion that say what is suggested.
SUGGESTED = ("source", "version", "rank", "speaker_id", "quote_type", "score", "reason")


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
    plan = _PLANS[edit.kind](_read_text(article), claims, edit)
    _check_room(article, plan)
    return plan


def _read_text(article: Article) -> str:
    return ArticleText.objects.values_list("text", flat=True).get(article=article)


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


def to_segment(claim: Claim) -> Segment:
    return Segment(claim.start, claim.end, Kind(claim.kind), claim.paragraph)


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


def change_claims(
    article: Article,
    parents: Sequence[Claim],
    retired: Sequence[Claim],
    segments: Sequence[Segment],
    now: datetime,
) -> list[Claim]:
    """Retire claims of the article, which is held, and make others; whoever is at work goes on.

    Who holds a claim that goes, or that is labelled no longer, gets what is made of it instead.
    Called by `edit_boundaries` and by operations.resplit.
    """
    text = _read_text(article)
    Claim.objects.filter(pk__in=[claim.pk for claim in retired]).update(retired_at=now)
    made = [_make_claim(article, text, segment, parents) for segment in segments]
    Claim.objects.bulk_create(made)
    _pass_on(made, parents)
    concerned = {claim.pk for claim in (*parents, *made)} | _find_sentences(article, parents)
    gone = concerned - set(
        Claim.objects.filter(pk__in=concerned).queued(article.project).values_list("pk", flat=True)
    )
    leases = _take_away(gone)
    slots.fit(article, sorted(concerned), now)
    _keep_reserved(made, parents)
    _hand_over(leases, made, now)
    return made


def _make_claim(article: Article, text: str, new: Segment, parents: Sequence[Claim]) -> Claim:
    return Claim(
        project_id=article.project_id,
        article=article,
        start=new.start,
        end=new.end,
        kind=new.kind.value,
        paragraph=new.paragraph,
        position=min((claim.position for claim in parents), default=0),
        text=text[new.start : new.end],
        splitter_version=article.splitter_version,
    )


def _pass_on(made: Sequence[Claim], parents: Sequence[Claim]) -> None:
    """Lineage, and what machines suggested for the claim that each of these begins in."""
    Lineage.objects.bulk_create(
        Lineage(parent=parent, child=child)
        for child in made
        for parent in parents
        if parent.start < child.end and parent.end > child.start
    )
    for child in made:
        source = next((p for p in parents if p.start <= child.start < p.end), None)
        if source is None:
            continue
        suggested = Suggestion.objects.filter(claim=source).order_by("rank")
        Suggestion.objects.bulk_create(
            Suggestion(claim=child, **values) for values in suggested.values(*SUGGESTED)
        )


def _find_sentences(article: Article, parents: Sequence[Claim]) -> set[int]:
    """The sentences around spans that go: they may be labelled again."""
    spans = [claim for claim in parents if claim.kind == Claim.Kind.SPAN]
    found: set[int] = set()
    for span in spans:
        around = Claim.objects.active().filter(
            article=article, start__lte=span.start, end__gte=span.end
        )
        found |= set(around.values_list("pk", flat=True))
    return found


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


def _take_away(claims: Collection[int]) -> list[Lease]:
    """Free the slots held of these claims, which are about to close; the leases they were in."""
    held = Slot.objects.filter(claim__in=claims).held()
    leases = list(Lease.objects.filter(pk__in=held.values("lease")).order_by("pk"))
    held.update(annotator=None, lease=None)
    return leases


def _hand_over(leases: Sequence[Lease], made: Sequence[Claim], now: datetime) -> None:
    """Give those who were at work slots of the new claims; a lease without any ends."""
    for lease in leases:
        free = Slot.objects.filter(claim__in=made, stage=lease.stage).open_to(lease.annotator)
        queue.take_slots(lease, queue.list_one_each(free))
        if not Slot.objects.filter(lease=lease).held().exists():
            Lease.objects.open().filter(pk=lease.pk).update(ended_at=now)


def _keep_reserved(made: Sequence[Claim], parents: Sequence[Claim]) -> None:
    """Whoever a slot of the old claim was kept for has one of each new claim."""
    kept = Slot.objects.filter(claim__in=parents, reserved_for__isnull=False)
    for person in sorted(set(kept.values_list("reserved_for_id", flat=True))):
        for claim in made:
            free = Slot.objects.free().filter(claim=claim, reserved_for=None).order_by("-number")
            if (slot := free.first()) is not None:
                Slot.objects.filter(pk=slot.pk).update(reserved_for=person)


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
    edit, text = read_edit(proposal.edit), _read_text(proposal.article)
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
