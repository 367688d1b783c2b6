"""Rows of an import, written many at once; one by one where others were faster."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, OperationalError

from claims.errors import Conflict
from claims.outages import FULL, READ_ONLY, find_outage

Row = TypeVar("Row")
Report = TypeVar("Report")

# Another import brought in one of the rows meanwhile, or waits for this one as this for it.
OVERTAKEN = (IntegrityError, OperationalError, Conflict)
# How often a row is tried again: each time one of those that were faster is through. For so many
# seconds at most, as a database that stays locked keeps each try waiting.
ROUNDS = 50
MOST_SECONDS = 60.0


def cut(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """So many of the rows at once, as they come."""
    coming = iter(rows)
    while part := list(islice(coming, size)):
        yield part


def insert_together(rows: Sequence[Row], insert: Callable[[Sequence[Row]], Report]) -> list[Report]:
    """What `insert`, a transaction of its own, reports of all the rows at once.

    Where it was overtaken, of each row by itself: singly, each finds out what has become of it.
    """
    try:
        return [insert(rows)]
    except OVERTAKEN as error:
        _refuse_unwritable(error)
        return [_insert_row(row, insert) for row in rows]


def _insert_row(row: Row, insert: Callable[[Sequence[Row]], Report]) -> Report:
    until = time.monotonic() + MOST_SECONDS
    for _round in range(ROUNDS - 1):
        try:
            return insert([row])
        except OVERTAKEN as error:
            _refuse_unwritable(error)
            if time.monotonic() > until:
                raise
    return insert([row])


def _refuse_unwritable(error: Exception) -> None:
    """Raise it again where nothing can be written: no row would fare better, nor later."""
    if find_outage(error) in {FULL, READ_ONLY}:
        raise error
