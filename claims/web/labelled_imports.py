"""Importing claims with labels: upload, say what the words become, import, read the report."""

from dataclasses import asdict
from io import BytesIO
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
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.forms.fields import add_refusal
from claims.models import Project, StagedLabels
from claims.operations import labelled_imports, uploads
from claims.operations.labelled_imports import LabelledReport
from claims.queries.label_sources import list_sources
from claims.queries.label_words import REASONS, Survey, WordMap, count_labels, list_labels
from claims.requests import get_user, read_now
from claims.web.labelled_forms import LabelledForm, WordsForm, look_at
from claims.web.scope import get_project, get_staged_labels
from claims.web.staging import dump_refusal, load_refusal
from claims.wording import describe

# The session holds the report of the last import, so that a reload imports nothing again.
REPORT = "labelled_report"


def _get_managed_project(request: HttpRequest, slug: str) -> Project:
    project = get_project(request, slug)
    permissions.require(permissions.can_manage(request.user, project))
    return project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def labelled_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file, and go on to the preview; and the sources that there are."""
    project = _get_managed_project(request, slug)
    form = LabelledForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        staged = _stage(request, project, form)
        if staged is not None:
            return redirect("labelled-preview", slug=slug, uuid=staged.uuid)
    context = {"form": form, "sources": list_sources(project)}
    return render(
        request, "claims/labelled/page.html", context, status=422 if form.is_bound else 200
    )


def _stage(request: HttpRequest, project: Project, form: LabelledForm) -> StagedLabels | None:
    given = form.cleaned_data
    try:
        return labelled_imports.stage_labels(
            actor=get_user(request),
            project=project,
            data=form.data_read,
            file_name=given["file"].name or "",
            name=given["source"],
            format_name=given["format"],
            is_queued=given["is_queued"],
            now=read_now(request),
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def labelled_preview(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Ask what each word becomes, and show what would come in; on POST import or discard."""
    project = _get_managed_project(request, slug)
    if _find_report(request, uuid):
        return redirect("labelled-report", slug=slug, uuid=uuid)
    staged = get_staged_labels(request, project, uuid)
    if request.POST.get("action") == "discard":
        uploads.discard_upload(actor=get_user(request), upload=staged)
        messages.info(request, _("Discarded: nothing was imported."))
        return redirect("labelled-import", slug=slug)
    found = look_at(bytes(staged.data), staged.format)
    form = WordsForm(
        request.POST if request.method == "POST" else None, found, list_labels(project)
    )
    if form.is_bound and form.is_valid() and request.POST.get("action") == "import":
        try:
            _import(request, project, staged, form.make_word_map())
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("labelled-report", slug=slug, uuid=uuid)
    context = _describe_preview(staged, found, form)
    return render(
        request, "claims/labelled/preview.html", context, status=422 if form.errors else 200
    )


def _describe_preview(staged: StagedLabels, found: Survey, form: WordsForm) -> dict[str, Any]:
    labels, left_out = count_labels(found, form.make_word_map())
    return {
        "staged": staged,
        "format": IMPORT_FORMATS[staged.format],
        "form": form,
        "found": found,
        "labels": labels,
        "reasons": _list_reasons(left_out),
        "refusals": [(number, describe(refusal)) for number, refusal in found.refusals],
        "more_refusals": found.refused - len(found.refusals),
    }


def _list_reasons(left_out: dict[str, int]) -> list[tuple[str, int]]:
    return [(_(REASONS[reason]), count) for reason, count in sorted(left_out.items()) if count]


def _import(request: HttpRequest, project: Project, staged: StagedLabels, words: WordMap) -> None:
    """Import, keep the report, forget the file; stopped in between, it can be done once more."""
    actor, now = get_user(request), read_now(request)
    source = labelled_imports.open_source(
        actor=actor,
        project=project,
        name=staged.name,
        format_name=staged.format,
        is_queued=staged.is_queued,
        now=now,
    )
    rows = IMPORT_FORMATS[staged.format].read(BytesIO(bytes(staged.data)))
    *_, report = labelled_imports.import_labelled(
        actor=actor, source=source, rows=rows, words=words, now=now
    )
    request.session[REPORT] = {"uuid": str(staged.uuid), "source": source.name, **_dump(report)}
    uploads.discard_upload(actor=actor, upload=staged)


def _dump(report: LabelledReport) -> dict[str, Any]:
    refusals = [[number, dump_refusal(refusal)] for number, refusal in report.refusals]
    return asdict(report) | {"left_out": dict(report.left_out), "refusals": refusals}


@login_required
@require_safe
def labelled_report(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """What became of the rows of one's last import."""
    _get_managed_project(request, slug)
    report = _find_report(request, uuid)
    if report is None:
        return redirect("labelled-import", slug=slug)
    refusals = [(number, describe(load_refusal(one))) for number, one in report["refusals"]]
    context = {
        "report": report,
        "reasons": _list_reasons(report["left_out"]),
        "refusals": refusals,
        "more_refusals": report["refused"] - len(refusals),
    }
    return render(request, "claims/labelled/report.html", context)


def _find_report(request: HttpRequest, uuid: UUID) -> dict[str, Any] | None:
    report = request.session.get(REPORT)
    return report if report and report["uuid"] == str(uuid) else None
