"""One claim before a curator: what was said of it side by side, and what is to stand."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import DomainError
from claims.forms.decision import DecisionSheet, open_decision, read_decision
from claims.models import Case, Claim, Decision, Stage
from claims.operations import adjudication, assignment, cases
from claims.queries.adjudication import find_desk_stage, read_ballot
from claims.requests import get_user, read_now, require_own_site
from claims.web.adjudication_page import Refusal, describe_blind, describe_page
from claims.web.cases import get_curated, go_on, locate
from claims.web.data import read_number
from claims.web.heirs import go_to_heirs
from claims.web.scope import get_claim
from claims.wording import describe


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_case(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Show a claim to decide, with `take=2` the second labelling in the form; take the decision.

    Whoever looks has it before them from then on: others are told, and offered something else.
    """
    claim = _get_claim(request, slug, uuid, stage)
    if claim.retired_at is not None:
        return go_to_heirs(request, claim, stage)
    if request.method == "POST":
        return _decide(request, claim, stage)
    return _show(request, claim, stage)


def _decide(request: HttpRequest, claim: Claim, stage: str) -> HttpResponse:
    user, case = get_user(request), _find_case(claim, stage)
    ballot = read_ballot(user, claim, stage)
    sheet = read_decision(claim, user, stage, ballot, request.POST)
    if sheet.decide(read_now(request)) is None:
        # Whoever was faster has decided meanwhile: that is shown beside what one wrote.
        sheet = replace(sheet, ballot=read_ballot(user, claim, stage))
        return _show(request, claim, stage, sheet, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _say_done(request, claim, stage, _("Decided.")))
    return go_on(request, claim.project, case)


@login_required
@require_POST
def put_down(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Leave the claim to others, and go on with the next."""
    claim = _get_claim(request, slug, uuid, stage)
    case = _find_case(claim, stage)
    if case is not None:
        cases.put_down(actor=get_user(request), case=case)
    return go_on(request, claim.project, case)


@login_required
@require_POST
def ask_opinion(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Ask one more person for a label, and go on.

    Not oneself: whoever has seen what others said has no opinion of their own to give.
    """
    claim = _get_claim(request, slug, uuid, stage)
    case, user, now = _find_case(claim, stage), get_user(request), read_now(request)
    known = read_number(request.POST.get("known"))
    try:
        assignment.ask_opinions(actor=user, claim=claim, stage=stage, now=now, known=known)
    except DomainError as refusal:
        messages.error(request, describe(refusal))
        return redirect(locate(request, claim, stage))
    cases.step_aside(actor=user, claim=claim, stage=stage, now=now)
    said = _("One more person is asked for a label.")
    messages.success(request, _say_done(request, claim, stage, said))
    return go_on(request, claim.project, case)


@login_required
@require_POST
def look(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> HttpResponse:
    """Give up labelling the claim, so as to see what others said of it."""
    claim = _get_claim(request, slug, uuid, stage)
    cases.step_aside(actor=get_user(request), claim=claim, stage=stage, now=read_now(request))
    return redirect(locate(request, claim, stage))


@login_required
@require_POST
def approve(
    request: HttpRequest, slug: str, uuid: UUID, stage: str, decision: UUID
) -> HttpResponse:
    """Agree with the decision that stands, and go on."""
    claim = _get_claim(request, slug, uuid, stage)
    found = _get_decision(request, claim, stage, decision)
    case, note = _find_case(claim, stage), request.POST.get("note", "")
    try:
        adjudication.approve(
            actor=get_user(request), decision=found, note=note, now=read_now(request)
        )
    except DomainError as refusal:
        return _show_refused(request, claim, stage, Refusal("approve", describe(refusal), note))
    messages.success(request, _say_done(request, claim, stage, _("Approved.")))
    return go_on(request, claim.project, case)


@login_required
@require_POST
def reopen(request: HttpRequest, slug: str, uuid: UUID, stage: str, decision: UUID) -> HttpResponse:
    """Ask for a decision to be made anew; the claim stays where it is."""
    claim = _get_claim(request, slug, uuid, stage)
    found = _get_decision(request, claim, stage, decision)
    reason = request.POST.get("reason", "")
    try:
        cases.reopen(actor=get_user(request), decision=found, reason=reason, now=read_now(request))
    except DomainError as refusal:
        return _show_refused(request, claim, stage, Refusal("reopen", describe(refusal), reason))
    messages.success(request, _("Reopened: the decision stands until another is made."))
    return redirect(locate(request, claim, stage))


def _get_claim(request: HttpRequest, slug: str, uuid: UUID, stage: str) -> Claim:
    project = get_curated(request, slug)
    if stage not in Stage.values:
        raise Http404
    return get_claim(request, project, uuid, "article__body", "article__outlet")


def _get_decision(request: HttpRequest, claim: Claim, stage: str, uuid: UUID) -> Decision:
    seen = Decision.objects.visible_to(request.user).filter(claim=claim, stage=stage)
    return get_object_or_404(seen.select_related("claim", "project"), uuid=uuid)


def _find_case(claim: Claim, stage: str) -> Case | None:
    return Case.objects.filter(claim=claim, stage=stage).select_related("project", "claim").first()


def _say_done(request: HttpRequest, claim: Claim, stage: str, said: str) -> SafeString:
    """What was done, with the way back to it."""
    address = locate(request, claim, stage)
    return format_html('{} <a href="{}">{}</a>', said, address, _("Back to that claim"))


def _show_refused(request: HttpRequest, claim: Claim, stage: str, refusal: Refusal) -> HttpResponse:
    return _show(request, claim, stage, refusal=refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _show(
    request: HttpRequest,
    claim: Claim,
    stage: str,
    sheet: DecisionSheet | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page; of a claim that the person has to label, or could, only that this is so."""
    user, now = get_user(request), read_now(request)
    if desk := find_desk_stage(user, claim, stage):
        context = describe_blind(user, claim, stage, desk)
        return render(request, "claims/adjudication/blind.html", context, status=status)
    require_own_site(request)
    # Who has seen what others said labels it no more, also if more labels are asked for later.
    cases.step_aside(actor=user, claim=claim, stage=stage, now=now)
    case = _find_case(claim, stage)
    if case is not None:
        case = cases.take(actor=user, case=case, now=now)
    if sheet is None:
        ballot = read_ballot(user, claim, stage)
        take = read_number(request.GET.get("take"))
        sheet = open_decision(claim, user, stage, ballot, take)
    # A page's script asks for the part that another labelling changes.
    name = "_ballot.html" if "part" in request.GET else "page.html"
    context = describe_page(sheet, case, now, refusal)
    return render(request, f"claims/adjudication/{name}", context, status=status)
