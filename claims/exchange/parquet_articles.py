"""Articles in a Parquet file, some rows at a time: its columns are the fields of an article."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, BinaryIO

from claims.errors import InvalidInput
from claims.exchange.tables import LINE_LIMIT

# Rows in memory at once; and what a column may come to, unpacked, in one group of rows.
ROWS_AT_ONCE = 50
GROUP_LIMIT = 250_000_000


def read_header(stream: BinaryIO) -> tuple[Any, list[str]]:
    """The open file and the names of its columns.

    Raises InvalidInput: "malformed_parquet", "too_large", "nested_column". A text that many rows
    repeat is kept once, as in the file: a small file must not unpack to a large one.
    """
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    try:
        schema = parquet.read_schema(stream)
        _require_flat(schema)
        names = schema.names
        file = parquet.ParquetFile(stream, pre_buffer=False, read_dictionary=names)
    except (arrow.ArrowException, OSError, KeyError) as fault:
        raise _make_malformed() from fault
    metadata = file.metadata
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > GROUP_LIMIT:
            raise InvalidInput(
                "too_large",
                "A group of rows in this file is larger than %(limit)d bytes.",
                limit=GROUP_LIMIT,
            )
    return file, list(names)


def _require_flat(schema: Any) -> None:
    if nested := [one.name for one in schema if one.type.num_fields]:
        raise InvalidInput(
            "nested_column",
            "The column “%(name)s” holds more than one value a row.",
            field=nested[0][:60],
            name=nested[0][:60],
        )


def read_rows(file: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The values of each row, those absent left out. Raises InvalidInput ("malformed_parquet")."""
    arrow = import_module("pyarrow")
    try:
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(columns), use_threads=False):
            for number in range(batch.num_rows):
                yield _read_row(batch.slice(number, 1))
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise _make_malformed() from fault


def _read_row(row: Any) -> dict[str, Any]:
    """Of a batch of one row. A cell beyond LINE_LIMIT is refused before it is unpacked."""
    values = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        cell = column[0]
        if not cell.is_valid:
            continue
        # Of a text that several rows share, the text itself.
        text = getattr(cell, "value", cell)
        size = text.as_buffer().size if hasattr(text, "as_buffer") else 0
        if size > LINE_LIMIT:
            raise InvalidInput(
                "too_long", "A cell is longer than %(limit)d bytes.", field=name, limit=LINE_LIMIT
            )
        values[name] = _to_text(cell.as_py())
    return values


def _to_text(value: object) -> object:
    """Days and moments as JSON has them; everything else as it is, for the import to judge."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _make_malformed() -> InvalidInput:
    return InvalidInput("malformed_parquet", "This is not a Parquet file, or it is damaged.")
