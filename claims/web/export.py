"""Taking the data set out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import permissions
from claims.errors import DomainError
from claims.exchange.report import ALTERATIONS, EMBARGO, REASONS, Report
from claims.forms.fields import add_refusal
from claims.operations.exports import Wish, report_export
from claims.queries import progress
from claims.queries.export import count_records
from claims.queries.export_selection import resolve
from claims.queries.rounds import list_left_out
from claims.requests import get_user, read_now, require_own_site
from claims.web.export_form import ExportForm
from claims.web.scope import get_project

# Of the export whose report a page shows, the records that are read: what takes about a second.
REPORTED = 20_000
# Labels in other words that the page lists; a project may have any number of them.
SAID_SHOWN = 50


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What an export holds, and the links that start one. The API answers them."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    form = ExportForm(request.GET, project=project, user=get_user(request))
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
        add_refusal(form, refusal)
    else:
        context["records"], context["embargoed"] = count_records(
            project, narrowing, read_now(request)
        )
    if form.is_valid():
        context |= {"query": form.make_query()}
    return render(request, "claims/export/page.html", context)


@login_required
@require_safe
def export_report(request: HttpRequest, slug: str) -> HttpResponse:
    """What of an export its format cannot say, counted over the first of its records."""
    project = get_project(request, slug)
    permissions.require(permissions.can_export(request.user, project))
    require_own_site(request)
    form = ExportForm(request.GET, project=project, user=get_user(request))
    wanted = form.read()
    try:
        if not form.is_valid():
            return _go_back(request, slug)
        now = read_now(request)
        records, embargoed = count_records(project, resolve(project, wanted), now)
        wish = Wish(selection=wanted, format_name=form.cleaned_data["format"])
        download = report_export(
            actor=get_user(request), project=project, wish=wish, limit=REPORTED, now=now
        )
    except DomainError:
        return _go_back(request, slug)
    context = {
        "told": _tell(download.report),
        "title": _(download.format.title),
        "records": records,
        "embargoed": embargoed,
        "is_cut": records > REPORTED,
        "read": REPORTED,
        "query": form.make_query(),
        "report_query": form.make_report_query(),
    }
    return render(request, "claims/export/report.html", context)


def _go_back(request: HttpRequest, slug: str) -> HttpResponse:
    """To the form, which tells what is wrong with what is asked for."""
    return redirect(f"{reverse('export', args=[slug])}?{request.GET.urlencode()}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldReport:
    """A report in plain words; embargoed records are told where records are counted."""

    report: Report
    left_out: Sequence[tuple[str, int]]
    altered: Sequence[tuple[str, int]]
    said: Sequence[tuple[str, str, int]]
    unlisted: int

    @property
    def says_all(self) -> bool:
        return not (self.left_out or self.altered or self.said)


def _tell(report: Report) -> ToldReport:
    said = report.mapped.most_common()
    left_out = Counter({name: one for name, one in report.left_out.items() if name != EMBARGO})
    return ToldReport(
        report=report,
        left_out=_put_into_words(left_out, REASONS),
        altered=_put_into_words(report.altered, ALTERATIONS),
        said=[(label, word, count) for (label, word), count in said[:SAID_SHOWN]],
        unlisted=max(len(said) - SAID_SHOWN, 0),
    )


def _put_into_words(counts: Counter[str], words: Mapping[str, str]) -> list[tuple[str, int]]:
    """The most frequent first."""
    return [(_(words[code]), count) for code, count in counts.most_common()]
