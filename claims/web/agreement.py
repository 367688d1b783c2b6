"""How far people agree: for curators, managers and readers.

Measuring takes seconds where there are many labels. So the page stands at once, with what is known
already, and its script fetches the rest part by part; without one, links do.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Claim, Project
from claims.operations import cases
from claims.queries.figures.fields import list_claims
from claims.queries.figures.labels import read_labels_of
from claims.queries.figures.names import find_label, name_labels, name_people
from claims.queries.figures.wanted import Field, Wanted, find_stage
from claims.queries.progress import count_project
from claims.queries.steering import sees_people
from claims.requests import get_user, read_now
from claims.web.agreement_parts import PARTS, Part, find_case
from claims.web.agreement_words import FIELDS, describe_label
from claims.web.figures_form import FiguresForm, write_query
from claims.web.scope import get_project

CARDS = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
PEOPLE = "people"
CLAIMS_PER_PAGE = 25


def get_measured(request: HttpRequest, slug: str) -> Project:
    """The project of that name, for those who may see how far people agree there."""
    project = get_project(request, slug)
    permissions.require(permissions.can_measure(request.user, project))
    return project


@login_required
@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """All fields in short; one field, or the people, where the address says so."""
    project = get_measured(request, slug)
    form = FiguresForm(request.GET, project=project)
    wanted, tab = form.read(), _read_tab(request)
    narrowed = wanted != Wanted()
    parts = _list_parts(tab)
    whole = "whole" in request.GET
    made = [Part.make(name, field, project, get_user(request), wanted) for name, field in parts]
    for part in made:
        part.fill(only_known=not whole)
    context = {
        "form": form,
        "narrowed": narrowed,
        "query": write_query(wanted),
        "tab": tab,
        "tabs": FIELDS,
        "cards": [part for part in made if part.name == "card"],
        "rows": [part for part in made if part.name == "row"],
        "body": next((part for part in made if part.name in {"field", "people"}), None),
        # Of the whole project: beside a part of its labels it would mislead.
        "counts": None if tab or narrowed else count_project(project),
        "sees_people": sees_people(get_user(request), project),
    }
    return render(request, "claims/agreement/page.html", context)


def _read_tab(request: HttpRequest) -> str:
    """A field, or the people; empty: all in short."""
    given = request.GET.get("field", "")
    return given if given in {*FIELDS, PEOPLE} else ""


def _list_parts(tab: str) -> list[tuple[str, Field]]:
    if tab == PEOPLE:
        return [("people", Field.SPEAKER)]
    if tab:
        return [("field", Field(tab))]
    return [*(("card", field) for field in CARDS), *(("row", field) for field in Field)]


@login_required
@require_safe
def agreement_part(request: HttpRequest, slug: str) -> HttpResponse:
    """One part of the page, without a page around it, however long it takes."""
    project = get_measured(request, slug)
    name = request.GET.get("part", "row")
    if name not in PARTS:
        raise Http404
    field = _read_field(request)
    wanted = FiguresForm(request.GET, project=project).read()
    part = Part.make(name, field, project, get_user(request), wanted)
    part.fill(only_known=False)
    return render(request, part.template, {"part": part, "shown": part.shown})


def _read_field(request: HttpRequest, unless_said: Field = Field.SPEAKER) -> Field:
    given = request.GET.get("field", unless_said.value)
    if given not in FIELDS:
        raise Http404
    return Field(given)


@login_required
@require_safe
def agreement_claims(request: HttpRequest, slug: str) -> HttpResponse:
    """The claims behind one cell of label against label, with who gave which."""
    project = get_measured(request, slug)
    field = _read_field(request, Field.VERDICT_OR_NONE)
    form = FiguresForm(request.GET, project=project)
    keys = [request.GET.get(name, "") for name in ("one", "other")]
    try:
        one, other = (find_label(project, field, key) for key in keys)
    except LookupError:
        raise Http404 from None
    wanted = form.read()
    found = list_claims(project, field, wanted, one, other)
    page = Paginator(found, CLAIMS_PER_PAGE).get_page(request.GET.get("page"))
    names = name_labels(project, field, [one, other])
    context = {
        "page": page,
        "rows": _describe_claims(request, project, field, wanted, list(page.object_list)),
        "field": field,
        "field_name": FIELDS[field],
        "query": write_query(wanted),
        "one": describe_label(names[one]),
        "other": describe_label(names[other]),
    }
    return render(request, "claims/agreement/claims.html", context)


def _describe_claims(
    request: HttpRequest, project: Project, field: Field, wanted: Wanted, numbers: list[int]
) -> list[dict[str, Any]]:
    """Five queries, however many claims there are."""
    user, stage = get_user(request), find_stage(project, field)
    said = read_labels_of(project, field, wanted, numbers, user)
    cases.note_read(actor=user, seen={(number, stage) for number in said}, now=read_now(request))
    names = name_labels(project, field, {one for given in said.values() for one in given.values()})
    people = name_people(
        project,
        {number for given in said.values() for number in given},
        by_pseudonym=not sees_people(user, project),
    )
    claims = Claim.objects.visible_to(user).filter(pk__in=said.keys())
    curates = permissions.can_curate(user, project)
    return [
        {
            "claim": claim,
            "address": find_case(project, claim, stage, curates=curates),
            "said": sorted(
                (people[person], describe_label(names[value]))
                for person, value in said[claim.pk].items()
            ),
        }
        for claim in claims.select_related("article").order_by("pk")
    ]
