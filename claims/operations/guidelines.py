"""Reading a guideline, and which version of it a label names. Publishing: operations/projects.py"""

from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput
from claims.models import Guideline, GuidelineReading, Project, User
from claims.operations import audit
from claims.queries.guidelines import find_standing


@transaction.atomic
def acknowledge_guideline(*, actor: User, guideline: Guideline, now: datetime) -> GuidelineReading:
    """Say that one has read the latest version of a project's guideline. Twice is once.

    Raises Conflict where a newer one has come meanwhile.
    """
    project = guideline.project
    permissions.require(permissions.can_annotate(actor, project))
    read = GuidelineReading.objects.filter(user=actor, guideline=guideline).first()
    if read is not None:
        return read
    standing = find_standing(actor, project)
    if standing is None or standing.latest_id != guideline.pk:
        raise Conflict("published_meanwhile", "A newer version has been published meanwhile.")
    read, is_new = GuidelineReading.objects.get_or_create(
        user=actor, guideline=guideline, defaults={"read_at": now}
    )
    if is_new:
        audit.record(
            "guideline.read",
            actor=actor,
            now=now,
            project=project,
            data={"version": guideline.version},
        )
    return read


def find_labelled_under(actor: User, project: Project, stated: int | None) -> int | None:
    """The row of the version that a label names: the one that its author had before them.

    Who states none is taken at what they are known to have read. An older version may be stated:
    their page was open, or offline, while a newer one came. Not one newer than what they know.
    Raises InvalidInput. None where the project has no guideline.
    """
    standing = find_standing(actor, project)
    if standing is None:
        if stated is not None:
            raise _unknown_version()
        return None
    version = standing.followed if stated is None else stated
    if version == standing.latest:
        return standing.latest_id
    is_ahead = standing.known is not None and version > standing.known
    older = None if is_ahead else project.guidelines.filter(version=version).first()
    if older is None:
        raise _unknown_version()
    return older.pk


def _unknown_version() -> InvalidInput:
    return InvalidInput(
        "unknown_guideline",
        "This is no version of the guideline that you have worked by.",
        field="guideline_version",
    )
