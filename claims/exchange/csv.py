"""Annotation records as tables: CSV as in RFC 4180, UTF-8, with a header row.

Records within a record are spread over columns (`article.url`), lists stand as JSON in one cell.
`csv` is lossless: an empty cell is null where the field may be null (such a text is never empty)
and an empty text elsewhere; a record that may be null is so when all of its cells are empty.
`csv-excel` is for looking at: a spreadsheet takes none of its texts for a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from claims.errors import DomainError, InvalidInput
from claims.exchange import strict_json
from claims.exchange.encoding import make_field_encoder, remember
from claims.exchange.records import AnnotationRecord
from claims.exchange.shapes import Shape, describe, format_moment, parse_record
from claims.exchange.tables import read_table

# Characters gathered before they are handed on.
CHUNK = 64 * 1024
# What a spreadsheet may begin a formula with; a line feed and full-width signs count in some.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
BOM = b"\xef\xbb\xbf"


def _list_columns(record_type: type, prefix: str = "") -> Iterator[tuple[str, Shape]]:
    for shape in describe(record_type):
        if shape.is_record and not shape.many:
            yield from _list_columns(shape.kind, f"{prefix}{shape.name}.")
        else:
            yield prefix + shape.name, shape


COLUMNS = tuple(name for name, _shape in _list_columns(AnnotationRecord))


def write(records: Iterable[AnnotationRecord]) -> Iterator[bytes]:
    """The records as lossless CSV, in pieces of about 64 kB."""
    return _write_rows(records, str)


def write_for_excel(records: Iterable[AnnotationRecord]) -> Iterator[bytes]:
    """The records as CSV that is safe to open in a spreadsheet, in pieces of about 64 kB.

    It begins with a byte order mark, by which Excel knows UTF-8. Texts that could be formulas have
    an apostrophe before them. Numbers are left alone: they are ours, and no formulas.
    """
    yield BOM
    yield from _write_rows(records, _defuse)


def _defuse(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _write_rows(
    records: Iterable[AnnotationRecord], format_text: Callable[[str], str]
) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    make_cells = _make_cell_maker(AnnotationRecord, format_text)
    for record in records:
        writer.writerow(make_cells(record))
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _make_cell_maker(
    record_type: type, format_text: Callable[[str], str]
) -> Callable[[Any], list[str]]:
    """A function from such a record to its cells."""
    shapes = describe(record_type)
    names = [shape.name for shape in shapes]
    makers = [_make_field_maker(shape, format_text) for shape in shapes]
    read = attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)

    def make_cells(record: object) -> list[str]:
        cells: list[str] = []
        for (is_record, make), value in zip(makers, read(record), strict=True):
            if is_record:
                cells += make(value)
            else:
                cells.append("" if value is None else make(value))
        return cells

    return make_cells


def _make_field_maker(
    shape: Shape, format_text: Callable[[str], str]
) -> tuple[bool, Callable[[Any], Any]]:
    """Whether the field is a record, and a function from its value to its cells, or its cell."""
    if shape.is_record and not shape.many:
        absent = [""] * len(list(_list_columns(shape.kind)))
        make = remember(_make_cell_maker(shape.kind, format_text))
        return True, lambda value: absent if value is None else make(value)
    if shape.many:
        return False, make_field_encoder(shape)
    return False, {**_FORMATS, str: format_text}[shape.kind]


def _format_truth(value: bool) -> str:  # noqa: FBT001 - it is what is formatted
    return "true" if value else "false"


_FORMATS: dict[type, Callable[[Any], str]] = {
    bool: _format_truth,
    int: str,
    float: repr,
    UUID: str,
    date: date.isoformat,
    datetime: format_moment,
}


def read(lines: Iterable[str]) -> Iterator[AnnotationRecord]:
    """The records of lossless CSV: of a file opened with `newline=""`, or of any lines.

    Raises InvalidInput, with the number of the record, at the first that is none.
    """
    rows = read_table(lines)
    header = next(rows, None)
    if header is None or tuple(header) != COLUMNS:
        raise InvalidInput("wrong_columns", "The columns are not those of an export.")
    for number, row in enumerate(rows, start=1):
        try:
            yield _parse_row(row)
        except DomainError as fault:
            raise InvalidInput(
                fault.code,
                "Record %(number)d: %(problem)s",
                field=fault.field,
                number=number,
                problem=str(fault),
            ) from fault


def _parse_row(row: list[str]) -> AnnotationRecord:
    if len(row) != len(COLUMNS):
        raise InvalidInput("wrong_cells", "The row has more or fewer cells than the header.")
    cells = dict(zip(COLUMNS, row, strict=True))
    return parse_record(AnnotationRecord, _nest(AnnotationRecord, cells, ""))


def _nest(record_type: type, cells: dict[str, str], prefix: str) -> dict[str, object]:
    return {
        shape.name: _nest_field(shape, cells, prefix + shape.name)
        for shape in describe(record_type)
    }


def _nest_field(shape: Shape, cells: dict[str, str], path: str) -> object:
    if shape.many:
        return strict_json.parse(cells[path])
    if shape.is_record:
        inner = f"{path}."
        filled = any(cell for name, cell in cells.items() if name.startswith(inner))
        return _nest(shape.kind, cells, inner) if filled or not shape.nullable else None
    if shape.nullable and not cells[path]:
        return None
    if shape.kind in {int, float, bool}:
        return _parse_json_cell(cells[path])
    return cells[path]


def _parse_json_cell(cell: str) -> object:
    """A number or truth value; what is none is left for parse_record to refuse, with its path."""
    try:
        return strict_json.parse(cell)
    except DomainError:
        return cell
