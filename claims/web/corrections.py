"""Corrected texts: decisions that they overtook, for curators to see to; labels wanted anew."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from claims import permissions
from claims.errors import DomainError
from claims.models import CorrectionReview, Project
from claims.models.corrections import CorrectionReviewQuerySet
from claims.operations import corrections
from claims.requests import get_user, read_now
from claims.web.scope import get_article, get_project
from claims.wording import describe

REVIEWS_PER_PAGE = 20
Status = CorrectionReview.Status

# What is said of a decision, and what is said then.
SETTLE = {
    "settle": (Status.SETTLED, gettext_lazy("Noted: the decision has been seen to.")),
    "dismiss": (Status.DISMISSED, gettext_lazy("Noted: the correction does not affect it.")),
}


def find_reviews(project: Project, user: object) -> CorrectionReviewQuerySet:
    """Those of the project that the person may see, with what a row shows."""
    reviews = CorrectionReview.objects.visible_to(user).filter(project=project)  # type: ignore[arg-type]
    return reviews.select_related("article", "claim", "decision__claim__article", "settled_by")


@login_required
@require_safe
def correction_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Decisions to look at, the oldest first; those seen to on a page of their own."""
    return _show(request, _get_curated(request, slug))


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, uuid: UUID, verb: str) -> HttpResponse:
    """Say that a decision was seen to, or is not affected; a refusal stands at the list's head."""
    project = _get_curated(request, slug)
    review = get_object_or_404(find_reviews(project, request.user), uuid=uuid)
    status, said = SETTLE[verb]
    try:
        corrections.settle_review(
            actor=get_user(request),
            review=review,
            status=status,
            note=request.POST.get("note", ""),
            now=read_now(request),
        )
    except DomainError as refusal:
        messages.error(request, describe(refusal))
        return _show(request, project, status=refusal.status)
    messages.success(request, str(said))
    return redirect(reverse("corrections", args=[slug]))


@login_required
@require_POST
def label_anew(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Want labels for all sentences of an article whose labels are carried over."""
    article = get_article(request, slug, uuid)
    count = corrections.label_anew(actor=get_user(request), article=article, now=read_now(request))
    said = ngettext(
        "%(count)d claim is to be labelled anew.",
        "%(count)d claims are to be labelled anew.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("article", slug=slug, uuid=uuid)


def _get_curated(request: HttpRequest, slug: str) -> Project:
    project = get_project(request, slug)
    permissions.require(permissions.can_curate(request.user, project))
    return project


def _show(request: HttpRequest, project: Project, status: int = 200) -> HttpResponse:
    is_settled = request.GET.get("state") == "settled"
    found = find_reviews(project, request.user)
    found = found.exclude(status=Status.OPEN) if is_settled else found.filter(status=Status.OPEN)
    ordered = found.order_by("-settled_at", "-pk") if is_settled else found.order_by("pk")
    page = Paginator(ordered, REVIEWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_settled": is_settled, "title": _("Decisions after corrections")}
    return render(request, "claims/corrections/page.html", context, status=status)
