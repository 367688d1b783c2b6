"""Where one begins: the projects one belongs to, and a project in numbers."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import permissions
from claims.models import Article, Project
from claims.queries import progress
from claims.queries.attention import map_unread
from claims.queries.labels import count_overruled, map_outdated
from claims.queries.progress import Progress
from claims.queries.roles import map_roles, name_role
from claims.queries.training import Standing, find_standing, map_standings
from claims.requests import get_user
from claims.web.scope import get_project
from claims.web.training import tell_standing

LATEST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectCard:
    """A project on the first page."""

    project: Project
    role: str
    labels: Progress
    own: int
    outdated: int
    unread: int
    standing: Standing

    @property
    def role_name(self) -> str:
        return name_role(self.role)

    @property
    def told(self) -> str:
        """Why the person gets no live work, if they do not."""
        return tell_standing(self.standing)

    @property
    def may_annotate(self) -> bool:
        return self.role in permissions.ANNOTATES

    @property
    def sees_progress(self) -> bool:
        return permissions.sees_progress(self.role, self.project)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's projects. Seven queries, however many there are."""
    user = get_user(request)
    projects = list(Project.objects.visible_to(user).order_by("name", "pk"))
    roles = map_roles(user, projects)
    labels = progress.map_progress(projects)
    own = progress.map_own_labels(user, projects)
    outdated = map_outdated(user, projects)
    unread = map_unread(user, projects)
    standings = map_standings(user, projects)
    cards = [
        ProjectCard(
            project=project,
            role=roles[project.pk],
            labels=labels.get(project.pk, progress.NOTHING),
            own=own.get(project.pk, 0),
            outdated=outdated.get(project.pk, 0),
            unread=unread.get(project.pk, 0),
            standing=standings.get(project.pk, Standing.LIVE),
        )
        for project in projects
    ]
    return render(request, "claims/home/page.html", {"cards": cards})


@login_required
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """A project in numbers, and what one can do in it."""
    project, user = get_project(request, slug), get_user(request)
    may_annotate = permissions.can_annotate(user, project)
    latest = Article.objects.filter(project=project).select_related("outlet").order_by("-pk")
    page = {
        "counts": progress.count_project(project),
        "own": progress.count_own_labels(user, project),
        "outdated": map_outdated(user, [project]).get(project.pk, 0),
        "overruled": count_overruled(user, project) if may_annotate else 0,
        "told": tell_standing(find_standing(user, project)),
        "latest": progress.describe_articles(list(latest[:LATEST])),
        "guideline": project.latest_guideline(),
    }
    return render(request, "claims/project/page.html", page)
