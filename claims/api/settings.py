"""How a project is worked on: its settings, and whether work is handed out."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.projects import ProjectOut, SettingsIn, SettingsOut, find_projects
from claims.api.requests import get_project
from claims.api.shapes import NothingIn
from claims.api.views import OperationView
from claims.models import Project
from claims.operations.projects import pause_project, resume_project, save_project
from claims.requests import get_user, read_now


class ProjectView(OperationView):
    """What is common to running a project."""

    def show(self, project: Project) -> Response:
        shown = find_projects(get_user(self.request)).get(pk=project.pk)
        return Response(ProjectOut(shown).data)


class ProjectSettingsView(ProjectView):
    """How many labels are wanted, what becomes of them, and how long work stays reserved."""

    @extend_schema(responses=SettingsOut)
    def get(self, request: Request, project: str) -> Response:
        """For managers: all that they may change, also what the project tells nobody else."""
        found = get_project(request, project)
        permissions.require(permissions.can_manage(get_user(request), found))
        return Response(SettingsOut(found).data)

    @extend_schema(request=SettingsIn, responses=ProjectOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: what is left out stays. Another number of labels counts at once."""
        user, found = get_user(request), get_project(request, project)
        body = self.read_body(SettingsIn)
        save_project(actor=user, project=found, values=body, now=read_now(request))
        return self.show(found)


class ProjectPauseView(ProjectView):
    """Handing nothing out."""

    @extend_schema(request=NothingIn, responses=ProjectOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers: what people hold they may finish. Safe to repeat."""
        found = get_project(request, project)
        self.read_body(NothingIn)
        pause_project(actor=get_user(request), project=found, now=read_now(request))
        return self.show(found)


class ProjectResumeView(ProjectView):
    """Handing work out again."""

    @extend_schema(request=NothingIn, responses=ProjectOut)
    def post(self, request: Request, project: str) -> Response:
        """For managers. Safe to repeat."""
        found = get_project(request, project)
        self.read_body(NothingIn)
        resume_project(actor=get_user(request), project=found, now=read_now(request))
        return self.show(found)
