"""Which formats there are to export to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from claims.errors import InvalidInput
from claims.exchange import csv, jsonl
from claims.exchange.records import AnnotationRecord

AnyFormat = TypeVar("AnyFormat")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records. `suffix` is how its files' names end."""

    name: str
    content_type: str
    suffix: str
    write: Callable[[Iterable[AnnotationRecord]], Iterator[bytes]]


FORMATS: Mapping[str, Format] = {
    format_.name: format_
    for format_ in (
        Format("jsonl", "application/x-ndjson", ".jsonl", jsonl.write),
        Format("csv", "text/csv; charset=utf-8; header=present", ".csv", csv.write),
        Format(
            "csv-excel",
            "text/csv; charset=utf-8; header=present",
            "-excel.csv",
            csv.write_for_excel,
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
