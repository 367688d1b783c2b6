"""The desk: one article, one claim at a time. GET shows, POST does; works without JavaScript.

Each pass of a project has its desk: in the check pass the work is one claim, not one article. The
page's script sends the same forms to the same addresses and is answered in JSON (desk_answers).
"""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.errors import Conflict, DomainError, InvalidInput, NotFound, article_withdrawn
from claims.forms.sheet import Sheet, open_sheet, read_sheet
from claims.models import Claim, Draft, Project, Stage
from claims.operations import marks, queue
from claims.queries import desk as desk_queries
from claims.queries import guidelines
from claims.queries.labels import count_overruled
from claims.queries.training import Standing, find_standing, read_progress
from claims.requests import get_user, read_now
from claims.web import desk_answers as answers
from claims.web.data import read_number, wants_data
from claims.web.desk_page import describe_page
from claims.web.guideline import go_to_changes, turn_to_changes
from claims.web.heirs import go_to_heirs
from claims.web.labels import OLDER
from claims.web.routes import name_route
from claims.web.scope import get_claim, get_workplace
from claims.web.training import tell_standing
from claims.wording import describe

# Refusals that the desk itself tells who has nothing before them.
SAID_AT_DESK = frozenset({"you_are_paused", "training_failed"})


@login_required
@require_safe
def desk(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Go on where one was; with nothing at hand, offer what comes next."""
    project = get_workplace(request, slug)
    if turned := turn_to_changes(request, project):
        return turned
    user = get_user(request)
    lease = desk_queries.find_lease(user, project, stage)
    claim = lease and desk_queries.find_open_claim(user, lease.article, stage=stage)
    if claim:
        return _go_to_claim(claim, stage)
    if stage == Stage.CHECK and not project.has_check_pass:
        return _go_to_desk(project, Stage.LABEL)
    standing = find_standing(user, project)
    trains = standing in {Standing.TRAINING, Standing.FAILED}
    context = {
        "drafts": desk_queries.list_drafts(user, project, stage),
        "overruled": count_overruled(user, project),
        "stage": stage,
        "standing": standing,
        "told": tell_standing(standing),
        "progress": read_progress(user, project) if trains else None,
    }
    return render(request, "claims/desk/idle.html", context)


@login_required
@require_POST
def take_next(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Reserve what comes next, or go on with what is at hand; a script may ask ahead of time."""
    project = get_workplace(request, slug)
    at_desk = reverse(name_route(stage), args=[slug])
    turned = turn_to_changes(request, project, at_desk)
    if wants_data(request):
        return JsonResponse({"url": "" if turned else _reserve_ahead(request, project, stage)})
    return turned or _go_to_next(request, project, stage)


def _reserve_ahead(request: HttpRequest, project: Project, stage: str) -> str:
    """Where that is; empty where there is nothing."""
    user = get_user(request)
    lease = queue.lease_next(
        actor=user, project=project, now=read_now(request), stage=stage, ahead=True
    )
    claim = lease and desk_queries.find_open_claim(user, lease.article, stage=stage)
    return _locate(claim, stage) if claim else ""


@gzip_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def label_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Show a claim to label, to check or to revise; take the label."""
    claim = _get_claim(request, slug, uuid)
    user = get_user(request)
    if request.method == "POST":
        return _submit(request, read_sheet(claim, user, request.POST, stage))
    guideline = guidelines.find_standing(user, claim.project)
    if not wants_data(request) and guideline and guideline.is_unread:
        return go_to_changes(claim.project, back=request.get_full_path())
    slot = desk_queries.find_slot(user, claim, stage)
    # The page shows all that was begun in the article; the script has that, and asks for one claim.
    drafts = None if wants_data(request) else desk_queries.map_drafts(user, claim.article, stage)
    draft = desk_queries.find_draft(user, claim, stage) if drafts is None else drafts.get(claim.pk)
    if slot is None and draft is None and not desk_queries.has_skipped(user, claim, stage):
        return _turn_away(request, claim, stage)
    sheet = open_sheet(claim, user, slot, draft, stage, guideline=guideline)
    if wants_data(request):
        return JsonResponse(answers.describe_opened(sheet, draft))
    return _show(request, sheet, drafts)


def _turn_away(request: HttpRequest, claim: Claim, stage: str) -> HttpResponse:
    if wants_data(request):
        raise NotFound("not_yours", "That claim is not assigned to you.")
    if claim.retired_at is not None:
        return go_to_heirs(request, claim, stage)
    if claim.article.withdrawn_at is not None:
        messages.info(request, describe(article_withdrawn()))
        return _go_to_desk(claim.project, stage)
    messages.info(request, _("That claim is not assigned to you."))
    return _go_to_desk(claim.project, stage)


def _find_way_on(request: HttpRequest, claim: Claim) -> str:
    """Where one goes on who goes through their labels of an older guideline; empty for others."""
    if OLDER not in request.GET:
        return ""
    return f"{reverse('label-older', args=[claim.project.slug])}?after={claim.uuid}"


def _submit(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    annotation = sheet.submit(read_now(request))
    if annotation is None:
        return _refuse(request, sheet)
    if wants_data(request):
        return JsonResponse(answers.describe_submitted(sheet, annotation))
    if sheet.claim.article.is_training:
        return _go_to_claim(sheet.claim, sheet.stage)
    if annotation.revision > 1:
        messages.success(request, _("Your label is revised; the earlier one is kept."))
    if then := _find_way_on(request, sheet.claim):
        return redirect(then)
    return _go_on(request, sheet.claim, sheet.stage)


def _refuse(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if not wants_data(request):
        return _show(request, sheet)
    # What cannot be kept at all the page still has: it is told what is wrong with it.
    with suppress(InvalidInput):
        _keep(request, sheet)
    refused = answers.describe_refused(sheet)
    return JsonResponse(refused, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@require_POST
def keep_draft(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Keep what is written, as it is written; a page without a script has no need of it."""
    claim, user = _get_claim(request, slug, uuid), get_user(request)
    known = read_number(request.POST.get("draft_version"))
    sheet = read_sheet(claim, user, request.POST, stage)
    try:
        version = sheet.keep(read_now(request), known)
    except Conflict as refusal:
        return JsonResponse(answers.describe_overtaken(sheet, refusal), status=refusal.status)
    return JsonResponse({"version": version, "warnings": sheet.list_warnings()})


@login_required
@require_POST
def skip_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Pass the claim over and go on."""
    claim = _get_claim(request, slug, uuid)
    now, user, reason = read_now(request), get_user(request), request.POST.get("reason", "")
    if wants_data(request):
        marks.skip_claim(actor=user, claim=claim, reason=reason, now=now, stage=stage)
        return JsonResponse(answers.describe_state(user, claim, stage))
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
    if wants_data(request):
        marks.flag_claim(actor=user, claim=claim, reason=reason, now=now, stage=stage)
        return JsonResponse(answers.describe_state(user, claim, stage))
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
    for lease in desk_queries.list_leases(user, claim.project, stage):
        queue.stop_lease(actor=user, lease=lease, now=now)
    messages.success(request, _("Stopped here. What you labelled is kept."))
    return _go_to_desk(claim.project, stage)


def _keep(request: HttpRequest, sheet: Sheet) -> None:
    """Keep what was written, if the claim is or was theirs: nobody else has begun anything.

    Nor is there anything to keep of what is answered in the training, or not theirs before it ends.
    """
    with suppress(NotFound, Conflict):
        sheet.keep(read_now(request))


def _get_claim(request: HttpRequest, slug: str, uuid: UUID) -> Claim:
    project = get_workplace(request, slug)
    return get_claim(request, project, uuid, "article__body", "article__outlet")


def _go_to_desk(project: Project, stage: str) -> HttpResponse:
    return redirect(name_route(stage), slug=project.slug)


def _go_to_claim(claim: Claim, stage: str) -> HttpResponse:
    return redirect(_locate(claim, stage) + "#current")


def _locate(claim: Claim, stage: str) -> str:
    return reverse(name_route(stage, "claim"), args=[claim.project.slug, claim.uuid])


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
        if refusal.code not in SAID_AT_DESK:
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


def _show(
    request: HttpRequest, sheet: Sheet, drafts: Mapping[int, Draft] | None = None
) -> HttpResponse:
    """The page; in the check pass only to those who may know what was settled."""
    if sheet.form.is_check and not desk_queries.may_check(sheet.user, sheet.claim):
        if sheet.is_filled_in:
            _keep(request, sheet)
        return _turn_away(request, sheet.claim, sheet.stage)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sheet.is_filled_in else HTTPStatus.OK
    page = describe_page(sheet, drafts, then=_find_way_on(request, sheet.claim))
    return render(request, "claims/desk/page.html", page, status=status)
