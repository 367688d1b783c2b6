"""Taking the data set out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.errors import DomainError
from claims.queries import progress
from claims.queries.export import count_records
from claims.queries.export_selection import resolve
from claims.queries.rounds import list_left_out
from claims.requests import read_now
from claims.web.export_form import ExportForm
from claims.web.scope import get_project
from claims.wording import describe


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What an export holds, and the links that start one. The API answers them."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    form = ExportForm(request.GET, project=project)
    wanted = form.read()
    context = {
        "form": form,
        "counts": progress.count_project(project),
        "left_out": list_left_out(project),
        "all_rounds": wanted.all_rounds,
    }
    try:
        narrowing = resolve(project, wanted)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, describe(refusal))
    else:
        context["records"], context["embargoed"] = count_records(
            project, narrowing, read_now(request)
        )
    if form.is_valid():
        context |= {"query": form.make_query(), "report_query": form.make_report_query()}
    return render(request, "claims/export/page.html", context)
