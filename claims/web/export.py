"""Taking the data set out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.queries import progress
from claims.queries.export import count_records
from claims.queries.export_selection import Selection, resolve
from claims.queries.rounds import list_left_out
from claims.requests import read_now
from claims.web.scope import get_project


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What an export holds, and the links that start one. The API answers them."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    all_rounds = request.GET.get("rounds") == "all"
    narrowing = resolve(project, Selection(all_rounds=all_rounds))
    labels, _embargoed = count_records(project, narrowing, read_now(request))
    context = {
        "labels": labels,
        "counts": progress.count_project(project),
        "left_out": list_left_out(project),
        "all_rounds": all_rounds,
    }
    return render(request, "claims/export/page.html", context)
