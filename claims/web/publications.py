"""Publications: what is published, what could be, and one publication with its corrections."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Decision, Project, Publication
from claims.models.publications import PublicationQuerySet
from claims.operations import publications
from claims.queries import claim_reviews
from claims.queries import publications as queries
from claims.requests import get_user, note_rows_read, read_now
from claims.web.cases import get_curated
from claims.web.context import COUNTED
from claims.web.publication_forms import CorrectForm, PublishForm, StateForm, WithdrawForm
from claims.web.scope import get_claim, get_project
from claims.wording import describe

PUBLICATIONS_PER_PAGE = 50
CANDIDATES_PER_PAGE = 20


@login_required
@require_safe
def publication_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All publications, those out of date first; for curators also what could be published."""
    project = _get_readable(request, slug)
    user = get_user(request)
    form = StateForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    found = _find(request, project, state)
    page = Paginator(found, PUBLICATIONS_PER_PAGE).get_page(request.GET.get("page"))
    note_rows_read(request, list(page.object_list))
    context = {"page": page, "form": form, "state": state}
    if permissions.can_curate(user, project):
        context |= _describe_candidates(request, project)
    return render(request, "claims/publications/list.html", context)


def _find(request: HttpRequest, project: Project, state: str) -> PublicationQuerySet:
    shown = Publication.objects.visible_to(request.user).filter(project=project).with_state()
    if state == StateForm.OUTDATED:
        shown = shown.outdated()
    elif state:
        shown = shown.filter(state=state)
    return shown.select_related("claim").ranked()


def _describe_candidates(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The decisions that are not published: of a thousand, which nobody goes through to the end."""
    user, now = get_user(request), read_now(request)
    found = queries.list_candidates(user, project)
    more = Paginator(found[:COUNTED], CANDIDATES_PER_PAGE).get_page(request.GET.get("more"))
    shown = Decision.objects.filter(pk__in=[one.pk for one in more.object_list])
    rows = queries.describe_candidates(shown.order_by("-pk"), now)
    note_rows_read(request, [row.decision for row in rows])
    return {
        "more": more,
        "candidates": [
            {"decision": row.decision, "reasons": [describe(bar) for bar in row.bars]}
            for row in rows
        ],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Publish the decision that stands for a claim; or why that cannot be."""
    project = get_curated(request, slug)
    claim = get_claim(request, project, uuid)
    decided = Decision.objects.visible_to(request.user).filter(claim=claim, verdict__isnull=False)
    found = queries.with_bars(decided.standing()).order_by("-pk")
    decision = get_object_or_404(found[:1])
    known = queries.find_publication(decision)
    if known is not None and request.method != "POST":
        return redirect("publication", slug=slug, uuid=known.uuid)
    user, now = get_user(request), read_now(request)
    note_rows_read(request, [decision])
    initial = {
        "decision": decision.uuid,
        "claim_reviewed": queries.suggest_wording(decision),
    }
    form = PublishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = publications.publish(
                actor=user,
                claim=claim,
                decision=form.cleaned_data["decision"],
                page=form.read_page(),
                now=now,
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
            _renew(form, decision=decision.uuid)
        else:
            messages.success(request, _("Published."))
            return redirect("publication", slug=slug, uuid=made.uuid)
    context = {
        "claim": claim,
        "decision": decision,
        "author": queries.find_author(decision),
        "rating": queries.find_rating(decision),
        "reasons": [describe(bar) for bar in queries.list_bars(decision, now)],
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "claims/publications/form.html", context, status=status)


@login_required
@require_safe
def publication_page(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One publication: what it says, its ClaimReview to copy, and what was corrected."""
    return _show(request, _get_publication(request, slug, uuid))


@login_required
@require_POST
def correct(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Correct it, with a note."""
    publication = _get_own(request, slug, uuid)
    form = CorrectForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            publications.correct(
                actor=get_user(request),
                publication=publication,
                version=given["version"],
                decision=given["decision"],
                page=form.read_page(),
                note=given["note"],
                now=read_now(request),
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Corrected."))
            return redirect("publication", slug=slug, uuid=uuid)
    return _show(request, _get_publication(request, slug, uuid), correct_form=form)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Withdraw it, with a reason."""
    publication = _get_own(request, slug, uuid)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            publications.withdraw(
                actor=get_user(request),
                publication=publication,
                **form.cleaned_data,
                now=read_now(request),
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("publication", slug=slug, uuid=uuid)
    return _show(request, _get_publication(request, slug, uuid), withdraw_form=form)


@login_required
@require_safe
def claim_review(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Its ClaimReview as a file; 410 of what was withdrawn."""
    publication = _get_publication(request, slug, uuid)
    content = claim_reviews.write_document(publication, read_now(request))
    name = content_disposition_header(as_attachment=True, filename=f"{publication.uuid}.jsonld")
    return HttpResponse(
        content,
        content_type="application/ld+json",
        headers={"Content-Disposition": name, "X-Content-Type-Options": "nosniff"},
    )


def _get_readable(request: HttpRequest, slug: str) -> Project:
    project = get_project(request, slug)
    permissions.require(permissions.can_read_publications(request.user, project))
    return project


def _get_publication(request: HttpRequest, slug: str, uuid: UUID) -> Publication:
    project = _get_readable(request, slug)
    shown = Publication.objects.visible_to(request.user).filter(project=project)
    return get_object_or_404(queries.complete(shown), uuid=uuid)


def _get_own(request: HttpRequest, slug: str, uuid: UUID) -> Publication:
    """For who may change it."""
    publication = _get_publication(request, slug, uuid)
    permissions.require(permissions.can_curate(request.user, publication.project))
    return publication


def _show(
    request: HttpRequest,
    publication: Publication,
    *,
    correct_form: CorrectForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> HttpResponse:
    now = read_now(request)
    note_rows_read(request, [publication])
    standing = None if publication.is_withdrawn else queries.find_standing(publication)
    seen = {"version": publication.version, "decision": standing.uuid if standing else ""}
    if refused := correct_form or withdraw_form:
        _renew(refused, **seen)
    context = {
        "publication": publication,
        "corrections": [
            {"made": one, "changes": [_name_change(change) for change in one.changes]}
            for one in publication.corrections.all()
        ],
        "standing": standing,
        "reasons": [describe(bar) for bar in queries.list_bars(standing, now)] if standing else [],
        "markup": claim_reviews.write_markup(publication),
        "is_long": claim_reviews.is_long(publication),
        "correct_form": correct_form or _open_correction(publication, standing),
        "withdraw_form": withdraw_form or WithdrawForm(initial={"version": publication.version}),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "claims/publications/page.html", context, status=status)


def _name_change(change: dict[str, str]) -> dict[str, str]:
    """The change, with the field as readers know it."""
    field: Any = Publication._meta.get_field(change["field"])
    return {**change, "name": capfirst(field.verbose_name)}


def _renew(form: Form, **seen: object) -> None:
    """Let what is sent next be about what the page shows now, not about what it showed before."""
    form.data = {**form.data.dict(), **{name: str(value) for name, value in seen.items()}}  # type: ignore[attr-defined]


def _open_correction(publication: Publication, standing: Decision | None) -> CorrectForm:
    initial = {
        name: getattr(publication, name)
        for name in ("version", "url", "claim_reviewed", "reviewed_on")
    }
    return CorrectForm(initial={**initial, "decision": standing.uuid if standing else ""})
