"""What the curators' queue holds that somebody else has before them just now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from claims.models import Case, Project, User


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """How many claims others have before them; `until` when the first of these does."""

    count: int
    until: datetime | None


NOWHERE = Elsewhere(count=0, until=None)


def count_elsewhere(
    user: User, project: Project, now: datetime, reason: str | None = None
) -> Elsewhere:
    """Of those that the person could be given, were they free (operations.cases.take_next).

    None of those that they may still come to label, or that are not theirs to settle. One query.
    """
    found = Case.objects.filter(project=project).before_others(user, now)
    if reason is not None:
        found = found.filter(**{reason: True})
    return Elsewhere(**found.aggregate(count=Count("pk"), until=Min("held_until")))
