"""Who is in a project, since when, and when they were last seen: for its managers."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from claims.models import Annotation, ApiToken, Membership, Project, User


def list_people(project: Project) -> QuerySet[User]:
    """Who works in a project, and who has left it; the project was found for its manager."""
    return User.objects.filter(memberships__in=project.memberships.all())


def list_members(project: Project) -> QuerySet[User]:
    """As `list_people`, each with what their membership says."""
    moments = ("joined_at", "trained_at", "failed_at", "paused_at")
    return list_people(project).annotate(
        role=F("memberships__role"),
        is_member=Q(is_active=True, memberships__is_active=True),
        **{name: F(f"memberships__{name}") for name in moments},
        **_look_for_last("pk", project),
    )


def list_memberships(project: Project) -> QuerySet[Membership]:
    """Those who are in it first, each by name."""
    rows = Membership.objects.filter(project=project).select_related("user", "project")
    return rows.annotate(**_look_for_last("user", project)).order_by(
        "-is_active", "-user__is_active", "user__username"
    )


def _look_for_last(person: str, project: Project) -> dict[str, Subquery]:
    """When a program of theirs last asked for something, and when they last labelled here."""
    tokens = ApiToken.objects.filter(user=OuterRef(person), last_used_at__isnull=False)
    labels = Annotation.objects.filter(annotator=OuterRef(person), project=project)
    return {
        "token_used_at": Subquery(tokens.order_by("-last_used_at").values("last_used_at")[:1]),
        "labelled_at": Subquery(labels.order_by("-pk").values("created_at")[:1]),
    }


def read_last_seen(row: Any) -> datetime | None:
    """Of a row of the lists above: the last sign-in, use of a token, or label in the project."""
    user = row.user if isinstance(row, Membership) else row
    known = (user.last_login, row.token_used_at, row.labelled_at)
    return max((moment for moment in known if moment), default=None)
