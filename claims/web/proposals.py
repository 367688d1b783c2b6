"""Proposed boundaries: curators settle them, annotators see and withdraw their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from claims import permissions
from claims.errors import Conflict
from claims.models import BoundaryProposal, Claim, Project
from claims.models.claims import BoundaryProposalQuerySet
from claims.operations import boundaries
from claims.operations.boundary_plans import Edit, read_edit, redraw
from claims.operations.replacing import to_segment
from claims.requests import get_user, read_now
from claims.text.previews import Change, describe_change
from claims.web.scope import get_project
from claims.wording import describe

PROPOSALS_PER_PAGE = 20
OPEN = BoundaryProposal.Status.OPEN

# What is done to a proposal, and what is said then.
SETTLE: dict[str, tuple[Callable[..., object], Any]] = {
    "apply": (boundaries.apply_proposal, gettext_lazy("Applied: the boundaries are changed.")),
    "decline": (boundaries.decline_proposal, gettext_lazy("Declined: nothing is changed.")),
    "withdraw": (boundaries.withdraw_proposal, gettext_lazy("Withdrawn.")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalRow:
    """A proposal as the page shows it. `refusal`: why it could not be settled just now."""

    proposal: BoundaryProposal
    edit: Edit
    change: Change
    # A claim it is about is there no more.
    is_late: bool
    is_own: bool
    refusal: str = ""


@login_required
@require_safe
def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Open proposals, the oldest first; those settled on a page of their own, the latest first."""
    return _show(request, _get_workplace(request, slug))


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, uuid: UUID, verb: str) -> HttpResponse:
    """Apply, decline or withdraw; what is not possible any more is said at its place."""
    project = _get_workplace(request, slug)
    proposal = get_object_or_404(_find(request, project), uuid=uuid)
    operation, said = SETTLE[verb]
    try:
        operation(actor=get_user(request), proposal=proposal, now=read_now(request))
    except Conflict as refusal:
        if refusal.code == "settled_meanwhile":
            # It has left the list.
            messages.error(request, describe(refusal))
        return _show(request, project, {proposal.pk: describe(refusal)}, status=refusal.status)
    messages.success(request, str(said))
    return redirect(reverse("proposals", args=[slug]))


def _get_workplace(request: HttpRequest, slug: str) -> Project:
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    return project


def _find(request: HttpRequest, project: Project) -> BoundaryProposalQuerySet:
    proposals = BoundaryProposal.objects.visible_to(request.user).filter(project=project)
    return proposals.select_related("project", "article__body", "proposed_by", "settled_by")


def _show(
    request: HttpRequest,
    project: Project,
    refusals: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_settled = request.GET.get("state") == "settled"
    found = _find(request, project)
    found = found.exclude(status=OPEN) if is_settled else found.filter(status=OPEN)
    ordered = found.order_by("-settled_at", "-pk") if is_settled else found.order_by("pk")
    page = Paginator(ordered, PROPOSALS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _describe(request, list(page.object_list), refusals or {}),
        "is_settled": is_settled,
    }
    return render(request, "claims/proposals/page.html", context, status=status)


def _describe(
    request: HttpRequest, proposals: Sequence[BoundaryProposal], refusals: dict[int, str]
) -> list[ProposalRow]:
    """One query for the claims of all."""
    edits = [read_edit(proposal.edit) for proposal in proposals]
    named = Claim.objects.filter(uuid__in={uuid for edit in edits for uuid in edit.claims})
    by_uuid = {claim.uuid: claim for claim in named}
    return [
        _describe_one(request, proposal, edit, [by_uuid[uuid] for uuid in edit.claims], refusals)
        for proposal, edit in zip(proposals, edits, strict=True)
    ]


def _describe_one(
    request: HttpRequest,
    proposal: BoundaryProposal,
    edit: Edit,
    claims: Sequence[Claim],
    refusals: dict[int, str],
) -> ProposalRow:
    ordered = sorted(claims, key=lambda claim: claim.start)
    plan = redraw(proposal.article.body.text, ordered, edit)
    before = [to_segment(claim) for claim in ordered]
    return ProposalRow(
        proposal=proposal,
        edit=edit,
        change=describe_change(plan.text, before, plan.made),
        is_late=any(claim.retired_at is not None for claim in claims),
        is_own=proposal.proposed_by_id == get_user(request).pk,
        refusal=refusals.get(proposal.pk, ""),
    )
