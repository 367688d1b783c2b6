"""What the formats of one record a row share: bytes in pieces, refusals with the row's number."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from claims.errors import DomainError, InvalidInput

Row = TypeVar("Row")
Record = TypeVar("Record")

# The row number of what is said about a file as a whole.
WHOLE_FILE = 0

# Characters gathered before they are handed on.
CHUNK = 64 * 1024


def gather(rows: Iterable[str], end: str) -> Iterator[bytes]:
    """The rows, each with `end` behind it, as UTF-8 in pieces of about 64 kB."""
    gathered: list[str] = []
    size = 0
    for row in rows:
        gathered.append(row)
        size += len(row)
        if size >= CHUNK:
            yield _join(gathered, end)
            gathered, size = [], 0
    if gathered:
        yield _join(gathered, end)


def _join(rows: list[str], end: str) -> bytes:
    return (end.join(rows) + end).encode()


def parse_each(
    rows: Iterable[tuple[int, Row | DomainError]], parse: Callable[[Row], Record]
) -> Iterator[tuple[int, Record | DomainError]]:
    """What `parse` makes of each numbered row, or why it is none: the others go on.

    Where `rows` itself raises a DomainError there is no way on: it is the last of what is given.
    """
    number = WHOLE_FILE
    try:
        for number, row in rows:
            yield number, _parse(row, parse)
    except DomainError as refusal:
        yield number + 1 if number else WHOLE_FILE, refusal


def _parse(row: Row | DomainError, parse: Callable[[Row], Record]) -> Record | DomainError:
    if isinstance(row, DomainError):
        return row
    try:
        return parse(row)
    except DomainError as refusal:
        return refusal


def take_each(
    outcomes: Iterable[tuple[int, Record | DomainError]], message: str
) -> Iterator[Record]:
    """The records of what `parse_each` gave, up to the first row that is none.

    There it raises InvalidInput with `message`, which has places for %(number)d and %(problem)s.
    """
    for number, outcome in outcomes:
        if not isinstance(outcome, DomainError):
            yield outcome
        elif number == WHOLE_FILE:
            raise outcome
        else:
            raise InvalidInput(
                outcome.code, message, field=outcome.field, number=number, problem=outcome
            ) from outcome
