"""JSON Lines: one record a line, UTF-8, LF line ends, the same keys in every line.

A last line may be a trailer (packing.py): what was read before it is held against it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from claims.errors import DomainError, InvalidInput, gettext_noop
from claims.exchange import strict_json
from claims.exchange.chunks import gather, parse_each, take_each
from claims.exchange.encoding import make_encoder
from claims.exchange.packing import TRAILER
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
    first that is no record, and at a trailer that does not tell of what stands before it.
    """
    return take_each(read_each(lines, record_type), gettext_noop("Line %(number)d: %(problem)s"))


def read_each(
    lines: Iterable[bytes], record_type: type[Record]
) -> Iterator[tuple[int, Record | DomainError]]:
    """As `read_records`, each with its line; or why that is none, and on with the others."""
    before = _Before()

    def parse(line: bytes) -> Record | None:
        value = strict_json.parse(line)
        if before.is_ended:
            raise InvalidInput("behind_trailer", "The trailer of the export is not its last line.")
        if isinstance(value, Mapping) and value.keys() == {TRAILER}:
            before.end(value[TRAILER])
            return None
        return parse_record(record_type, value)

    for number, outcome in parse_each(before.number(lines), parse):
        if outcome is not None:
            yield number, outcome


class _Before:
    """What stands before the line at hand: a trailer has to tell of just that."""

    def __init__(self) -> None:
        self.is_ended = False
        self._lines = 0
        self._digest = hashlib.sha256()

    def number(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """Each line that is not blank; only when it has been dealt with is it one before."""
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line
                self._lines += 1
            self._digest.update(line)

    def end(self, trailer: Any) -> None:
        """Raise InvalidInput: "malformed_trailer", "trailer_of_rest", "records_missing" (or too
        many), "bytes_differ".
        """
        self.is_ended = True
        if not isinstance(trailer, Mapping) or not {"records", "sha256"} <= trailer.keys():
            raise InvalidInput("malformed_trailer", "The trailer has no “records” and “sha256”.")
        told, found = trailer["sha256"], self._digest.hexdigest()
        if (trailer["records"], told) == (self._lines, found):
            return
        if trailer.get("after"):
            raise InvalidInput(
                "trailer_of_rest",
                "The trailer tells only of what comes after the record %(after)s. It cannot vouch "
                "for the whole file: take the line out.",
                after=str(trailer["after"]),
            )
        if trailer["records"] != self._lines:
            raise InvalidInput(
                "records_missing",
                "The trailer tells of %(told)s records, but %(found)d stand before it: this is "
                "not the file that was exported.",
                told=str(trailer["records"]),
                found=self._lines,
            )
        raise InvalidInput(
            "bytes_differ",
            "The SHA-256 of what stands before the trailer is %(found)s, not %(told)s: this is "
            "not the file that was exported.",
            found=found,
            told=str(told),
        )
