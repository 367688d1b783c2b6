"""Other boundaries for a claim: look at what would come of it, then do or propose it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import permissions
from claims.errors import Conflict, DomainError
from claims.forms.fields import add_refusal
from claims.models import Claim, Stage
from claims.operations import boundaries
from claims.operations.boundaries import Edited, Preview
from claims.operations.boundary_plans import plan_undo
from claims.operations.replacing import to_segment
from claims.queries.lineage import list_earlier, read_family
from claims.queries.neighbourhood import Neighbourhood, read_neighbourhood
from claims.requests import get_user, read_now
from claims.text.previews import describe_change
from claims.web.boundary_forms import BoundaryForm
from claims.web.heirs import find_page
from claims.web.routes import DESKS
from claims.web.scope import get_claim, get_project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_boundaries(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Show a claim among its neighbours; POST looks at an edit, or does it."""
    claim = _get_claim(request, slug, uuid)
    form = BoundaryForm(request.POST if request.method == "POST" else None)
    if claim.retired_at is not None:
        return _show_retired(request, claim, form)
    near = read_neighbourhood(claim)
    if not form.is_bound:
        return _show(request, near, form)
    if not form.is_valid():
        return _show(request, near, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _answer(request, near, form)
    except Conflict as refusal:
        return _start_over(request, slug, uuid, form, refusal)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _show(request, near, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _get_claim(request: HttpRequest, slug: str, uuid: UUID) -> Claim:
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    claim = get_claim(request, project, uuid, "article__body")
    claim.article.project = project
    return claim


def _read_stage(request: HttpRequest) -> str:
    """The pass of the desk that one comes from."""
    stage = request.GET.get("stage", "")
    return stage if stage in DESKS else Stage.LABEL.value


def _answer(request: HttpRequest, near: Neighbourhood, form: BoundaryForm) -> HttpResponse:
    edit = form.to_edit(near)
    asked: dict[str, Any] = {
        "actor": get_user(request),
        "article": near.claim.article,
        "edit": edit,
        "version": form.cleaned_data["version"],
    }
    if form.cleaned_data["confirm"]:
        reason = form.cleaned_data["reason"]
        edited = boundaries.edit_boundaries(**asked, reason=reason, now=read_now(request))
        return _go_on(request, near, edited)
    preview = boundaries.preview_edit(**asked)
    return _show(request, near, form, edit=edit, confirm=form.repeat(edit), **_describe(preview))


def _start_over(
    request: HttpRequest, slug: str, uuid: UUID, form: BoundaryForm, refusal: Conflict
) -> HttpResponse:
    """Show the claim as it is by now, with the refusal and what was written."""
    add_refusal(form, refusal)
    claim = _get_claim(request, slug, uuid)
    if claim.retired_at is not None:
        return _show_retired(request, claim, form)
    return _show(request, read_neighbourhood(claim), form, status=refusal.status)


def _go_on(request: HttpRequest, near: Neighbourhood, edited: Edited) -> HttpResponse:
    """To the first claim that was made; with a proposal, back to the claim itself."""
    if edited.proposal:
        messages.success(request, _("Proposed to the curators."))
        goal = near.claim
    else:
        messages.success(
            request,
            _("Boundaries changed. “Undo the last change” on their page takes it back."),
        )
        goal = edited.claims[0] if edited.claims else near.around or near.claim
    user, project = get_user(request), near.claim.project
    return redirect(find_page(user, project, goal, _read_stage(request)))


def _describe(preview: Preview) -> dict[str, Any]:
    plan = preview.plan
    before = [to_segment(claim) for claim in plan.parents]
    return {"preview": preview, "change": describe_change(plan.text, before, plan.made)}


def _show(
    request: HttpRequest,
    near: Neighbourhood,
    form: BoundaryForm,
    *,
    status: int = HTTPStatus.OK,
    **preview: Any,
) -> HttpResponse:
    claim, user = near.claim, get_user(request)
    context = {
        "near": near,
        "claim": claim,
        "article": claim.article,
        "form": form,
        "raw": _describe_text(near, form),
        "earlier": list_earlier(user, read_family(claim.article), claim),
        "can_undo": plan_undo(claim) is not None,
        "back": find_page(user, claim.project, claim, _read_stage(request)),
        **preview,
    }
    return render(request, "claims/boundaries/page.html", context, status=status)


def _describe_text(near: Neighbourhood, form: BoundaryForm) -> dict[str, Any]:
    """For the script: the text exactly as it is, where it stands, and what is selected in it."""
    said = form.cleaned_data if form.is_bound else {}
    start = said.get("start")
    end = said.get("end")
    return {
        "text": near.claim.article.body.text[near.start : near.end],
        "offset": near.start,
        "start": near.claim.start if start is None else start,
        "end": near.claim.start if end is None else end,
    }


def _show_retired(request: HttpRequest, claim: Claim, form: BoundaryForm) -> HttpResponse:
    """What became of the claim; whoever was about to change it is told, and loses no word."""
    user = get_user(request)
    family = read_family(claim.article)
    heirs = family.list_heirs(claim)
    stage = _read_stage(request)
    goal = heirs[0] if heirs else claim
    context = {
        "claim": claim,
        "article": claim.article,
        "heirs": heirs,
        "earlier": list_earlier(user, family, claim),
        "back": find_page(user, claim.project, goal, stage),
        "is_late": form.is_bound,
        "reason": form.data.get("reason", ""),
    }
    status = HTTPStatus.CONFLICT if form.is_bound else HTTPStatus.OK
    return render(request, "claims/boundaries/retired.html", context, status=status)
