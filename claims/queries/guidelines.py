"""Which version of a project's guideline people know, and whether a newer one waits for them.

One knows the version that one has acknowledged last, or labelled under last: the newer of the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from claims.models import Annotation, Guideline, GuidelineReading, Membership, Project, User
from claims.models.prepared import prepared


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest version, its row, and the one that a person knows, if any."""

    latest: int
    latest_id: int
    known: int | None

    @property
    def is_unread(self) -> bool:
        """Who knows none begins with the latest: there is no change to show them."""
        return self.known is not None and self.known < self.latest

    @property
    def followed(self) -> int:
        """The version by which the person labels as long as they read no other."""
        return self.latest if self.known is None else self.known


@dataclass(frozen=True, slots=True)
class Unread:
    """A version that is to be acknowledged before the next label, and the one that is known."""

    known: Guideline
    latest: Guideline


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who labels in a project, and the version they know, if any."""

    person: User
    known: int | None


def find_standing(user: User, project: Project) -> Standing | None:
    """None where the project has no guideline. One query."""
    for row_id, latest, *known in _list_standing(user, project):
        return Standing(latest, row_id, _find_newer(known))
    return None


@prepared
def _list_standing(user: User, project: Project) -> QuerySet[Guideline, tuple[Any, ...]]:
    rows = Guideline.objects.filter(project=project).order_by("-version")
    return rows.values_list("pk", "version", *_find_known_to(user, project))[:1]


def _find_known_to(user: Any, project: Any) -> tuple[Subquery, Subquery]:
    """The version that the user acknowledged last, and the one they labelled under last."""
    readings = GuidelineReading.objects.filter(user=user, guideline__project=project)
    labels = Annotation.objects.filter(annotator=user, project=project)
    return (
        Subquery(readings.order_by("-guideline__version").values("guideline__version")[:1]),
        Subquery(labels.order_by("-pk").values("guideline__version")[:1]),
    )


def _find_newer(versions: Iterable[int | None]) -> int | None:
    return max((version for version in versions if version is not None), default=None)


def has_unread(user: User, project: Project) -> bool:
    """Whether there is a version that the person has to read before their next label."""
    standing = find_standing(user, project)
    return standing is not None and standing.is_unread


def find_unread(user: User, project: Project) -> Unread | None:
    """The version that the person has to read before their next label; None: there is none."""
    standing = find_standing(user, project)
    if standing is None or standing.known is None or not standing.is_unread:
        return None
    pair = (standing.known, standing.latest)
    known, latest = Guideline.objects.filter(project=project, version__in=pair).order_by("version")
    return Unread(known, latest)


def list_versions(project: Project) -> list[Guideline]:
    """All versions, newest first, without their texts."""
    rows = Guideline.objects.filter(project=project).defer("text")
    return list(rows.select_related("created_by").order_by("-version"))


def list_readers(project: Project) -> list[Reader]:
    """Who labels in the project, and the version each knows: who is furthest behind first."""
    members = Membership.objects.annotating().filter(project=project).select_related("user")
    read, labelled = _find_known_to(OuterRef("user"), project)
    rows: Iterable[Any] = members.annotate(read=read, labelled=labelled).order_by("user__username")
    readers = [Reader(row.user, _find_newer((row.read, row.labelled))) for row in rows]
    return sorted(readers, key=lambda reader: reader.known or 0)
