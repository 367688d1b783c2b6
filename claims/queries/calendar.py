"""Days and weeks as a project counts them: by its own time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from claims.models import Project

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


def find_day(project: Project, moment: datetime) -> date:
    """The day that it is then in the project."""
    return moment.astimezone(ZoneInfo(project.time_zone)).date()


def find_start(project: Project, day: date) -> datetime:
    """The moment at which that day begins in the project."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(project.time_zone))


def list_days(last: date, count: int) -> list[date]:
    """So many days up to the last, in their order."""
    return [last - A_DAY * back for back in reversed(range(count))]


def list_weeks(first: date, last: date) -> Iterator[date]:
    """The Mondays of the weeks from the first day's to the last's."""
    monday = first - A_DAY * first.weekday()
    while monday <= last:
        yield monday
        monday += A_WEEK


def name_week(monday: date) -> str:
    """As ISO 8601 has it: 2026-W03."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"
