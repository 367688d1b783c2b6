"""JSON Lines: one record a line, UTF-8, LF line ends, the same keys in every line."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from claims.errors import gettext_noop
from claims.exchange import strict_json
from claims.exchange.chunks import gather, parse_each
from claims.exchange.encoding import make_encoder
from claims.exchange.records import RECORD_TYPES, AnnotationRecord, AnyRecord, Kind
from claims.exchange.shapes import parse_record

Record = TypeVar("Record")


def write(records: Iterable[AnyRecord], kind: Kind = Kind.ANNOTATIONS) -> Iterator[bytes]:
    """The records as JSON Lines, in pieces of about 64 kB."""
    return gather(map(make_encoder(RECORD_TYPES[kind]), records), "\n")


def read(lines: Iterable[bytes]) -> Iterator[AnnotationRecord]:
    """The labels of a file, as `read_records` gives them."""
    return read_records(lines, AnnotationRecord)


def read_records(lines: Iterable[bytes], record_type: type[Record]) -> Iterator[Record]:
    """The records of a file opened in binary mode (or of any lines). Blank lines don't count.

    `record_type` is one of RECORD_TYPES. Raises InvalidInput, with the number of the line, at the
    first that is no record.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())

    def parse(line: bytes) -> Record:
        return parse_record(record_type, strict_json.parse(line))

    return parse_each(numbered, parse, gettext_noop("Line %(number)d: %(problem)s"))
