"""Importing articles: paste or upload, look at what would become of it, import, read the report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Project, StagedImport
from claims.operations import articles, uploads
from claims.operations.fetching import fetch_article, list_hosts
from claims.queries.imports import judge
from claims.requests import get_user, read_now
from claims.web.import_forms import DatesForm, LinkForm, PasteForm, UploadForm
from claims.web.import_pages import describe_preview, dump_report, load_report
from claims.web.scope import get_project, get_staged_import
from claims.web.staging import dump_rows, load_rows

# The session holds the report of the last import, so that a reload imports nothing again.
REPORT = "import_report"


def _get_managed_project(request: HttpRequest, slug: str) -> Project:
    project = get_project(request, slug)
    permissions.require(permissions.can_manage(request.user, project))
    return project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what is pasted or uploaded, and go on to the preview."""
    project = _get_managed_project(request, slug)
    way = request.POST.get("way")
    paste = PasteForm(request.POST if way == "paste" else None)
    upload = UploadForm(*((request.POST, request.FILES) if way == "upload" else ()))
    link = LinkForm(request.POST if way == "link" else None)
    form = upload if way == "upload" else link if way == "link" else paste
    if form.is_bound and form.is_valid():
        staged = _stage(request, project, form)
        if staged is not None:
            return redirect("import-preview", slug=slug, uuid=staged.uuid)
    context = {"paste": paste, "upload": upload, "link": link, "hosts": list_hosts()}
    return render(
        request, "claims/imports/page.html", context, status=422 if form.is_bound else 200
    )


def _stage(
    request: HttpRequest, project: Project, form: PasteForm | UploadForm | LinkForm
) -> StagedImport | None:
    asked: Any = {"actor": get_user(request), "project": project, "now": read_now(request)}
    try:
        if isinstance(form, LinkForm):
            form.rows = [(1, fetch_article(url=form.cleaned_data["url"], **asked))]
        rows = dump_rows(form.rows)
        return articles.stage_import(rows=rows, file_name=form.file_name, **asked)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Show what would become of each row; on POST import the rows or discard them."""
    project = _get_managed_project(request, slug)
    if _find_report(request, uuid):
        return redirect("import-report", slug=slug, uuid=uuid)
    staged = get_staged_import(request, project, uuid)
    if request.POST.get("action") == "discard":
        uploads.discard_upload(actor=get_user(request), upload=staged)
        messages.info(request, _("Discarded: nothing was imported."))
        return redirect("article-import", slug=slug)
    rows = load_rows(staged)
    judged = list(judge(project, rows))
    form = DatesForm(request.POST if request.method == "POST" else None, judged)
    if form.is_valid():
        _import(request, project, staged, form)
        return redirect("import-report", slug=slug, uuid=uuid)
    context = describe_preview(project, judged, form, request.GET.get("row", ""))
    return render(
        request,
        "claims/imports/preview.html",
        {**context, "staged": staged},
        status=422 if form.is_bound else 200,
    )


def _import(request: HttpRequest, project: Project, staged: StagedImport, form: DatesForm) -> None:
    """Import, keep the report, forget the upload; stopped in between, it can be done once more."""
    user = get_user(request)
    rows = form.complete(load_rows(staged))
    report = articles.import_articles(actor=user, project=project, rows=rows, now=read_now(request))
    request.session[REPORT] = {"uuid": str(staged.uuid), **dump_report(report)}
    uploads.discard_upload(actor=user, upload=staged)


@login_required
@require_safe
def import_report(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What became of each row of one's last import."""
    _get_managed_project(request, slug)
    report = _find_report(request, uuid)
    if report is None:
        return redirect("article-list", slug=slug)
    return render(request, "claims/imports/report.html", load_report(report))


def _find_report(request: HttpRequest, uuid: UUID) -> dict | None:
    report = request.session.get(REPORT)
    return report if report and report["uuid"] == str(uuid) else None
