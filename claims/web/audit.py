"""The audit: what was done, by whom, from where. For managers, and all of it for site admins."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Project
from claims.queries.audit import EVERYTHING, Page, read_page
from claims.web.audit_form import AuditFilterForm, list_downloads
from claims.web.scope import get_project

NOTHING = Page([], None)
# A number of a row; more digits than the database counts are none.
DIGITS = 18


@login_required
@require_safe
def project_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done in the project, newest first."""
    project = get_project(request, slug)
    permissions.require(permissions.can_read_audit(request.user, project))
    address = reverse("api-audit-export", args=[slug])
    return render(request, "claims/audit/project.html", _describe(request, project, address))


@login_required
@require_safe
def site_audit(request: HttpRequest) -> HttpResponse:
    """What was done anywhere, also what belongs to no project."""
    permissions.require(permissions.can_read_audit(request.user, None))
    address = reverse("api-site-audit-export")
    return render(request, "claims/audit/site.html", _describe(request, None, address))


def _describe(request: HttpRequest, project: Project | None, address: str) -> dict[str, Any]:
    form = AuditFilterForm(request.GET)
    wanted = form.read()
    below = _read_number(request.GET.get("below", ""))
    page = NOTHING if wanted is None else read_page(project, wanted, below)
    return {
        "form": form,
        "rows": [
            {"told": row, "address": reverse(row.route, args=row.arguments) if row.route else ""}
            for row in page.rows
        ],
        "older": page.older,
        "narrowed": wanted != EVERYTHING,
        "below": below,
        "downloads": list_downloads(address, wanted) if wanted else [],
    }


def _read_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
