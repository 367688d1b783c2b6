"""The curators' queue: the claims that need a decision, the most disputed first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from claims import permissions
from claims.models import Article, Case, Claim, Project, User
from claims.models.cases import REASONS, CaseQuerySet
from claims.operations import cases, projects
from claims.queries.cases import Elsewhere, count_elsewhere
from claims.requests import get_user, read_now
from claims.web.context import COUNTED
from claims.web.scope import get_project

CASES_PER_PAGE = 50
# In the address: why a claim waits, or that one could still label it.
WHY, BLIND = "why", "to_label"
REASON_NAMES = {one.name: one.verbose_name for one in Case._meta.fields if one.name in REASONS}
WHY_NAMES: dict[str, Any] = {
    "": gettext_lazy("All"),
    **REASON_NAMES,
    BLIND: gettext_lazy("yours to label"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRow:
    """A case as the queue shows it. `holder`: who else has it before them just now."""

    case: Case
    reasons: list[Any]
    is_own: bool = False
    holder: User | None = None


@login_required
@require_safe
def case_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits: the first thousand of it, which nobody goes through to the end."""
    project = get_curated(request, slug)
    user, now = get_user(request), read_now(request)
    why = read_why(request)
    found = _find(user, project, why).select_related("claim__article", "held_by")
    page = Paginator(found[:COUNTED], CASES_PER_PAGE).get_page(request.GET.get("page"))
    rows = [_describe(case, user, now, why) for case in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "why": why,
        "why_names": WHY_NAMES.items(),
        "is_blind": why == BLIND,
        "cases_limit": COUNTED,
        "waiting": Article.objects.to_adjust(project)[: COUNTED + 1].count(),
    }
    return render(request, "claims/adjudication/queue.html", context)


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The most disputed one that the person may settle."""
    return go_on(request, get_curated(request, slug))


@login_required
@require_POST
def adjust(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring cases up to date of articles on which nobody works."""
    project = get_curated(request, slug)
    left = projects.adjust_articles(actor=get_user(request), project=project, now=read_now(request))
    if not left:
        messages.success(request, _("All articles are up to date."))
    return redirect(locate_queue(request, project))


def get_curated(request: HttpRequest, slug: str) -> Project:
    """The project of that name, for those who curate it."""
    project = get_project(request, slug)
    permissions.require(permissions.can_curate(request.user, project))
    return project


def read_why(request: HttpRequest) -> str:
    """For what the claims wait that the person goes through; empty for all."""
    why = request.GET.get(WHY, "")
    return why if why in WHY_NAMES else ""


def locate_queue(request: HttpRequest, project: Project) -> str:
    return _add_why(request, reverse("adjudicate", args=[project.slug]))


def locate(request: HttpRequest, claim: Claim, stage: str) -> str:
    """The page on which the claim is decided."""
    address = reverse("adjudicate-claim", args=[claim.project.slug, claim.uuid, stage])
    return _add_why(request, address)


def _add_why(request: HttpRequest, address: str) -> str:
    why = read_why(request)
    return f"{address}?{urlencode({WHY: why})}" if why else address


def go_on(request: HttpRequest, project: Project, after: Case | None = None) -> HttpResponse:
    """To the next that the person may settle, below the one they come from; else to the queue."""
    why = read_why(request)
    reason = why if why in REASONS else None
    case = cases.take_next(
        actor=get_user(request), project=project, now=read_now(request), reason=reason, after=after
    )
    if case is not None:
        case.claim.project = project
        return redirect(locate(request, case.claim, case.stage))
    said = [_("There is nothing for you to decide here just now.")]
    if after is not None:
        said = [_("That was the last one for you. What you put down is still here.")]
    said += _say_elsewhere(count_elsewhere(get_user(request), project, read_now(request), reason))
    messages.info(request, " ".join(said))
    return redirect(locate_queue(request, project))


def _say_elsewhere(elsewhere: Elsewhere) -> list[str]:
    """What one could decide, had not others it before them; nothing where there is none."""
    if elsewhere.until is None:
        return []
    said = ngettext(
        "%(number)d claim is before somebody else, until %(time)s.",
        "%(number)d claims are before others, the first of them until %(time)s.",
        elsewhere.count,
    )
    time = time_format(timezone.localtime(elsewhere.until), "TIME_FORMAT")
    return [said % {"number": elsewhere.count, "time": time}]


def _find(user: User, project: Project, why: str) -> CaseQuerySet:
    """Of claims that the person could still label they learn nothing, not even by their place."""
    found = Case.objects.visible_to(user).filter(project=project)
    if why == BLIND:
        return found.blinding(user).with_own(user).order_by("pk")
    found = found.unblinding(user).with_own(user).ranked()
    return found.filter(**{why: True}) if why else found


def _describe(case: Any, user: User, now: datetime, why: str) -> CaseRow:
    if why == BLIND:
        return CaseRow(case=case, reasons=[])
    is_held = case.held_by_id not in {None, user.pk} and case.held_until > now
    return CaseRow(
        case=case,
        reasons=[REASON_NAMES[reason] for reason in case.reasons],
        is_own=case.is_own,
        holder=case.held_by if is_held else None,
    )
