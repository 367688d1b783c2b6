"""Annotation records as tables: CSV as in RFC 4180, UTF-8, with a header row.

Records within a record are spread over columns (`article.url`), lists stand as JSON in one cell.
`csv` is lossless: an empty cell is null where the field may be null (such a text is never empty)
and an empty text elsewhere; a record that may be null is so when all of its cells are empty.
`csv-excel` is for looking at: a spreadsheet takes none of its texts for a formula.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from claims.errors import DomainError, InvalidInput, gettext_noop
from claims.exchange import strict_json
from claims.exchange.chunks import gather, parse_each, take_each
from claims.exchange.encoding import (
    SHARED,
    compile_template,
    make_field_encoder,
    remember,
)
from claims.exchange.records import RECORD_TYPES, AnnotationRecord, AnyRecord, Kind
from claims.exchange.shapes import Shape, describe, format_moment, parse_record
from claims.exchange.tables import read_table

Record = TypeVar("Record")

# What a spreadsheet may begin a formula with; a line feed and full-width signs count in some.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
BOM = b"\xef\xbb\xbf"
_GUARDED = re.compile('[",\r\n]')


def _list_columns(record_type: type, prefix: str = "") -> Iterator[tuple[str, Shape]]:
    for shape in describe(record_type):
        if shape.is_record and not shape.many:
            yield from _list_columns(shape.kind, f"{prefix}{shape.name}.")
        else:
            yield prefix + shape.name, shape


def list_columns(kind: Kind) -> tuple[str, ...]:
    """The header of a table of such records."""
    return tuple(name for name, _shape in _list_columns(RECORD_TYPES[kind]))


COLUMNS = list_columns(Kind.ANNOTATIONS)


def write(
    records: Iterable[AnyRecord], kind: Kind = Kind.ANNOTATIONS, *, continued: bool = False
) -> Iterator[bytes]:
    """The records as lossless CSV, in pieces of about 64 kB; `continued`: without its header."""
    return _write_rows(records, kind, _quote, continued=continued)


def write_for_excel(
    records: Iterable[AnyRecord], kind: Kind = Kind.ANNOTATIONS, *, continued: bool = False
) -> Iterator[bytes]:
    """The records as CSV that is safe to open in a spreadsheet, in pieces of about 64 kB.

    It begins with a byte order mark, by which Excel knows UTF-8. Texts that could be formulas have
    an apostrophe before them. Numbers are left alone: they are ours, and no formulas.
    """
    if not continued:
        yield BOM
    yield from _write_rows(records, kind, _defuse, continued=continued)


def write_table_for_excel(
    header: Sequence[str], rows: Iterable[Sequence[str | int | float]]
) -> Iterator[bytes]:
    """Any table, as safe to open in a spreadsheet as what `write_for_excel` writes."""
    yield BOM
    lines = (
        ",".join([_defuse(cell) if isinstance(cell, str) else repr(cell) for cell in row])
        for row in rows
    )
    yield from gather(chain([",".join(header)], lines), "\r\n")


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Any table of texts, as lossless CSV."""
    lines = (",".join([_quote(cell) for cell in row]) for row in rows)
    return gather(chain([",".join(header)], lines), "\r\n")


def _defuse(text: str) -> str:
    return _quote("'" + text if text.startswith(FORMULA_STARTS) else text)


def _quote(text: str) -> str:
    """The text as a cell: in quotes, its own doubled, if there is anything in it to guard."""
    return '"' + text.replace('"', '""') + '"' if _GUARDED.search(text) else text


def _write_rows(
    records: Iterable[AnyRecord],
    kind: Kind,
    format_text: Callable[[str], str],
    *,
    continued: bool,
) -> Iterator[bytes]:
    rows = map(_make_row_maker(RECORD_TYPES[kind], format_text), records)
    header = [] if continued else [",".join(list_columns(kind))]
    return gather(chain(header, rows), "\r\n")


def _make_row_maker(record_type: type, format_text: Callable[[str], str]) -> Callable[[Any], str]:
    """A function from such a record to its cells, with commas between them."""
    shapes = describe(record_type)
    makers: dict[str, object] = {
        f"make{number}": _make_cell_maker(shape, format_text) for number, shape in enumerate(shapes)
    }
    absents = {
        f"absent{number}": "," * (_count_cells(one) - 1) for number, one in enumerate(shapes)
    }
    places = (
        f"{{absent{number} if v{number} is None else make{number}(v{number})}}"
        if shape.nullable
        else f"{{make{number}(v{number})}}"
        for number, shape in enumerate(shapes)
    )
    return compile_template(len(shapes), ",".join(places), makers | absents)


def _make_cell_maker(shape: Shape, format_text: Callable[[str], str]) -> Callable[[Any], str]:
    """A function from a field's value, which is not None, to its cell or, of a record, cells."""
    if shape.many:
        encode = make_field_encoder(shape)
        return lambda values: _quote(encode(values)) if values else "[]"
    if shape.is_record:
        make_row = _make_row_maker(shape.kind, format_text)
        return remember(make_row) if shape.kind in SHARED else make_row
    return {**_FORMATS, str: format_text}[shape.kind]


def _count_cells(shape: Shape) -> int:
    is_spread = shape.is_record and not shape.many
    return len(list(_list_columns(shape.kind))) if is_spread else 1


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
    """The labels of lossless CSV, as `read_records` gives them."""
    return read_records(lines, AnnotationRecord)


def read_records(lines: Iterable[str], record_type: type[Record]) -> Iterator[Record]:
    """The records of lossless CSV: of a file opened with `newline=""`, or of any lines.

    `record_type` is one of RECORD_TYPES. Raises InvalidInput, with the number of the record, at
    the first that is none.
    """
    message = gettext_noop("Record %(number)d: %(problem)s")
    return take_each(read_each(lines, record_type), message)


def read_each(
    lines: Iterable[str], record_type: type[Record]
) -> Iterator[tuple[int, Record | DomainError]]:
    """As `read_records`, each with its number, from 1; or why it is none, and on with the others.

    Behind quotes that don't match there is no way on: that is the last that is said.
    """
    columns = tuple(name for name, _shape in _list_columns(record_type))

    def parse(row: list[str]) -> Record:
        if len(row) != len(columns):
            raise InvalidInput("wrong_cells", "The row has more or fewer cells than the header.")
        cells = dict(zip(columns, row, strict=True))
        return parse_record(record_type, _nest(record_type, cells, ""))

    return parse_each(enumerate(_list_rows(lines, columns), start=1), parse)


def _list_rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The rows below the header. Raises InvalidInput where that is another."""
    rows = read_table(lines)
    header = next(rows, None)
    if header is None or tuple(header) != columns:
        raise InvalidInput("wrong_columns", "The columns are not those of an export.")
    yield from rows


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
