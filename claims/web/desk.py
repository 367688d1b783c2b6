"""The desk: one article, one claim at a time. GET shows, POST does; works without JavaScript."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims import clock, permissions
from claims.errors import Conflict, DomainError
from claims.forms.labelling import (
    EvidenceForm,
    EvidenceFormSet,
    LabellingForm,
    make_evidence_initial,
    make_initial,
    merge_draft,
)
from claims.models import Annotation, Claim, Project, User
from claims.operations import annotations, queue, speakers
from claims.queries import desk as desk_queries
from claims.queries.reading import lay_out
from claims.web.requests import get_user
from claims.web.scope import get_project
from claims.wording import describe


@login_required
@require_GET
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on where one was; without an article at hand, offer the next one."""
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    lease = desk_queries.find_lease(get_user(request), project)
    claim = lease and desk_queries.find_open_claim(get_user(request), lease.article)
    if claim:
        return _go_to_claim(project, claim)
    drafts = desk_queries.list_drafts(get_user(request), project)
    return render(request, "claims/desk/idle.html", {"drafts": drafts})


@login_required
@require_POST
def take_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Reserve the next article, or go on with the one at hand."""
    project = get_project(request, slug)
    return _go_to_next(request, project, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def label_claim(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Show a claim to label or to revise; take the label."""
    project = get_project(request, slug)
    claim = _get_claim(request, project, uuid)
    if request.method == "POST":
        return _submit(request, project, claim)
    slot = desk_queries.find_slot(get_user(request), claim)
    draft = desk_queries.find_draft(get_user(request), claim)
    if slot is None and draft is None:
        messages.info(request, _("That sentence is not yours to label; here is where you were."))
        return redirect("desk", slug=slug)
    current = slot.current if slot else None
    body: Mapping[str, Any] = draft.body if draft else {}
    form = LabellingForm(
        claim=claim,
        user=get_user(request),
        initial=merge_draft(make_initial(claim, current), body),
    )
    evidence = EvidenceFormSet(
        initial=body.get("evidence") or make_evidence_initial(current), prefix="evidence"
    )
    return _show(request, project, claim, form, evidence)


def _submit(request: HttpRequest, project: Project, claim: Claim) -> HttpResponse:
    form = LabellingForm(request.POST, claim=claim, user=get_user(request))
    evidence = EvidenceFormSet(request.POST, prefix="evidence")
    if not (form.is_valid() & evidence.is_valid()):
        return _show(request, project, claim, form, evidence)
    try:
        annotation = _label(request, claim, form, evidence)
    except Conflict as refusal:
        form.add_refusal(refusal)
        _keep_draft(request, claim)
        return _show(request, project, claim, form, evidence)
    except DomainError as refusal:
        form.add_refusal(refusal)
        return _show(request, project, claim, form, evidence)
    if annotation.revision > 1:
        messages.success(request, _("Your label is revised; the earlier one is kept."))
    return _go_to_next(request, project, claim)


def _label(
    request: HttpRequest, claim: Claim, form: LabellingForm, evidence: "BaseFormSet[EvidenceForm]"
) -> Annotation:
    now = clock.now()
    actor = get_user(request)
    someone_else = form.names_someone_else and speakers.add_speaker(
        actor=actor,
        project=claim.project,
        name=form.cleaned_data["other_name"],
        kind=form.cleaned_data["other_kind"],
        article=claim.article,
        now=now,
    )
    return annotations.submit(
        actor=actor,
        claim=claim,
        labelling=form.to_labelling(evidence, someone_else or None),
        client_uuid=form.cleaned_data["client_uuid"],
        revises=form.cleaned_data["revises"],
        now=now,
    )


def _keep_draft(request: HttpRequest, claim: Claim) -> None:
    """What was written is not lost: it is there again when the claim is next opened."""
    form = LabellingForm(request.POST, claim=claim, user=get_user(request))
    evidence = EvidenceFormSet(request.POST, prefix="evidence")
    body = form.to_draft(evidence)
    if body:
        queue.save_draft(actor=get_user(request), claim=claim, body=body, now=clock.now())


@login_required
@require_POST
def skip_claim(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    project = get_project(request, slug)
    claim = _get_claim(request, project, uuid)
    reason = request.POST.get("reason", "")
    try:
        queue.skip_claim(actor=get_user(request), claim=claim, reason=reason, now=clock.now())
    except DomainError as refusal:
        return _refuse(request, project, refusal)
    return _go_to_next(request, project, claim)


@login_required
@require_POST
def flag_claim(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    project = get_project(request, slug)
    claim = _get_claim(request, project, uuid)
    reason = request.POST.get("reason", "")
    try:
        queue.flag_claim(actor=get_user(request), claim=claim, reason=reason, now=clock.now())
    except DomainError as refusal:
        messages.error(request, describe(refusal))
    else:
        messages.success(request, _("Flagged: a curator will look at this claim."))
    _keep_draft(request, claim)
    return _go_to_claim(project, claim)


@login_required
@require_POST
def stop(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """“Stop here”: free what is not labelled for others; what was begun stays as a draft."""
    project = get_project(request, slug)
    _keep_draft(request, _get_claim(request, project, uuid))
    lease = desk_queries.find_lease(get_user(request), project)
    if lease is not None:
        queue.stop_lease(actor=get_user(request), lease=lease, now=clock.now())
    messages.success(request, _("Stopped here. What you labelled is kept."))
    return redirect("desk", slug=slug)


def _get_claim(request: HttpRequest, project: Project, uuid: str) -> Claim:
    claims = Claim.objects.visible_to(request.user).filter(project=project)
    return get_object_or_404(claims.select_related("article__body", "article__outlet", "project"), uuid=uuid)


def _go_to_claim(project: Project, claim: Claim) -> HttpResponse:
    return redirect(reverse("desk-claim", args=[project.slug, claim.uuid]) + "#current")


def _go_to_next(request: HttpRequest, project: Project, done: Claim | None) -> HttpResponse:
    """The next claim of the article at hand, else the first of the next article."""
    user = get_user(request)
    following = done and desk_queries.find_open_claim(user, done.article, after=done)
    if following:
        return _go_to_claim(project, following)
    lease = queue.lease_next(actor=user, project=project, now=clock.now())
    claim = lease and desk_queries.find_open_claim(user, lease.article)
    if not claim:
        messages.info(request, _("There is nothing left for you to label here. Thank you!"))
        return redirect("desk", slug=project.slug)
    return _go_to_claim(project, claim)


def _refuse(request: HttpRequest, project: Project, refusal: DomainError) -> HttpResponse:
    messages.error(request, describe(refusal))
    return redirect("desk", slug=project.slug)


def _show(
    request: HttpRequest,
    project: Project,
    claim: Claim,
    form: LabellingForm,
    evidence: "BaseFormSet[EvidenceForm]",
) -> HttpResponse:
    user = get_user(request)
    page = _describe_page(user, project, claim)
    context = {**page, "claim": claim, "form": form, "evidence": evidence}
    faulty = form.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK
    return render(request, "claims/desk/page.html", context, status=status)


def _describe_page(user: User, project: Project, claim: Claim) -> dict[str, Any]:
    """The article around the claim, as this person sees it."""
    article = claim.article
    claims = desk_queries.list_claims(article)
    states = desk_queries.map_states(user, article)
    own = [c for c in claims if states.get(c.pk, desk_queries.CONTEXT).state != "context"]
    suggestions = desk_queries.map_suggested_speakers(project, article)
    suggestion = suggestions.get(claim.pk)
    lease = desk_queries.find_lease(user, project)
    return {
        "article": article,
        "paragraphs": lay_out(article.body.text, claims),
        "states": states,
        "suggested": suggestions,
        "suggestion": suggestion,
        "suggested_quote_type": suggestion and Annotation.QuoteType(suggestion.quote_type).label,
        "renew_url": reverse("api-lease-renew", args=[lease.uuid]) if lease else "",
        "paragraph": claim.paragraph + (not any(c.kind == Claim.Kind.HEADLINE for c in claims)),
        "number": next((n for n, c in enumerate(own, start=1) if c.pk == claim.pk), None),
        "total": len(own),
        "done": sum(state.state == "done" for state in states.values()),
        "revisions": desk_queries.list_revisions(user, claim),
    }
