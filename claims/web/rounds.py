"""Rounds: starting one, and how far people agree from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims import permissions
from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.models import Project, Round
from claims.operations import rounds
from claims.queries import rounds as round_queries
from claims.queries import steering
from claims.queries.figures.fields import find_measured
from claims.queries.figures.wanted import Wanted
from claims.queries.rounds import RoundRow
from claims.requests import get_user, read_now
from claims.web.agreement import CARDS
from claims.web.agreement_parts import Part, show_card
from claims.web.agreement_words import FIELDS
from claims.web.articles import ARTICLES_PER_PAGE
from claims.web.cases import get_curated
from claims.web.figures_form import write_query
from claims.web.round_forms import RoundChangeForm, RoundForm

ROUNDS_PER_PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFigures:
    """A round with how far people agree in it, field by field, as far as that is known."""

    row: RoundRow
    parts: list[Part]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All rounds side by side, the latest first; managers start the next one here."""
    project = get_curated(request, slug)
    initial = {"kind": Round.Kind.PILOT}
    form = RoundForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        permissions.require(permissions.can_manage(request.user, project))
        if form.is_valid() and (started := _start(request, project, form)):
            messages.success(request, _("Round %d is started.") % started.number)
            return redirect("round", slug=slug, number=started.number)
    found = project.rounds.order_by("-number")
    page = Paginator(found, ROUNDS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    parts = _list_parts(request, project, shown, "cell")
    context = {
        "page": page,
        "rows": [
            RoundFigures(row=row, parts=parts[row.round])
            for row in round_queries.describe_rounds(shown)
        ],
        "fields": [FIELDS[field] for field in CARDS],
        "running": project.rounds.running().first(),
        "drawable": round_queries.list_drawable(project).count(),
        "form": form,
        "sees_people": steering.sees_people(get_user(request), project),
    }
    return render(request, "claims/rounds/list.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest, project: Project, form: RoundForm) -> Round | None:
    try:
        return rounds.start_round(
            actor=get_user(request), project=project, now=read_now(request), **form.cleaned_data
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None


def _list_parts(
    request: HttpRequest, project: Project, of: Sequence[Round], name: str
) -> Mapping[Round, list[Part]]:
    """α of each field in each round: what is known already, all of it where the address says so.

    Three queries, however many rounds there are, unless something is to be measured.
    """
    wanted = {round_: Wanted(round=round_.number) for round_ in of}
    known = find_measured(project, [(field, one) for one in wanted.values() for field in CARDS])
    parts: dict[Round, list[Part]] = {round_: [] for round_ in of}
    for round_, field in product(of, CARDS):
        part = Part.make(name, field, project, get_user(request), wanted[round_])
        if figures := known.get((field, wanted[round_])):
            part.shown = show_card(figures)
        elif "whole" in request.GET:
            part.fill(only_known=False)
        parts[round_].append(part)
    return parts


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One round: how far it is, under which guideline, and its articles; managers change it."""
    project = get_curated(request, slug)
    shown = get_object_or_404(
        project.rounds.select_related("guideline", "created_by"), number=number
    )
    initial = {"name": shown.name, "in_releases": shown.in_releases}
    form = RoundChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        permissions.require(permissions.can_manage(request.user, project))
        if form.is_valid() and _change(request, shown, form):
            messages.success(request, _("Saved."))
            return redirect("round", slug=slug, number=number)
        shown.refresh_from_db()
    user, now = get_user(request), read_now(request)
    found = shown.articles.order_by("pk")
    page = Paginator(found, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    (row,) = round_queries.describe_rounds([shown])
    context = {
        "round": shown,
        "row": row,
        "form": form,
        "cards": _list_parts(request, project, [shown], "card")[shown],
        "query": write_query(Wanted(round=shown.number)),
        "versions": round_queries.count_versions(shown),
        "waiting": round_queries.count_waiting(user, shown),
        "page": page,
        "rows": steering.describe_shares(
            list(page.object_list), now=now if permissions.can_manage(user, project) else None
        ),
        "sees_people": steering.sees_people(user, project),
    }
    return render(request, "claims/rounds/page.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, shown: Round, form: RoundChangeForm) -> bool:
    values: dict[str, Any] = form.cleaned_data
    try:
        rounds.change_round(
            actor=get_user(request), round_=shown, values=values, now=read_now(request)
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
@require_POST
def round_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hand its articles out in their turn again."""
    project = get_curated(request, slug)
    ended = get_object_or_404(project.rounds, number=number)
    rounds.end_round(actor=get_user(request), round_=ended, now=read_now(request))
    messages.success(request, _("Round %d is ended.") % number)
    return redirect("round", slug=slug, number=number)
