"""A time sheet as a table for spreadsheets, or as JSON: one row per person and week."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from claims.exchange.chunks import gather
from claims.exchange.csv import write_table_for_excel

COLUMNS = (
    *("week", "monday", "person", "username", "name"),
    *("labels", "checks", "active_hours", "active_seconds"),
)


class Week(Protocol):
    """One person's work in one week."""

    @property
    def week(self) -> str: ...
    @property
    def monday(self) -> date: ...
    @property
    def person(self) -> UUID: ...
    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> int: ...
    @property
    def checks(self) -> int: ...
    @property
    def hours(self) -> float: ...
    @property
    def seconds(self) -> int: ...


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A form that a time sheet may have."""

    name: str
    content_type: str
    write: Callable[[Iterable[Week]], Iterator[bytes]]


def write_csv(weeks: Iterable[Week]) -> Iterator[bytes]:
    """With a header; no text in it is a formula."""
    return write_table_for_excel(COLUMNS, map(_list_cells, weeks))


def write_json(weeks: Iterable[Week]) -> Iterator[bytes]:
    """One array of objects, a line each."""
    return gather(_list_json(weeks), "\n")


def _list_json(weeks: Iterable[Week]) -> Iterator[str]:
    lead = "["
    for week in weeks:
        row = dict(zip(COLUMNS, _list_cells(week), strict=True))
        yield lead + json.dumps(row, ensure_ascii=False)
        lead = ","
    yield "[]" if lead == "[" else "]"


def _list_cells(week: Week) -> tuple[str | int | float, ...]:
    return (
        *(week.week, week.monday.isoformat(), str(week.person), week.username, week.name),
        *(week.labels, week.checks, week.hours, week.seconds),
    )


SHEETS = {
    one.name: one
    for one in (
        SheetFormat("csv", "text/csv; charset=utf-8; header=present", write_csv),
        SheetFormat("json", "application/json", write_json),
    )
}
DEFAULT_SHEET = "json"
