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
    """How one file is written: what its records are, and where it is counted what is in it.

    `continued`: it goes on where another was cut off, so that nothing comes before the records.
    """

    kind: Kind = Kind.ANNOTATIONS
    report: Report = field(default_factory=Report)
    continued: bool = False


CSV_TYPE = "text/csv; charset=utf-8; header=present"
Write = Callable[[Iterable[AnyRecord], Writing], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records. `suffix` is how its files' names end, `kinds` what it can say.

    `resumable`: each record is a piece of the file by itself, which may go on after any of them.
    `trailer`: a last line may say what is in the file.
    """

    name: str
    content_type: str
    suffix: str
    write: Write
    kinds: frozenset[Kind] = frozenset(Kind)
    resumable: bool = False
    trailer: bool = False


# Of formats that say every record as it is: all that is counted is how many.
def _write_jsonl(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    return jsonl.write(_count(records, writing.report), writing.kind)


def _write_csv(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    counted = _count(records, writing.report)
    return csv.write(counted, writing.kind, continued=writing.continued)


def _write_excel(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    counted = _count(records, writing.report)
    return csv.write_for_excel(counted, writing.kind, continued=writing.continued)


def _count(records: Iterable[AnyRecord], report: Report) -> Iterator[AnyRecord]:
    for record in records:
        report.records += 1
        yield record


FORMATS: Mapping[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "jsonl",
            "application/x-ndjson",
            ".jsonl",
            _write_jsonl,
            resumable=True,
            trailer=True,
        ),
        Format("csv", CSV_TYPE, ".csv", _write_csv, resumable=True),
        Format("csv-excel", CSV_TYPE, "-excel.csv", _write_excel, resumable=True),
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
