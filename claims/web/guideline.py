"""The guideline by which people label, its next version, and what that changes for them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import permissions
from claims.errors import Conflict, DomainError
from claims.forms.fields import add_refusal
from claims.models import Guideline, Project, Question
from claims.operations import projects
from claims.operations.guidelines import acknowledge_guideline
from claims.queries import guidelines
from claims.requests import get_user, read_now
from claims.text.changes import list_changes
from claims.web.forms import GuidelineForm, ReadForm, VersionsForm
from claims.web.markdown import render_markdown
from claims.web.question_forms import QuestionNameForm
from claims.web.scope import get_project
from claims.wording import describe

VERSIONS_PER_PAGE = 20
READERS_PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guideline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the version that holds, and the earlier ones; managers publish the next one here."""
    project = get_project(request, slug)
    manages = permissions.can_manage(request.user, project)
    latest = project.latest_guideline()
    added = _read_ruling(request, project) if manages else ""
    form = GuidelineForm(request.POST or None, latest=latest, added=added)
    if request.method == "POST":
        permissions.require(manages)
        if form.is_valid() and _publish(request, form):
            return redirect("guideline", slug=slug)
        latest = project.latest_guideline()
    is_overtaken = form.has_error(NON_FIELD_ERRORS, "published_meanwhile")
    if is_overtaken:
        form.move_onto(latest)
    versions = guidelines.list_versions(project)
    readers = guidelines.list_readers(project) if manages and latest else []
    pages = Paginator(readers, READERS_PER_PAGE)
    context = {
        **_describe(latest),
        "versions": _turn_to_page(request, versions),
        "versions_form": VersionsForm(versions=versions),
        "unread": guidelines.has_unread(get_user(request), project),
        "readers": pages.get_page(request.GET.get("readers")),
        "read_by": sum(one.known == versions[0].version for one in readers),
        "form": form,
        "added": added,
        "is_overtaken": is_overtaken,
    }
    return render(
        request, "claims/guideline/page.html", context, status=422 if form.errors else 200
    )


def _read_ruling(request: HttpRequest, project: Project) -> str:
    """What was ruled on the question that the address names; empty where it names none."""
    form = QuestionNameForm(request.GET)
    if not form.is_valid():
        return ""
    visible = Question.objects.visible_to(request.user).filter(project=project)
    asked = visible.filter(uuid=form.cleaned_data["question"]).first()
    last = asked.rulings.order_by("-number").first() if asked else None
    return last.text if last else ""


def _turn_to_page(request: HttpRequest, versions: Sequence[Guideline]) -> Page[Guideline]:
    return Paginator(versions, VERSIONS_PER_PAGE).get_page(request.GET.get("page"))


def _describe(shown: Guideline | None) -> dict[str, Any]:
    return {"guideline": shown, "html": render_markdown(shown.text) if shown else ""}


def _publish(request: HttpRequest, form: GuidelineForm) -> bool:
    try:
        published = projects.publish_guideline(
            actor=get_user(request),
            project=request.project,  # type: ignore[attr-defined]
            text=form.cleaned_data["text"],
            onto=form.cleaned_data["onto"],
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("Version %d is published.") % published.version)
    return True


@login_required
@require_safe
def guideline_part(request: HttpRequest, slug: str) -> HttpResponse:
    """The version that holds, without a page around it: to be shown beside the desk."""
    latest = get_project(request, slug).latest_guideline()
    return render(request, "claims/guideline/_part.html", _describe(latest))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guideline_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between two versions; who labels says here that they have read the latest.

    Without two versions in the address: what is new to this person, else what came last.
    """
    project = get_project(request, slug)
    if request.method == "POST":
        return _acknowledge(request, project)
    unread = guidelines.find_unread(get_user(request), project)
    versions = guidelines.list_versions(project)
    form = VersionsForm(request.GET if "to" in request.GET else None, versions=versions)
    old, new = _choose_versions(project, form, unread)
    context = {
        **_describe(new),
        "known": old,
        "changes": list_changes(old.text, new.text) if old and new else [],
        "is_unread": unread is not None and unread.latest == new,
        "next": request.GET.get("next", ""),
        "versions": _turn_to_page(request, versions),
        "versions_form": form if form.is_bound else VersionsForm(versions=versions),
    }
    return render(request, "claims/guideline/changes.html", context)


def _choose_versions(
    project: Project, form: VersionsForm, unread: guidelines.Unread | None
) -> tuple[Guideline | None, Guideline | None]:
    """The older and the newer one; None where there is none."""
    if form.is_bound:
        if not form.is_valid():
            raise Http404
        wanted = {one.version: one for one in project.guidelines.filter(version__in=form.pair)}
        return wanted[form.pair[0]], wanted[form.pair[1]]
    if unread:
        return unread.known, unread.latest
    new, old, *_rest = [*project.guidelines.order_by("-version")[:2], None, None]
    return old, new


def _acknowledge(request: HttpRequest, project: Project) -> HttpResponse:
    permissions.require(permissions.can_annotate(request.user, project))
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise Http404
    read = get_object_or_404(project.guidelines, version=form.cleaned_data["version"])
    back = _find_way_back(request, project)
    try:
        acknowledge_guideline(actor=get_user(request), guideline=read, now=read_now(request))
    except Conflict as refusal:
        messages.info(request, describe(refusal))
        return go_to_changes(project, back)
    messages.success(request, _("You work by version %d from now on.") % read.version)
    return redirect(back)


def _find_way_back(request: HttpRequest, project: Project) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse("desk", args=[project.slug])


def turn_to_changes(
    request: HttpRequest, project: Project, back: str | None = None
) -> HttpResponse | None:
    """Where to go before one labels on, if a version waits to be read; `back`: and after that.

    None for who has read the latest. They come back to the page they asked for, unless told else.
    """
    if not guidelines.has_unread(get_user(request), project):
        return None
    return go_to_changes(project, back or request.get_full_path())


def go_to_changes(project: Project, back: str) -> HttpResponse:
    address = reverse("guideline-changes", args=[project.slug])
    return redirect(f"{address}?{urlencode({'next': back}, safe='/')}")
