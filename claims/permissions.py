"""Who may do what. One predicate per verb; operations call `require`, templates ask the rest."""

from typing import TYPE_CHECKING

from django.db import models

from claims.errors import NotAllowed
from claims.models import Membership, Project, Speaker, SpeakerAlias, User
from claims.models.prepared import prepared

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Visitor = User | AnonymousUser

ANNOTATOR, CURATOR, MANAGER, READER = (
    Membership.Role.ANNOTATOR,
    Membership.Role.CURATOR,
    Membership.Role.MANAGER,
    Membership.Role.READER,
)

ANNOTATES = frozenset({ANNOTATOR, CURATOR, MANAGER})
CURATES = frozenset({CURATOR, MANAGER})
# Not curators: a curator may have claims of their own to label, and must stay blind there.
EXPORTS = frozenset({MANAGER, READER})
# Figures hold nothing of claims that anybody has still to label (queries/figures/labels.py).
MEASURES = CURATES | EXPORTS


def get_role(user: "Visitor", project: Project) -> str | None:
    """The person's role in the project; a site admin counts as a manager, a stranger as None."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return MANAGER
    return next(iter(_list_roles(user, project)), None)


@prepared
def _list_roles(user: User, project: Project) -> models.QuerySet[Membership, str]:
    """One at most: who works in a project does so once."""
    active = Membership.objects.active_of(user).filter(project=project)
    return active.values_list("role", flat=True)


def can_annotate(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in ANNOTATES


def can_curate(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in CURATES


def can_manage(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) == MANAGER


def can_read_audit(user: "Visitor", project: Project | None) -> bool:
    """That of a project for its managers; that of all, and of what is of none, for site admins."""
    return can_administer(user) if project is None else can_manage(user, project)


def can_export(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in EXPORTS


def can_measure(user: "Visitor", project: Project) -> bool:
    return get_role(user, project) in MEASURES


def can_read_publications(user: "Visitor", project: Project) -> bool:
    """Not who only labels: a publication tells what was decided of a claim."""
    return get_role(user, project) in MEASURES


def sees_progress(role: str | None, project: Project) -> bool:
    """Whether somebody of that role is told how many labels an article, or the project, has.

    Not who only labels, where hidden gold is: a gold article has all its labels already, and its
    labels add nothing to the project's.
    """
    return role != ANNOTATOR or not project.gold_percent


def can_administer(user: "Visitor") -> bool:
    """Change what belongs to no project: people, label schemes."""
    return user.is_authenticated and user.is_active and user.is_superuser


def can_change(user: "Visitor", row: models.Model) -> bool:
    """Write a row of the configuration, new or known; what has operations of its own, not here.

    Projects are opened by site admins and run by their managers; speakers are a curator's too.
    What belongs to no project is for site admins.
    """
    if isinstance(row, User):
        return can_change_person(user, row)
    if isinstance(row, Project):
        return can_manage(user, row) if row.pk else can_administer(user)
    if isinstance(row, Speaker):
        return is_own_speaker(row) and can_curate(user, row.project)
    if isinstance(row, SpeakerAlias):
        return can_curate(user, row.speaker.project)
    project = getattr(row, "project", None)
    return can_manage(user, project) if project else can_administer(user)


def is_own_speaker(speaker: Speaker) -> bool:
    """The article itself and “unnamed” stay as each project has them."""
    return speaker.pk is None or speaker.name != ""


def can_change_person(user: "Visitor", person: User) -> bool:
    """Whoever sets a password can sign in with it: so only people with no further powers."""
    if can_administer(user):
        return True
    if not user.is_staff or person.pk is None or person.is_staff or person.is_superuser:
        return False
    managed = Membership.objects.managed_by(user).values("project_id")
    theirs = Membership.objects.filter(user=person)
    return theirs.exists() and not theirs.exclude(project__in=managed).exists()


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(can_manage(...))
    """Raise NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed("not_allowed", "You don’t have permission to do this.")
