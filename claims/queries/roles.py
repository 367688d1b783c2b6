"""Who has which role where."""

from collections.abc import Collection, Mapping

from claims.models import Membership, Project, User


def map_roles(user: User, projects: Collection[Project]) -> Mapping[int, str]:
    """The person's role in each project, by its number; as permissions.get_role. One query."""
    if user.is_superuser:
        return {project.pk: Membership.Role.MANAGER.value for project in projects}
    memberships = Membership.objects.active_of(user).filter(project__in=projects)
    return dict(memberships.values_list("project_id", "role"))


def name_role(role: str | None) -> str:
    """As a person reads it; empty for a stranger's."""
    return str(Membership.Role(role).label) if role else ""
