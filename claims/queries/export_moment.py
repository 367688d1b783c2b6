"""The moment of an export, so exact that later on the same rows are found again.

Labels, decisions, approvals and articles are only ever inserted, and numbered as they come. So a
moment is a watermark in each of their tables: the newest number there was. On PostgreSQL a number
may have been taken by a transaction that commits only later: below the watermark there are gaps,
and what fills one afterwards was not there at the moment. SQLite numbers in the order of commits;
its gaps stay empty.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.db import connections
from django.db.models import Q

from claims.models import Annotation, Approval, Article, Decision
from claims.queries.export_parts import select_ids

MODELS: Mapping[str, Any] = {
    "annotations": Annotation,
    "decisions": Decision,
    "approvals": Approval,
    "articles": Article,
}
# As far back as a number may be taken and not yet committed, in rows of the table.
NEWEST_ROWS = 10_000
# The newest number, and each before which others are missing, with the one before it. Where these
# are all rows there are, the first ones may be missing too.
GAPS = """
SELECT id, before FROM (
  SELECT id, COALESCE(
    lag(id) OVER (ORDER BY id), CASE WHEN count(*) OVER () < %(rows)s THEN 0 ELSE id - 1 END
  ) AS before, row_number() OVER (ORDER BY id DESC) AS place
  FROM (SELECT id FROM {table} ORDER BY id DESC LIMIT %(rows)s) AS newest
) AS numbered
WHERE place = 1 OR id > before + 1 ORDER BY id DESC LIMIT %(gaps)s"""
# A number that is lost stays a gap for ever: so many of the newest ones are remembered.
MOST_GAPS = 300


@dataclass(frozen=True, slots=True)
class Watermark:
    """The newest number of a table, and from where to where none was there, both inclusive."""

    newest: int = 0
    gaps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """What was in the database: by the clock roughly, by the watermarks exactly."""

    as_of: datetime
    marks: Mapping[str, Watermark]

    def to_json(self) -> list[Any]:
        """In few characters: it goes into a header and an address. Gaps as steps back."""
        return [self.as_of.isoformat(), [_pack(self.marks[name]) for name in MODELS]]

    @classmethod
    def from_json(cls, value: Sequence[Any]) -> "Moment":
        as_of, packed = value
        marks = {name: _unpack(mark) for name, mark in zip(MODELS, packed, strict=True)}
        return cls(datetime.fromisoformat(as_of).astimezone(UTC), marks)


def _pack(mark: Watermark) -> list[int]:
    """The newest number, then for each gap, the last first, how far back it ends and begins."""
    packed = [mark.newest]
    place = mark.newest
    for first, last in reversed(mark.gaps):
        packed += [place - last, last - first]
        place = first
    return packed


def _unpack(packed: Sequence[int]) -> Watermark:
    newest, *steps = packed
    gaps = []
    place = newest
    for back, length in zip(steps[::2], steps[1::2], strict=True):
        last = place - back
        place = last - length
        gaps.append((place, last))
    return Watermark(newest, tuple(reversed(gaps)))


def read_moment(alias: str, now: datetime) -> Moment:
    """The moment of the transaction that is open there. One query for each table."""
    return Moment(now, {name: _read_mark(alias, model) for name, model in MODELS.items()})


def _read_mark(alias: str, model: Any) -> Watermark:
    if connections[alias].vendor != "postgresql":
        newest = model.objects.using(alias).order_by("-pk").values_list("pk", flat=True).first()
        return Watermark(newest or 0)
    with connections[alias].cursor() as cursor:
        cursor.execute(
            GAPS.format(table=model._meta.db_table), {"rows": NEWEST_ROWS, "gaps": MOST_GAPS}
        )
        found = cursor.fetchall()
    gaps = [(before + 1, number - 1) for number, before in found if number > before + 1]
    return Watermark(found[0][0] if found else 0, tuple(reversed(gaps)))


class Past:
    """Which of the rows there are now were there at a moment; of no moment: all."""

    def __init__(self, alias: str, moment: Moment | None) -> None:
        self.alias = alias
        self.moment = moment
        self._late: dict[str, list[int]] = {}

    def had(self, table: str, column: str = "pk") -> Q:
        """That the row of the table, which the column numbers, was there."""
        if self.moment is None:
            return Q()
        mark = self.moment.marks[table]
        there = Q(**{f"{column}__lte": mark.newest})
        if table not in self._late:
            self._late[table] = self._find_late(MODELS[table], mark)
        late = self._late[table]
        return there & ~Q(**{f"{column}__in": select_ids(self.alias, late)}) if late else there

    def _find_late(self, model: Any, mark: Watermark) -> list[int]:
        """The numbers that were taken at the moment, and committed since."""
        if not mark.gaps:
            return []
        firsts = [first for first, _last in mark.gaps]
        span = (mark.gaps[0][0], mark.gaps[-1][1])
        numbers = model.objects.using(self.alias).filter(pk__range=span).order_by("pk")
        return [
            number
            for number in cast("list[int]", numbers.values_list("pk", flat=True))
            if number <= mark.gaps[bisect_right(firsts, number) - 1][1]
        ]
