"""The guideline by which people label, and its next version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.operations import projects
from claims.requests import get_user, read_now
from claims.web.forms import GuidelineForm
from claims.web.markdown import render_markdown
from claims.web.scope import get_project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guideline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the version that holds; managers publish the next one here."""
    project = get_project(request, slug)
    latest = project.latest_guideline()
    form = GuidelineForm(request.POST or None, latest=latest)
    if request.method == "POST":
        permissions.require(permissions.can_manage(request.user, project))
        if form.is_valid() and _publish(request, form):
            return redirect("guideline", slug=slug)
    context = {
        "guideline": latest,
        "html": render_markdown(latest.text) if latest else "",
        "form": form,
    }
    return render(
        request, "claims/guideline/page.html", context, status=422 if form.errors else 200
    )


def _publish(request: HttpRequest, form: GuidelineForm) -> bool:
    try:
        published = projects.publish_guideline(
            actor=get_user(request),
            project=request.project,  # type: ignore[attr-defined]
            text=form.cleaned_data["text"],
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("Version %d is published.") % published.version)
    return True
