"""Rows as the database gives them, without what a QuerySet does to each of them.

An export reads millions, of columns that are known: which of them need to be made into something
else is decided once by the types of the row, not for every cell. The queries are the ORM's.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args, get_type_hints
from uuid import UUID, SafeUUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from claims.foreground import foreground

Row = tuple[Any, ...]
# Rows fetched without giving way.
AT_ONCE = 250
Convert = Callable[[Any], object]


class WrittenUUID(UUID):
    """A UUID that is kept as it is written: exports write each once, and compute with none.

    To make the number of it and the text of that again would be a fifth of an export's time.
    """

    __slots__ = ("written",)
    written: str
    is_safe = SafeUUID.unknown  # type: ignore[misc] # no reason to change it here either

    def __init__(self, written: str) -> None:
        _keep(self, "written", written)

    def __str__(self) -> str:
        return self.written

    @property  # type: ignore[misc] # made when asked for, from what is kept
    def int(self) -> Any:
        """Its number, as of any UUID."""
        return UUID(self.written).int


_keep = object.__setattr__  # A UUID lets nobody change it; nor does this after it was made.


def read_raw(rows: QuerySet[Any], columns: Iterable[Any], row_type: type) -> Sequence[Row]:
    """The columns of the rows, all at once, as plain tuples in the order of the row type's fields.

    Where its fields are annotated as UUIDs or moments (in UTC), the values are.
    """
    connection = connections[rows.db]
    wanted = _list_converters(row_type, connection.vendor)
    read = list(columns)
    for number, make in wanted:
        if make is not _make_aware:
            read[number] = Cast(read[number], TextField())
    try:
        sql, parameters = rows.values_list(*read).query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        foreground.give_way()
        cursor.execute(sql, parameters)
        found: list[Row] = []
        while some := cursor.fetchmany(AT_ONCE):
            foreground.give_way()
            found += _convert(some, wanted) if wanted else some
    return found


def _convert(rows: Sequence[Row], wanted: Sequence[tuple[int, Convert]]) -> Sequence[Row]:
    """The rows, some of their columns made into something else: column by column, all at once."""
    columns = list(zip(*rows, strict=True))
    for number, make in wanted:
        column = columns[number]
        columns[number] = tuple([None if value is None else make(value) for value in column])
    return list(zip(*columns, strict=True))


@cache
def _list_converters(row_type: type, vendor: str) -> Sequence[tuple[int, Convert]]:
    """Which columns are put right, and how: on SQLite moments come without their zone."""
    converters = _CONVERTERS[vendor]
    hints = get_type_hints(row_type).values()
    return [
        (number, converters[kind])
        for number, hint in enumerate(hints)
        for kind in (hint, *get_args(hint))
        if kind in converters
    ]


def _write_uuid(digits: str) -> WrittenUUID:
    """SQLite keeps their hexadecimal digits alone."""
    groups = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return WrittenUUID("-".join(groups))


def _make_aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


_CONVERTERS: dict[str, dict[Any, Convert]] = {
    "sqlite": {UUID: _write_uuid, datetime: _make_aware},
    "postgresql": {UUID: WrittenUUID},
}
