"""Who may do what. One predicate per verb; operations call `require`, templates ask the rest."""

from typing import TYPE_CHECKING

from claims.errors import NotAllowed
from claims.models import Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models import User

    Visitor = User | AnonymousUser

ANNOTATOR, CURATOR, MANAGER, READER = (
    Membership.Role.ANNOTATOR,
    Membership.Role.CURATOR,
    Membership.Role.MANAGER,
    Membership.Role.READER,
)


def get_role(user: "Visitor", project: Project) -> str | None:
    """The person's role in the project; a site admin counts as a manager, a stranger as None."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return MANAGER
    return (
        Membership.objects.filter(project=project, user=user, is_active=True)
        .values_list("role", flat=True)
        .first()
    )


def can_read(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) is not None


def can_annotate(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in {ANNOTATOR, CURATOR, MANAGER}


def can_curate(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in {CURATOR, MANAGER}


def can_manage(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) == MANAGER


def can_export(user: "Visitor", project: Project) -> bool:
    """Not curators: a curator may have claims of their own to label, and must stay blind there."""
    return get_role(user, project) in {MANAGER, READER}


def can_administer(user: "Visitor") -> bool:
    """Change what belongs to no project: people, label schemes."""
    return user.is_authenticated and user.is_active and user.is_superuser


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(can_read(...))
    """Raise NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed("not_allowed", "You may not do this here.")
