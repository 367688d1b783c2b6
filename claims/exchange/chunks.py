"""What the formats of one record a row share: bytes in pieces, refusals with the row's number."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from claims.errors import DomainError, InvalidInput

Row = TypeVar("Row")
Record = TypeVar("Record")

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
    rows: Iterable[tuple[int, Row]], parse: Callable[[Row], Record], message: str
) -> Iterator[Record]:
    """What `parse` makes of the numbered rows, up to the first that is none.

    There it raises InvalidInput with `message`, which has places for %(number)d and %(problem)s.
    """
    for number, row in rows:
        try:
            yield parse(row)
        except DomainError as fault:
            raise InvalidInput(
                fault.code, message, field=fault.field, number=number, problem=fault
            ) from fault
