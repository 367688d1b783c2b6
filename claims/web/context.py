"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from claims import permissions
from claims.models import BoundaryProposal, Case, Notice, Project, User
from claims.queries.attention import list_open_questions
from claims.queries.roles import name_role
from claims.requests import get_user

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
COUNTED = 1_000


def project_navigation(request: HttpRequest) -> dict[str, Any]:
    """The theme, the version, and the role in the page's project, which decides the links.

    A view that is about a project puts it on the request by `claims.web.scope.get_project`.
    """
    known: dict[str, Any] = {"theme": read_theme(request), "version": settings.SOFTWARE_VERSION}
    project = getattr(request, "project", None)
    if project is None:
        return known
    role = permissions.get_role(request.user, project)
    curates = role in permissions.CURATES
    may_manage = role == permissions.MANAGER
    cases = _count_cases(project, get_user(request)) if curates else 0
    questions = _count_questions(project) if curates else 0
    return known | {
        "project": project,
        "role_name": name_role(role),
        "may_annotate": role in permissions.ANNOTATES,
        "may_curate": role in permissions.CURATES,
        "may_manage": may_manage,
        "may_export": role in permissions.EXPORTS,
        "may_measure": role in permissions.MEASURES,
        "may_read_publications": role in permissions.MEASURES,
        "sees_progress": permissions.sees_progress(role, project),
        "open_proposals": _count_open(project) if curates else 0,
        "unread_notices": _count_unread(project) if may_manage else 0,
        "open_cases": cases,
        "open_cases_shown": f"{COUNTED}+" if cases > COUNTED else cases,
        "open_questions": questions,
        "open_questions_shown": f"{COUNTED}+" if questions > COUNTED else questions,
    }


def _count_open(project: Project) -> int:
    """Proposed boundaries that wait for a curator."""
    open_ = BoundaryProposal.Status.OPEN
    return BoundaryProposal.objects.filter(project=project, status=open_).count()


def _count_unread(project: Project) -> int:
    """Notices that no manager has read."""
    return Notice.objects.unread().filter(project=project).count()


def _count_cases(project: Project, user: User) -> int:
    """Claims that need a decision; of more than COUNTED only that they are more.

    Not those that the person may still come to label: that one is disputed is told by a count too.
    """
    cases = Case.objects.filter(project=project).unblinding(user).order_by()
    return cases[: COUNTED + 1].count()


def _count_questions(project: Project) -> int:
    """Questions about the guideline without a ruling, as `_count_cases`."""
    return list_open_questions(project)[: COUNTED + 1].count()


def read_theme(request: HttpRequest) -> str:
    """The person's choice; empty where the browser's preference decides."""
    choice = request.COOKIES.get(THEME_COOKIE, "")
    return choice if choice in THEMES else ""
