"""JSON Lines: one record a line, UTF-8, LF line ends, the same keys in every line."""

from collections.abc import Iterable, Iterator

from claims.errors import DomainError, InvalidInput
from claims.exchange import strict_json
from claims.exchange.encoding import make_encoder
from claims.exchange.records import AnnotationRecord
from claims.exchange.shapes import parse_record

# Characters gathered before they are handed on.
CHUNK = 64 * 1024


def write(records: Iterable[AnnotationRecord]) -> Iterator[bytes]:
    """The records as JSON Lines, in pieces of about 64 kB."""
    encode = make_encoder(AnnotationRecord)
    lines: list[str] = []
    size = 0
    for record in records:
        line = encode(record)
        lines.append(line)
        size += len(line)
        if size >= CHUNK:
            yield _join(lines)
            lines, size = [], 0
    if lines:
        yield _join(lines)


def _join(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def read(lines: Iterable[bytes]) -> Iterator[AnnotationRecord]:
    """The records of a file opened in binary mode (or of any lines). Blank lines don't count.

    Raises InvalidInput, with the number of the line, at the first that is no record.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield parse_record(AnnotationRecord, strict_json.parse(line))
            except DomainError as fault:
                raise InvalidInput(
                    fault.code,
                    "Line %(number)d: %(problem)s",
                    field=fault.field,
                    number=number,
                    problem=str(fault),
                ) from fault
