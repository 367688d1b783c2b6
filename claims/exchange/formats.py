"""Which formats there are to export to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from claims.errors import InvalidInput
from claims.exchange import csv, jsonl
from claims.exchange.records import AnyRecord, Kind
from claims.exchange.report import Report

AnyFormat = TypeVar("AnyFormat")


@dataclass(frozen=True, slots=True)
class Writing:
    """How one file is written: what its records are, and where it is counted what is in it."""

    kind: Kind = Kind.ANNOTATIONS
    report: Report = field(default_factory=Report)


Write = Callable[[Iterable[AnyRecord], Writing], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records. `suffix` is how its files' names end, `kinds` what it can say."""

    name: str
    content_type: str
    suffix: str
    write: Write
    kinds: frozenset[Kind] = frozenset(Kind)


def _write_each(write: Callable[[Iterable[AnyRecord], Kind], Iterator[bytes]]) -> Write:
    """Of a format that says every record as it is: all that is counted is how many."""

    def write_counted(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
        return write(_count(records, writing.report), writing.kind)

    return write_counted


def _count(records: Iterable[AnyRecord], report: Report) -> Iterator[AnyRecord]:
    for record in records:
        report.records += 1
        yield record


FORMATS: Mapping[str, Format] = {
    format_.name: format_
    for format_ in (
        Format("jsonl", "application/x-ndjson", ".jsonl", _write_each(jsonl.write)),
        Format("csv", "text/csv; charset=utf-8; header=present", ".csv", _write_each(csv.write)),
        Format(
            "csv-excel",
            "text/csv; charset=utf-8; header=present",
            "-excel.csv",
            _write_each(csv.write_for_excel),
        ),
    )
}
DEFAULT_FORMAT = "jsonl"


def find_format(name: str) -> Format:
    """The format of that name; raises InvalidInput ("unknown_format") naming those there are."""
    return pick_format(name, FORMATS)


def pick_format(name: str, formats: Mapping[str, AnyFormat]) -> AnyFormat:
    """The one of that name; raises InvalidInput ("unknown_format") naming those there are."""
    try:
        return formats[name]
    except KeyError:
        raise InvalidInput(
            "unknown_format",
            "There is no format “%(name)s”. There are: %(known)s.",
            field="format",
            name=name[:40],
            known=", ".join(formats),
        ) from None
