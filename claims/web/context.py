"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from claims import permissions


def project_navigation(request: HttpRequest) -> dict[str, Any]:
    """The role in the project that the page is about: it decides which links the top bar has.

    A view that is about a project puts it on the request by `claims.web.scope.get_project`.
    """
    project = getattr(request, "project", None)
    if project is None:
        return {}
    role = permissions.get_role(request.user, project)
    return {
        "project": project,
        "may_annotate": role in {"annotator", "curator", "manager"},
        "may_manage": role == "manager",
        "may_export": role in {"manager", "reader"},
    }
