"""The desk: one article, one claim at a time. GET shows, POST does; works without JavaScript.

Each pass of a project has its desk: in the check pass the work is one claim, not one article.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import permissions
from claims.errors import Conflict, DomainError, NotFound
from claims.forms.sheet import Sheet, open_sheet, read_sheet
from claims.models import Annotation, Claim, Project, Stage, User
from claims.operations import marks, queue
from claims.queries import desk as desk_queries
from claims.queries.hints import list_hints, suggest_label
from claims.queries.reading import lay_out
from claims.queries.votes import name_outcomes
from claims.requests import get_user, read_now
from claims.web.heirs import go_to_heirs
from claims.web.routes import name_route
from claims.web.scope import get_project
from claims.wording import describe


@login_required
@require_safe
def desk(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Go on where one was; with nothing at hand, offer what comes next."""
    project = _get_workplace(request, slug)
    user = get_user(request)
    lease = desk_queries.find_lease(user, project, stage)
    claim = lease and desk_queries.find_open_claim(user, lease.article, stage=stage)
    if claim:
        return _go_to_claim(claim, stage)
    if stage == Stage.CHECK and not project.has_check_pass:
        return _go_to_desk(project, Stage.LABEL)
    drafts = desk_queries.list_drafts(user, project, stage)
    return render(request, "claims/desk/idle.html", {"drafts": drafts, "stage": stage})


@login_required
@require_POST
def take_next(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Reserve what comes next, or go on with what is at hand."""
    return _go_to_next(request, _get_workplace(request, slug), stage)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def label_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Show a claim to label, to check or to revise; take the label."""
    claim = _get_claim(request, slug, uuid)
    user = get_user(request)
    if request.method == "POST":
        return _submit(request, read_sheet(claim, user, request.POST, stage))
    slot = desk_queries.find_slot(user, claim, stage)
    draft = desk_queries.find_draft(user, claim, stage)
    if slot is None and draft is None:
        return _turn_away(request, claim, stage)
    return _show(request, open_sheet(claim, user, slot, draft, stage))


def _turn_away(request: HttpRequest, claim: Claim, stage: str) -> HttpResponse:
    if claim.retired_at is not None:
        return go_to_heirs(request, claim, stage)
    messages.info(request, _("That claim is not assigned to you."))
    return _go_to_desk(claim.project, stage)


def _submit(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    annotation = sheet.submit(read_now(request))
    if annotation is None:
        return _show(request, sheet)
    if annotation.revision > 1:
        messages.success(request, _("Your label is revised; the earlier one is kept."))
    return _go_on(request, sheet.claim, sheet.stage)


@login_required
@require_POST
def skip_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Pass the claim over and go on."""
    claim = _get_claim(request, slug, uuid)
    now, user, reason = read_now(request), get_user(request), request.POST.get("reason", "")
    try:
        marks.skip_claim(actor=user, claim=claim, reason=reason, now=now, stage=stage)
    except DomainError as refusal:
        messages.error(request, describe(refusal))
        return _go_to_desk(claim.project, stage)
    return _go_on(request, claim, stage)


@login_required
@require_POST
def flag_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Call a curator to the claim, and stay there with what was begun."""
    claim = _get_claim(request, slug, uuid)
    now, user, reason = read_now(request), get_user(request), request.POST.get("reason", "")
    try:
        marks.flag_claim(actor=user, claim=claim, reason=reason, now=now, stage=stage)
    except DomainError as refusal:
        messages.error(request, describe(refusal))
    else:
        messages.success(request, _("Flagged for the curators."))
    _keep(request, read_sheet(claim, user, request.POST, stage))
    return _go_to_claim(claim, stage)


@login_required
@require_POST
def stop(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """“Stop here”: free what is not labelled for others; what was begun stays as a draft."""
    claim = _get_claim(request, slug, uuid)
    now, user = read_now(request), get_user(request)
    _keep(request, read_sheet(claim, user, request.POST, stage))
    lease = desk_queries.find_lease(user, claim.project, stage)
    if lease is not None:
        queue.stop_lease(actor=user, lease=lease, now=now)
    messages.success(request, _("Stopped here. What you labelled is kept."))
    return _go_to_desk(claim.project, stage)


def _keep(request: HttpRequest, sheet: Sheet) -> None:
    """Keep what was written, if the claim is or was theirs: nobody else has begun anything."""
    with suppress(NotFound):
        sheet.keep(read_now(request))


def _get_workplace(request: HttpRequest, slug: str) -> Project:
    """The project, for those who label in it."""
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    return project


def _get_claim(request: HttpRequest, slug: str, uuid: UUID) -> Claim:
    project = _get_workplace(request, slug)
    claims = Claim.objects.visible_to(request.user).filter(project=project)
    schemes = ("project__verifiability_scheme", "project__verdict_scheme")
    return get_object_or_404(
        claims.select_related("article__body", "article__outlet", *schemes), uuid=uuid
    )


def _go_to_desk(project: Project, stage: str) -> HttpResponse:
    return redirect(name_route(stage), slug=project.slug)


def _go_to_claim(claim: Claim, stage: str) -> HttpResponse:
    address = reverse(name_route(stage, "claim"), args=[claim.project.slug, claim.uuid])
    return redirect(address + "#current")


def _go_on(request: HttpRequest, done: Claim, stage: str) -> HttpResponse:
    """The next claim of the article at hand, else what comes next in the queue."""
    user = get_user(request)
    following = desk_queries.find_open_claim(user, done.article, after=done, stage=stage)
    return (
        _go_to_claim(following, stage) if following else _go_to_next(request, done.project, stage)
    )


def _go_to_next(request: HttpRequest, project: Project, stage: str) -> HttpResponse:
    user = get_user(request)
    try:
        lease = queue.lease_next(actor=user, project=project, now=read_now(request), stage=stage)
    except Conflict as refusal:
        messages.info(request, describe(refusal))
        return _go_to_desk(project, stage)
    claim = lease and desk_queries.find_open_claim(user, lease.article, stage=stage)
    if not claim:
        messages.info(request, _say_nothing_left(stage))
        return _go_to_desk(project, stage)
    return _go_to_claim(claim, stage)


def _say_nothing_left(stage: str) -> str:
    if stage == Stage.CHECK:
        return _("There is nothing for you to check here for now. Thank you!")
    return _("There is nothing left for you to label here. Thank you!")


def _show(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The page; in the check pass only to those who may know what was settled."""
    settled = None
    if sheet.form.is_check:
        if not desk_queries.may_check(sheet.user, sheet.claim):
            if sheet.is_filled_in:
                _keep(request, sheet)
            return _turn_away(request, sheet.claim, sheet.stage)
        settled = name_outcomes([sheet.claim.pk]).get(sheet.claim.pk)
    described = _describe_article(sheet.user, sheet.claim, sheet.stage)
    labels = [] if sheet.form.is_check else sheet.form.verifiabilities
    context = {
        **described,
        "suggested_label": suggest_label(labels, described["hints"]),
        "claim": sheet.claim,
        "stage": sheet.stage,
        "task": _("Check this claim") if sheet.form.is_check else _("Label this claim"),
        "settled": settled,
        "can_submit": settled is not None or not sheet.form.is_check,
        "form": sheet.form,
        "evidence": sheet.evidence,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sheet.is_filled_in else HTTPStatus.OK
    return render(request, "claims/desk/page.html", context, status=status)


def _describe_article(user: User, claim: Claim, stage: str) -> dict[str, Any]:
    """The article around the claim, as this person sees it."""
    article, project = claim.article, claim.project
    claims = desk_queries.list_claims(article)
    states = desk_queries.map_states(user, article, stage)
    # In the check pass one claim is the whole of the work, and who says it is settled.
    is_check = stage == Stage.CHECK
    own = [] if is_check else [c for c in claims if states.get(c.pk, desk_queries.CONTEXT).is_own]
    suggestions = {} if is_check else desk_queries.map_suggested_speakers(project, article)
    suggestion = suggestions.get(claim.pk)
    hints = list_hints(claim) if project.show_suggestions and not is_check else []
    has_headline = any(c.kind == Claim.Kind.HEADLINE for c in claims)
    lease = desk_queries.find_lease(user, project, stage)
    return {
        "article": article,
        "paragraphs": lay_out(article.body.text, claims),
        "has_headline": has_headline,
        "paragraph": claim.paragraph + (not has_headline),
        "states": states,
        "suggested": suggestions,
        "suggestion": suggestion,
        "hints": hints,
        "suggested_quote_type": suggestion and Annotation.QuoteType(suggestion.quote_type).label,
        "renew_url": reverse("api-lease-renew", args=[lease.uuid]) if lease else "",
        "number": next((n for n, c in enumerate(own, start=1) if c.pk == claim.pk), None),
        "total": len(own),
        "done": sum(state.state == "done" for state in states.values()),
        "revisions": desk_queries.list_revisions(user, claim, stage),
    }
