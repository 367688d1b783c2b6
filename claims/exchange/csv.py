"""Annotation records as tables: CSV as in RFC 4180, UTF-8, with a header row.

Records within a record are spread over columns (`article.url`), lists stand as JSON in one cell.
`csv` is lossless: an empty cell is null where the field may be null (such a text is never empty)
and an empty text elsewhere; a record that may be null is so when all of its cells are empty.
`csv-excel` is for looking at: a spreadsheet takes none of its texts for a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from claims.errors import DomainError, InvalidInput
from claims.exchange import strict_json
from claims.exchange.records import AnnotationRecord
from claims.exchange.shapes import Shape, describe, encode, format_moment, parse_record
from claims.exchange.tables import read_table

# Characters gathered before they are handed on.
CHUNK = 64 * 1024
# What a spreadsheet may begin a formula with; a line feed and full-width signs count in some.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
BOM = b"\xef\xbb\xbf"

Cells = list[Any]


def _list_columns(record_type: type, prefix: str = "") -> Iterator[tuple[str, Shape]]:
    for shape in describe(record_type):
        if shape.is_record and not shape.many:
            yield from _list_columns(shape.kind, f"{prefix}{shape.name}.")
        else:
            yield prefix + shape.name, shape


_COLUMNS = tuple(_list_columns(AnnotationRecord))
COLUMNS = tuple(name for name, _shape in _COLUMNS)
TEXT_CELLS = tuple(
    index for index, (_name, shape) in enumerate(_COLUMNS) if shape.kind is str and not shape.many
)


def write(records: Iterable[AnnotationRecord]) -> Iterator[bytes]:
    """The records as lossless CSV, in pieces of about 64 kB."""
    return _write_rows(map(_make_row, records))


def write_for_excel(records: Iterable[AnnotationRecord]) -> Iterator[bytes]:
    """The records as CSV that is safe to open in a spreadsheet, in pieces of about 64 kB.

    It begins with a byte order mark, by which Excel knows UTF-8. Texts that could be formulas have
    an apostrophe before them. Numbers are left alone: they are ours, and no formulas.
    """
    yield BOM
    yield from _write_rows(_defuse(_make_row(record)) for record in records)


def _write_rows(rows: Iterable[Cells]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _defuse(row: Cells) -> Cells:
    for index in TEXT_CELLS:
        cell = row[index]
        if cell and cell.startswith(FORMULA_STARTS):
            row[index] = "'" + cell
    return row


# A row is read from a record in few calls: neighbouring fields that are always there in one, each
# record that may be absent in one of its own.
_Reader = Callable[[AnnotationRecord], tuple[Any, ...]]


def _list_readers() -> Iterator[_Reader]:
    present: list[str] = []
    for shape in describe(AnnotationRecord):
        if shape.is_record and not shape.many and shape.nullable:
            yield _make_reader(present)
            yield _make_optional_reader(shape)
            present = []
        elif shape.is_record and not shape.many:
            present += [f"{shape.name}.{name}" for name, _shape in _list_columns(shape.kind)]
        else:
            present.append(shape.name)
    yield _make_reader(present)


def _make_reader(names: list[str]) -> _Reader:
    if len(names) > 1:
        return attrgetter(*names)
    # attrgetter gives no tuple here.
    single = [attrgetter(name) for name in names]
    return lambda record: tuple(get(record) for get in single)


def _make_optional_reader(shape: Shape) -> _Reader:
    names = [name for name, _shape in _list_columns(shape.kind)]
    absent = (None,) * len(names)
    read, read_inner = attrgetter(shape.name), attrgetter(*names)

    def read_optional(record: AnnotationRecord) -> tuple[Any, ...]:
        inner = read(record)
        return absent if inner is None else read_inner(inner)

    return read_optional


def _format_truth(value: bool) -> str:  # noqa: FBT001 - it is what is formatted
    return "true" if value else "false"


_READERS = tuple(_list_readers())
_CELL_FORMATS: dict[type, Callable[[Any], str]] = {bool: _format_truth, datetime: format_moment}
# Texts, numbers, UUIDs and days are what csv makes of them; the rest is put into words here.
_FORMATS = tuple(
    (index, encode if shape.many else _CELL_FORMATS[shape.kind])
    for index, (_name, shape) in enumerate(_COLUMNS)
    if shape.many or shape.kind in _CELL_FORMATS
)


def _make_row(record: AnnotationRecord) -> Cells:
    row: Cells = []
    for read in _READERS:
        row += read(record)
    for index, format_cell in _FORMATS:
        cell = row[index]
        if cell is not None:
            row[index] = format_cell(cell)
    return row


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
