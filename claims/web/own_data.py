"""What is stored about oneself: to see, and to take along."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from claims.downloads import send_file
from claims.models import Membership
from claims.operations.people import note_data_taken
from claims.queries.own_data import SECTIONS, count_sections, stream_own_data
from claims.requests import get_user, read_now


@login_required
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Who one is here, and how much there is of what. Of each the rows are in the file."""
    user = get_user(request)
    counts = count_sections(user)
    memberships = Membership.objects.filter(user=user).select_related("project")
    context = {
        "memberships": memberships.order_by("project__name"),
        "sections": [
            (section.model._meta.verbose_name_plural, section.name, counts[section.name])
            for section in SECTIONS
            if counts[section.name]
        ],
    }
    return render(request, "claims/own_data/page.html", context)


@login_required
@require_POST
def own_data_file(request: HttpRequest) -> HttpResponseBase:
    """All of it as one JSON file. A POST, since that it was taken is noted."""
    user = get_user(request)
    note_data_taken(actor=user, now=read_now(request))
    content = stream_own_data(user)
    return send_file(content, content_type="application/json", name="own-data.json")
