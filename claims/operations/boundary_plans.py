"""What an edit of boundaries would come to: planned from what it says, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims.errors import Conflict, InvalidInput, NotFound
from claims.models import Article, BoundaryProposal, Claim
from claims.operations import queue
from claims.operations.replacing import read_text, to_segment
from claims.text import edits
from claims.text.marks import is_blank
from claims.text.segment import Kind, Segment

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
class Plan:
    """Claims that go, segments that come, and claims that stay but are labelled no longer.

    `text` is the article's.
    """

    text: str
    parents: Sequence[Claim]
    retired: Sequence[Claim] = ()
    made: Sequence[Segment] = ()

    def list_texts(self) -> list[str]:
        """The texts of the claims that would be made, in their order."""
        return [self.text[segment.start : segment.end] for segment in self.made]


def make_plan(article: Article, edit: Edit) -> Plan:
    """What the edit would come to now. Raises Conflict where claims would overlap, and the like."""
    if len(edit.at) > OFFSETS_LIMIT or len(edit.claims) > OFFSETS_LIMIT:
        raise InvalidInput("too_many", "More than %(limit)d of them.", limit=OFFSETS_LIMIT)
    claims = _find_claims(article, edit)
    plan = _PLANS[edit.kind](read_text(article), claims, edit)
    _check_room(article, plan)
    return plan


def _find_claims(article: Article, edit: Edit) -> list[Claim]:
    found = list(Claim.objects.filter(article=article, uuid__in=edit.claims).in_text_order())
    if not edit.claims or len(found) != len(edit.claims):
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


def _plan_split(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    return Plan(text, claims, claims, edits.split(text, to_segment(claims[0]), edit.at))


def _plan_merge(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    return Plan(text, claims, claims, [edits.merge(text, [to_segment(claim) for claim in claims])])


def _plan_trim(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    trimmed = edits.trim(text, to_segment(claims[0]), *_read_range(edit))
    return Plan(text, claims, claims, [trimmed])


def _plan_span(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    span = edits.mark_span(text, to_segment(claims[0]), *_read_range(edit))
    return Plan(text, claims, (), [span])


def _plan_sentence(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    return Plan(text, claims, claims, [edits.make_sentence(to_segment(claims[0]))])


def _plan_remove_span(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    return Plan(text, claims, claims, ())


_PLANS = {
    EditKind.SPLIT: _plan_split,
    EditKind.MERGE: _plan_merge,
    EditKind.TRIM: _plan_trim,
    EditKind.SPAN: _plan_span,
    EditKind.SENTENCE: _plan_sentence,
    EditKind.REMOVE_SPAN: _plan_remove_span,
}


def _check_room(article: Article, plan: Plan) -> None:
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


def redraw(text: str, claims: Sequence[Claim], edit: Edit) -> Plan:
    """The edit of these claims as it was meant, whether it is still possible or not."""
    return _PLANS[edit.kind](text, claims, edit)


def list_texts_made(proposal: BoundaryProposal) -> list[str]:
    """The texts of the claims that a proposal asks for, in their order, settled or not."""
    edit, text = read_edit(proposal.edit), read_text(proposal.article)
    named = Claim.objects.filter(article=proposal.article, uuid__in=edit.claims)
    return redraw(text, list(named.in_text_order()), edit).list_texts()


def plan_undo(claim: Claim) -> Edit | None:
    """The edit that undoes the one by which the claim was made; None where there is none.

    A merged claim is split where its parents began, parts are merged, a trimmed claim has its old
    edges again, a span goes. What was made of several kinds or paragraphs, and a heading that is
    now a sentence, stay.
    """
    parents = list(Claim.objects.filter(children=claim).in_text_order())
    if not parents or claim.retired_at is not None:
        return None
    if claim.kind == Claim.Kind.SPAN:
        return Edit(kind=EditKind.REMOVE_SPAN, claims=(claim.uuid,))
    made = Claim.objects.filter(parents__in=parents).exclude(kind=Claim.Kind.SPAN)
    siblings = list(made.distinct().in_text_order())
    if any(sibling.retired_at is not None for sibling in siblings):
        return None
    if any((one.kind, one.paragraph) != (claim.kind, claim.paragraph) for one in parents):
        return None
    if len(siblings) > 1:
        return Edit(kind=EditKind.MERGE, claims=tuple(one.uuid for one in siblings))
    if len(parents) > 1:
        # Words that were in neither would come into the first.
        text = read_text(claim.article)
        if any(not is_blank(text[one.end : two.start]) for one, two in pairwise(parents)):
            return None
        starts = tuple(one.start for one in parents[1:])
        return Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=starts)
    old = parents[0]
    return Edit(kind=EditKind.TRIM, claims=(claim.uuid,), start=old.start, end=old.end)
