"""Who worked how much in which week: what a project's people are paid by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from claims.models import Annotation, Project, Slot, Stage
from claims.queries.calendar import A_WEEK, find_day, find_start, list_weeks, name_week

AN_HOUR = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekRow:
    """One person's work in one week, which begins on that Monday. `week` as ISO 8601 names it."""

    week: str
    monday: date
    person: UUID
    username: str
    name: str
    labels: int
    checks: int
    seconds: int

    @property
    def hours(self) -> float:
        return round(self.seconds / AN_HOUR, 2)


def stream_weeks(project: Project, now: datetime) -> Iterator[WeekRow]:
    """The weeks in which anybody worked, in their order, and in each the people by name.

    One query for the beginning and one a week: what is held is never more than a week's people.
    """
    rows = Annotation.objects.filter(project=project).order_by()
    first = rows.aggregate(first=Min("created_at"))["first"]
    if first is None:
        return
    for monday in list_weeks(find_day(project, first), find_day(project, now)):
        yield from _list_week(project, monday)


def _list_week(project: Project, monday: date) -> list[WeekRow]:
    # What takes a step back is no work of its own: it repeats the time of what it goes back to.
    given = Annotation.objects.filter(
        project=project,
        created_at__gte=find_start(project, monday),
        created_at__lt=find_start(project, monday + A_WEEK),
        undoes=None,
    )
    rows = (
        given.order_by("annotator__username")
        .values_list("annotator__uuid", "annotator__username", "annotator__name")
        .annotate(
            labels=Count("pk", filter=_is_new(Stage.LABEL)),
            checks=Count("pk", filter=_is_new(Stage.CHECK)),
            time=Sum("seconds", default=0),
        )
    )
    return [
        WeekRow(
            week=name_week(monday),
            monday=monday,
            person=person,
            username=username,
            name=name,
            labels=labels,
            checks=checks,
            seconds=seconds,
        )
        for person, username, name, labels, checks, seconds in rows
    ]


def _is_new(stage: Stage) -> Q:
    """That it is what its author said of the claim first: a revision takes time, but is no more.

    Nor is what somebody trained on, nor what came in from elsewhere.
    """
    earlier: QuerySet[Annotation] = Annotation.objects.filter(
        slot=OuterRef("slot"), annotator=OuterRef("annotator"), revision__lt=OuterRef("revision")
    )
    return Q(~Exists(earlier), stage=stage) & ~Q(
        slot__purpose__in=[Slot.Purpose.TRAINING, Slot.Purpose.IMPORTED]
    )
