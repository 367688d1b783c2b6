"""Articles in a Parquet file, some rows at a time: its columns are the fields of an article."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, BinaryIO

from claims.errors import InvalidInput

# Rows in memory at once; and what a column may come to, unpacked, in one group of rows.
ROWS_AT_ONCE = 50
GROUP_LIMIT = 1_000_000_000


def read_header(stream: BinaryIO) -> tuple[Any, list[str]]:
    """The open file and the names of its columns. Raises InvalidInput ("malformed_parquet")."""
    arrow = import_module("pyarrow")
    try:
        file = import_module("pyarrow.parquet").ParquetFile(stream, pre_buffer=False)
    except (arrow.ArrowException, OSError) as fault:
        raise _make_malformed() from fault
    metadata = file.metadata
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > GROUP_LIMIT:
            raise InvalidInput(
                "too_large",
                "A group of rows in this file is larger than %(limit)d bytes.",
                limit=GROUP_LIMIT,
            )
    return file, list(file.schema_arrow.names)


def read_rows(file: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The values of each row, those absent left out. Raises InvalidInput ("malformed_parquet")."""
    arrow = import_module("pyarrow")
    try:
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(columns), use_threads=False):
            for row in batch.to_pylist():
                yield {name: _to_text(value) for name, value in row.items() if value is not None}
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise _make_malformed() from fault


def _to_text(value: object) -> object:
    """Days and moments as JSON has them; everything else as it is, for the import to judge."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _make_malformed() -> InvalidInput:
    return InvalidInput("malformed_parquet", "This is not a Parquet file, or it is damaged.")
