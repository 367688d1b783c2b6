"""My labels: one's own work, to look over and to revise."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Annotation
from claims.requests import get_user
from claims.web.scope import get_project

LABELS_PER_PAGE = 50


@login_required
@require_safe
def label_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The person's own labels that count now, newest first. Revising happens at the desk."""
    project = get_project(request, slug)
    permissions.require(permissions.can_annotate(request.user, project))
    own = Annotation.objects.current().filter(project=project, annotator=get_user(request))
    named = own.select_related("speaker__merged_into", "verifiability", "verdict")
    labels = named.select_related("claim__article").order_by("-pk")
    page = Paginator(labels, LABELS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/labels/page.html", {"page": page})
