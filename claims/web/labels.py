"""My labels: one's own work, to look over, to revise and to take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.queries.labels import (
    BESIDE,
    LabelState,
    Wanted,
    find_drafts,
    find_labels,
    find_outdated,
    list_flags,
)
from claims.queries.undo import list_actions
from claims.requests import get_user
from claims.web.data import read_uuid
from claims.web.label_filter import LabelFilterForm
from claims.web.routes import name_route
from claims.web.scope import get_workplace

LABELS_PER_PAGE = 50
# In the address of the desk: one goes through one's labels of an older guideline.
OLDER = "older"


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
        "shows_older": wanted.state == LabelState.OLDER,
        "page": Paginator(found, LABELS_PER_PAGE).get_page(request.GET.get("page")),
        "actions": list_actions(user, project),
        "drafts": [] if shows_drafts else find_drafts(user, project, Wanted())[:BESIDE],
        "flags": list_flags(user, project),
    }
    return render(request, "claims/labels/page.html", context)


@login_required
@require_safe
def label_older(request: HttpRequest, slug: str) -> HttpResponse:
    """To the next of the person's labels under an older guideline, to be said anew at the desk."""
    project, user = get_workplace(request, slug), get_user(request)
    after = read_uuid(request.GET.get("after"))
    label = find_outdated(user, project, after)
    if label is not None:
        address = reverse(name_route(label.stage, "claim"), args=[slug, label.claim.uuid])
        return redirect(f"{address}?{OLDER}=1#current")
    if after is not None and find_outdated(user, project):
        messages.info(request, _("That was the last one. What you left as it was is listed here."))
        return redirect(f"{reverse('label-list', args=[slug])}?state={LabelState.OLDER}")
    messages.success(request, _("All your labels are under the latest guideline."))
    return redirect("label-list", slug=slug)
