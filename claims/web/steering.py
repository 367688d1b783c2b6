"""How the work goes: pages for those who curate a project."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.queries import steering
from claims.queries.progress import count_passes
from claims.queries.steering import DayCount
from claims.requests import get_user, read_now
from claims.web.articles import ARTICLES_PER_PAGE, find_articles
from claims.web.cases import get_curated
from claims.web.context import COUNTED
from claims.web.forms import ArticleFilterForm

PEOPLE_PER_PAGE = 50
MARKS_PER_PAGE = 50
# Which claims that somebody did not simply label; the first is shown to who asks for none.
MARKS: dict[str, Callable[..., Any]] = {
    "flags": steering.list_flags,
    "skips": steering.list_skips,
}
# Of the chart, in its own units: a day's bar and the gap beside it, and the highest bar.
STEP, GAP, HEIGHT = 24, 4, 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One day of the chart: the labels stand on the ground, the checks on them."""

    day: DayCount
    x: int
    labels_y: int
    labels_height: int
    checks_y: int
    checks_height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Labels a day as bars, and what a reader hears of them."""

    bars: Sequence[Bar]
    total: int
    most: int
    best: date | None

    @property
    def width(self) -> int:
        return len(self.bars) * STEP

    @property
    def bar_width(self) -> int:
        return STEP - GAP


@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far each pass is, labels a day, and when the end can be expected."""
    project = get_curated(request, slug)
    user, now = get_user(request), read_now(request)
    days = steering.count_days(project, now)
    context = {
        "passes": [
            (counts, steering.forecast_pass(project, counts, days))
            for counts in count_passes(project)
        ],
        "chart": draw_chart(days),
        "days": list(reversed(days)),
        "versions": steering.count_versions(project),
        "sees_people": steering.sees_people(user, project),
    }
    return render(request, "claims/steering/page.html", context)


@login_required
@require_safe
def progress_people(request: HttpRequest, slug: str) -> HttpResponse:
    """What each person did."""
    project = get_curated(request, slug)
    user, now = get_user(request), read_now(request)
    permissions.require(steering.sees_people(user, project))
    found = steering.list_labellers(project)
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": steering.describe_people(project, page.object_list, now),
        "days": steering.DAYS,
        "sees_people": True,
    }
    return render(request, "claims/steering/people.html", context)


@login_required
@require_safe
def progress_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """How far each article is; whose it is just now, only managers are told."""
    project = get_curated(request, slug)
    user = get_user(request)
    form = ArticleFilterForm(request.GET)
    found = find_articles(project, form).order_by("-pk")
    page = Paginator(found, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    now = read_now(request) if permissions.can_manage(user, project) else None
    context = {
        "form": form,
        "narrowed": bool(form.get_words() or form.get_state()),
        "page": page,
        "rows": steering.describe_shares(list(page.object_list), now=now),
        "sees_people": steering.sees_people(user, project),
    }
    return render(request, "claims/steering/articles.html", context)


@login_required
@require_safe
def progress_marks(request: HttpRequest, slug: str) -> HttpResponse:
    """Which claims were flagged or passed over, and why: the latest thousand of each."""
    project = get_curated(request, slug)
    user = get_user(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in MARKS else next(iter(MARKS))
    found = MARKS[kind](user, project)[:COUNTED]
    context = {
        "kind": kind,
        "page": Paginator(found, MARKS_PER_PAGE).get_page(request.GET.get("page")),
        "sees_people": steering.sees_people(user, project),
    }
    return render(request, "claims/steering/marks.html", context)


def draw_chart(days: Sequence[DayCount]) -> Chart:
    """The days as bars, the highest of which is as high as the chart."""
    most = max((day.total for day in days), default=0)
    best = next((day.day for day in days if day.total == most), None) if most else None
    return Chart(
        bars=[_draw_bar(day, number, most) for number, day in enumerate(days)],
        total=sum(day.total for day in days),
        most=most,
        best=best,
    )


def _draw_bar(day: DayCount, number: int, most: int) -> Bar:
    labels, checks = (
        round(count * HEIGHT / most) if most else 0 for count in (day.labels, day.checks)
    )
    return Bar(
        day=day,
        x=number * STEP + GAP // 2,
        labels_y=HEIGHT - labels,
        labels_height=labels,
        checks_y=max(HEIGHT - labels - checks, 0),
        checks_height=checks,
    )
