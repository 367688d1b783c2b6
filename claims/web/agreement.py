"""How far people agree: for curators, managers and readers.

Measuring takes seconds where there are many labels. So the page stands at once, with what is known
already, and its script fetches the rest part by part; without one, links do.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Project
from claims.queries.figures.wanted import Field, Wanted
from claims.queries.progress import count_project
from claims.queries.steering import sees_people
from claims.requests import get_user
from claims.web.agreement_parts import PARTS, Part
from claims.web.agreement_words import FIELDS
from claims.web.figures_form import FiguresForm, write_query
from claims.web.scope import get_project

CARDS = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
PEOPLE = "people"


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
    field = read_field(request)
    wanted = FiguresForm(request.GET, project=project).read()
    part = Part.make(name, field, project, get_user(request), wanted)
    part.fill(only_known=False)
    return render(request, part.template, {"part": part, "shown": part.shown})


def read_field(request: HttpRequest, unless_said: Field = Field.SPEAKER) -> Field:
    given = request.GET.get("field", unless_said.value)
    if given not in FIELDS:
        raise Http404
    return Field(given)
