"""Releases: those of a project, one of them, and what differs between two."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import permissions
from claims.downloads import send_release_file
from claims.errors import DomainError
from claims.exchange.releases.citation import cite
from claims.forms.fields import add_refusal
from claims.models import Project, Release
from claims.operations import jobs, release_files, releases
from claims.queries.jobs import count_workers
from claims.queries.release_diff import Counts, compare_releases, count_changes
from claims.queries.release_records import preview_release
from claims.queries.release_withdrawals import find_withdrawn_since, find_without
from claims.requests import get_user, read_now, require_own_site
from claims.tasks import WORKS
from claims.web.release_changes import FIELD_NAMES, tell_changes
from claims.web.release_forms import (
    ReleaseForm,
    WithdrawForm,
    describe_release,
    propose,
    tell_filter,
    tell_named,
)
from claims.web.scope import get_project

RELEASES_PER_PAGE = 20
CHANGES_SHOWN = 200
WITHDRAWN_SHOWN = 100


def get_source(request: HttpRequest, slug: str) -> Project:
    """The project of that name, for those who may take its data out."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    return project


def get_release(request: HttpRequest, slug: str, uuid: UUID) -> Release:
    """The release, among those that the person may see."""
    project = get_source(request, slug)
    visible = Release.objects.visible_to(request.user).filter(project=project)
    release = get_object_or_404(
        visible.select_related("job", "created_by", "successor", "withdrawn_by"), uuid=uuid
    )
    release.project = project
    if release.job:
        release.job.project = project
    return release


def get_own_release(request: HttpRequest, slug: str, uuid: UUID) -> Release:
    """The same, for those who may change it."""
    release = get_release(request, slug, uuid)
    permissions.require(permissions.can_manage(request.user, release.project))
    return release


@login_required
@require_safe
def release_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases, the latest first."""
    project = get_source(request, slug)
    found = Release.objects.visible_to(request.user).filter(project=project)
    page = Paginator(found.order_by("-pk"), RELEASES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/releases/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a release is to be; it is a draft then."""
    project = get_source(request, slug)
    permissions.require(permissions.can_manage(request.user, project))
    proposed = propose(project)
    form = _make_form(request, proposed)
    if form.is_valid():
        try:
            made = releases.create_release(
                actor=get_user(request),
                project=project,
                values=form.read_values(),
                now=read_now(request),
            )
        except DomainError as refusal:
            add_refusal(form, refusal, {"format": "formats"})
        else:
            return redirect("release", slug=slug, uuid=made.uuid)
    context = {"form": form, "preview": _preview(request, proposed)}
    return _render_form(request, form, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Say something else of a release that is not built."""
    release = get_own_release(request, slug, uuid)
    form = _make_form(request, release)
    if form.is_valid():
        try:
            releases.change_release(
                actor=get_user(request),
                release=release,
                values=form.read_values(),
                now=read_now(request),
            )
        except DomainError as refusal:
            add_refusal(form, refusal, {"format": "formats"})
            release.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("release", slug=slug, uuid=uuid)
    context = {
        "form": form,
        "release": release,
        "preview": _preview(request, release),
        "narrowed": tell_filter(release),
    }
    return _render_form(request, form, context)


def _make_form(request: HttpRequest, release: Release) -> ReleaseForm:
    return ReleaseForm(
        request.POST if request.method == "POST" else None,
        initial=describe_release(release),
        project=release.project,
        user=get_user(request),
    )


def _render_form(request: HttpRequest, form: ReleaseForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "claims/releases/form.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, release: Release) -> dict[str, int] | None:
    try:
        return preview_release(release, DEFAULT_DB_ALIAS, read_now(request))
    except DomainError:
        return None  # What its filter names is gone: the form and the build say so.


@login_required
@require_safe
def release_page(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One release: how far it is, or what it holds."""
    return _show(request, get_release(request, slug, uuid))


def _show(
    request: HttpRequest, release: Release, withdraw: WithdrawForm | None = None
) -> HttpResponse:
    manages = permissions.can_manage(request.user, release.project)
    context = {
        "release": release,
        "job": release.job if release.state != Release.State.DRAFT else None,
        "workforce": count_workers(read_now(request)) if not release.is_published else None,
        "preview": _preview(request, release) if manages and release.is_open else None,
        "files": release.files.filter(is_frozen=True).order_by("pk"),
        **_describe_withdrawn(release),
        "cited": cite(release.manifest) if release.manifest else "",
        "narrowed": tell_filter(release),
        "named": tell_named(release),
        "others": Release.objects.visible_to(request.user)
        .filter(project=release.project, state=Release.State.READY)
        .exclude(pk=release.pk)
        .order_by("-pk")[:RELEASES_PER_PAGE],
        "withdraw": withdraw or WithdrawForm(release=release),
    }
    status = 422 if withdraw is not None and withdraw.errors else 200
    return render(request, "claims/releases/page.html", context, status=status)


def _describe_withdrawn(release: Release) -> dict[str, Any]:
    """Articles of it that were withdrawn since, and the release that is without them."""
    if not release.is_published:
        return {}
    since = find_withdrawn_since(release)
    return {
        "since": since,
        "since_shown": since.articles[:WITHDRAWN_SHOWN],
        "without": find_without(release, since),
    }


@login_required
@require_safe
def release_progress(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The part of the page that tells how far it is, for its script."""
    release = get_release(request, slug, uuid)
    context = {
        "release": release,
        "job": release.job,
        "workforce": count_workers(read_now(request)),
    }
    return render(request, "claims/jobs/_job.html", context)


@login_required
@require_POST
def release_build(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Have it built."""
    release = get_own_release(request, slug, uuid)
    releases.queue_build(actor=get_user(request), release=release, now=read_now(request))
    return redirect("release", slug=slug, uuid=uuid)


@login_required
@require_POST
def release_cancel(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Ask for the end of its building."""
    release = get_own_release(request, slug, uuid)
    if release.job is not None:
        jobs.cancel_job(
            actor=get_user(request), job=release.job, works=WORKS, now=read_now(request)
        )
    return redirect("release", slug=slug, uuid=uuid)


@login_required
@require_POST
def release_delete(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Remove a release that never came to be."""
    release = get_own_release(request, slug, uuid)
    releases.delete_release(actor=get_user(request), release=release, now=read_now(request))
    messages.success(request, _("%s is deleted.") % release)
    return redirect("releases", slug=slug)


@login_required
@require_POST
def release_withdraw(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Take its files away, for good."""
    release = get_own_release(request, slug, uuid)
    form = WithdrawForm(request.POST, release=release)
    if form.is_valid():
        try:
            releases.withdraw_release(
                actor=get_user(request), release=release, now=read_now(request), **form.cleaned_data
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("release", slug=slug, uuid=uuid)
    return _show(request, release, form)


@login_required
@require_safe
def release_file(request: HttpRequest, slug: str, uuid: UUID, name: str) -> HttpResponseBase:
    """One of its files, whole or in part."""
    release = get_release(request, slug, uuid)
    require_own_site(request)
    return send_release_file(request, release, name, read_now(request))


@login_required
@require_safe
def release_diff(request: HttpRequest, slug: str, uuid: UUID, other: UUID) -> HttpResponse:
    """What differs from another release of the project, which comes first."""
    later, earlier = get_release(request, slug, uuid), get_release(request, slug, other)
    require_own_site(request)
    for release in (later, earlier):
        release_files.require_comparable(release)
    release_files.note_comparison(
        actor=get_user(request), earlier=earlier, later=later, now=read_now(request)
    )
    changes = list(islice(compare_releases(earlier, later, Counts()), CHANGES_SHOWN))
    counts = count_changes(earlier, later)
    context = {
        "release": later,
        "earlier": earlier,
        "changes": tell_changes(later.project, changes),
        "counts": {str(one): number for one, number in counts.changes.items()},
        "fields": [
            (name, counts.fields[field])
            for field, name in FIELD_NAMES.items()
            if counts.fields[field]
        ],
        "limit": CHANGES_SHOWN,
    }
    return render(request, "claims/releases/diff.html", context)
