"""The claims behind a figure of the agreement page, with who gave which label."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Claim, Project
from claims.queries.figures.behind import (
    Behind,
    ClaimBehind,
    Differ,
    find_behind,
    list_behind,
    read_behind,
)
from claims.queries.figures.names import name_labels, name_people
from claims.queries.figures.wanted import Field, find_stage
from claims.queries.steering import sees_people
from claims.requests import get_user, note_read
from claims.web.agreement import get_measured, read_field
from claims.web.agreement_words import FIELDS, describe_label
from claims.web.figures_form import FiguresForm, write_query

CLAIMS_PER_PAGE = 25
# In the address, besides what narrows the labels that are measured: labels and people by keys.
KEYS = ("one", "other", "label", "annotator", "other_annotator", "differ")
DIFFER_NAMES = {
    "": gettext_lazy("All"),
    Differ.OTHERS.value: gettext_lazy("The labels differ"),
    Differ.DECIDED.value: gettext_lazy("Decided otherwise"),
}


@login_required
@require_safe
def agreement_claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a cell, a label, a person, two people or a week; with `differ` where labels differ."""
    project, user = get_measured(request, slug), get_user(request)
    field = read_field(request, Field.VERDICT_OR_NONE)
    behind = _read_behind(request, project, field)
    wanted = FiguresForm(request.GET, project=project).read()
    found = list_behind(project, field, wanted, behind)
    page = Paginator(found, CLAIMS_PER_PAGE).get_page(request.GET.get("page"))
    rows = read_behind(
        project,
        field,
        wanted,
        list(page.object_list),
        user,
        by_pseudonym=not sees_people(user, project),
        with_decided=behind.differ == Differ.DECIDED,
    )
    stage, curates = find_stage(project, field), permissions.can_curate(user, project)
    seen = {(row.claim.pk, stage) for row in rows}
    note_read(request, seen)
    context = {
        "page": page,
        "rows": [_describe(row, project, stage, curates=curates) for row in rows],
        "field": field,
        "field_name": FIELDS[field],
        "query": write_query(wanted),
        "labels": _name_labels(project, field, behind),
        "people": _name_people(request, project, behind),
        "week": behind.week,
        "differ": behind.differ or "",
        "differ_names": DIFFER_NAMES.items(),
    }
    return render(request, "claims/agreement/claims.html", context)


def _read_behind(request: HttpRequest, project: Project, field: Field) -> Behind:
    """What the address asks for; Http404 for what there is not."""
    given = {name: request.GET.get(name) for name in KEYS}
    try:
        return find_behind(project, field, week=_read_week(request), **given)
    except LookupError:
        raise Http404 from None


def _read_week(request: HttpRequest) -> date | None:
    given = request.GET.get("week")
    if not given:
        return None
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None:
        raise LookupError("week")
    return day


def _name_labels(project: Project, field: Field, behind: Behind) -> list[str]:
    names = name_labels(project, field, behind.labels)
    return [describe_label(names[label]) for label in behind.labels]


def _name_people(request: HttpRequest, project: Project, behind: Behind) -> list[str]:
    if not behind.people:
        return []
    by_pseudonym = not sees_people(get_user(request), project)
    names = name_people(project, behind.people, by_pseudonym=by_pseudonym)
    return [names[person] for person in behind.people]


def _describe(row: ClaimBehind, project: Project, stage: str, *, curates: bool) -> dict[str, Any]:
    return {
        "claim": row.claim,
        "address": _find_case(project, row.claim, stage, curates=curates),
        "said": [(person, describe_label(named)) for person, named in row.said],
        "decided": row.decided and describe_label(row.decided),
    }


def _find_case(project: Project, claim: Claim, stage: str, *, curates: bool) -> str:
    """Where a claim is decided, for those who decide; else where it is read."""
    if curates:
        return reverse("adjudicate-claim", args=[project.slug, claim.uuid, stage])
    article = reverse("article", args=[project.slug, claim.article.uuid])
    return f"{article}#claim-{claim.uuid}"
