"""JSON Lines: one record a line, UTF-8, LF line ends, the same keys in every line."""

from collections.abc import Iterable, Iterator

from claims.errors import gettext_noop
from claims.exchange import strict_json
from claims.exchange.chunks import gather, parse_each
from claims.exchange.encoding import make_encoder
from claims.exchange.records import RECORD_TYPES, AnnotationRecord, AnyRecord, Kind
from claims.exchange.shapes import parse_record


def write(records: Iterable[AnyRecord], kind: Kind = Kind.ANNOTATIONS) -> Iterator[bytes]:
    """The records as JSON Lines, in pieces of about 64 kB."""
    return gather(map(make_encoder(RECORD_TYPES[kind]), records), "\n")


def read(lines: Iterable[bytes]) -> Iterator[AnnotationRecord]:
    """The records of a file opened in binary mode (or of any lines). Blank lines don't count.

    Raises InvalidInput, with the number of the line, at the first that is no record.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return parse_each(numbered, _parse_line, gettext_noop("Line %(number)d: %(problem)s"))


def _parse_line(line: bytes) -> AnnotationRecord:
    return parse_record(AnnotationRecord, strict_json.parse(line))
