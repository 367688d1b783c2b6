"""My labels: one's own work, to look over, to revise and to take back."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.queries.labels import (
    BESIDE,
    LabelState,
    Wanted,
    find_drafts,
    find_labels,
    list_flags,
)
from claims.queries.undo import list_actions
from claims.requests import get_user
from claims.web.label_filter import LabelFilterForm
from claims.web.scope import get_workplace

LABELS_PER_PAGE = 50


@login_required
@require_safe
def label_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The person's own labels, newest first, and beside them what else they have done here."""
    project, user = get_workplace(request, slug), get_user(request)
    form = LabelFilterForm(request.GET, project=project)
    wanted = form.read()
    shows_drafts = wanted.state == LabelState.DRAFT
    found = (find_drafts if shows_drafts else find_labels)(user, project, wanted)
    context = {
        "form": form,
        "narrowed": wanted != Wanted(),
        "shows_drafts": shows_drafts,
        "page": Paginator(found, LABELS_PER_PAGE).get_page(request.GET.get("page")),
        "actions": list_actions(user, project),
        "drafts": [] if shows_drafts else find_drafts(user, project, Wanted())[:BESIDE],
        "flags": list_flags(user, project),
    }
    return render(request, "claims/labels/page.html", context)
