"""Records as Parquet: typed columns, records as structs, lists of them as lists of structs.

What may be absent is nullable, and nothing else is. UUIDs are texts, days are dates, moments are
UTC with microseconds. The same records give the same bytes with the same version of pyarrow.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

import pyarrow as pa
from pyarrow import parquet as pq

from claims.errors import DomainError, InvalidInput, gettext_noop
from claims.exchange.chunks import parse_each, take_each
from claims.exchange.encoding import remember
from claims.exchange.records import RECORD_TYPES, AnyRecord, Kind
from claims.exchange.shapes import Shape, describe

Record = TypeVar("Record")

# Of one row group, the most that is held at once: so many rows, or so many characters of text.
GROUP_ROWS = 2000
GROUP_CHARACTERS = 8_000_000

_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    UUID: pa.string(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def make_schema(record_type: type) -> pa.Schema:
    """The columns of a table of such records."""
    return pa.schema(_list_fields(record_type))


def _list_fields(record_type: type) -> list[pa.Field]:
    return [
        pa.field(shape.name, _find_type(shape), nullable=shape.nullable)
        for shape in describe(record_type)
    ]


def _find_type(shape: Shape) -> pa.DataType:
    one = pa.struct(_list_fields(shape.kind)) if shape.is_record else _TYPES[shape.kind]
    return pa.list_(pa.field("element", one, nullable=False)) if shape.many else one


def write(records: Iterable[AnyRecord], kind: Kind = Kind.ANNOTATIONS) -> Iterator[bytes]:
    """The records as one Parquet file, a row group at a time; never more than one is held."""
    return write_rows(records, RECORD_TYPES[kind])


def write_rows(records: Iterable[Any], record_type: type) -> Iterator[bytes]:
    """As `write`, of any named tuples whose fields shapes.py knows."""
    schema = make_schema(record_type)
    simplify = make_simplifier(record_type)
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _group(records):
            writer.write_table(pa.Table.from_pylist([simplify(one) for one in group], schema))
            yield from sink.take()
    yield from sink.take()


def _group(records: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    size = 0
    for record in records:
        group.append(record)
        size += len(getattr(record, "text", ""))
        if len(group) >= GROUP_ROWS or size >= GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


class _Sink(io.RawIOBase):
    """Keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._written.append(piece)
        self._position += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._position

    def take(self) -> list[bytes]:
        written, self._written = self._written, []
        return written


def make_simplifier(record_type: type) -> Callable[[Any], dict[str, Any]]:
    """A function from such a record to what Parquet can hold: records as dicts, UUIDs as texts."""
    fields = [(shape.name, _make_converter(shape)) for shape in describe(record_type)]

    def simplify(record: tuple[object, ...]) -> dict[str, Any]:
        return {
            name: value if value is None or convert is None else convert(value)
            for (name, convert), value in zip(fields, record, strict=True)
        }

    return simplify


def _make_converter(shape: Shape) -> Callable[[Any], Any] | None:
    if shape.is_record:
        simplify = make_simplifier(shape.kind)
        if shape.many:
            return lambda values: [simplify(value) for value in values]
        return remember(simplify)
    if shape.many:
        return list
    return str if shape.kind is UUID else None


def read(stream: BinaryIO, record_type: type[Record]) -> Iterator[Record]:
    """The records of a Parquet file, a row group at a time; the stream must be seekable.

    Raises InvalidInput: "malformed_parquet"; "wrong_columns"; of a row that is no record, with
    its number. Columns that came later may be missing.
    """
    return take_each(read_each(stream, record_type), gettext_noop("Record %(number)d: %(problem)s"))


def read_each(
    stream: BinaryIO, record_type: type[Record]
) -> Iterator[tuple[int, Record | DomainError]]:
    """As `read`, each with its number, from 1; or why it is none, and on with the others.

    Behind a part that cannot be read there is no way on: that is the last that is said.
    """
    rows = _list_rows(stream, record_type)
    return parse_each(enumerate(rows, start=1), _make_builder(record_type))


def _open(stream: BinaryIO) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(stream)
    except (pa.ArrowException, OSError) as fault:
        raise _make_malformed(fault) from None


def _make_malformed(fault: Exception) -> InvalidInput:
    problem = str(fault).partition("\n")[0][:200]
    return InvalidInput(
        "malformed_parquet", "This is not a Parquet file: %(problem)s", problem=problem
    )


def _check_columns(schema: pa.Schema, record_type: type) -> None:
    known = {field.name: field.type for field in make_schema(record_type)}
    later = getattr(record_type, "_field_defaults", {})
    found = {field.name: field.type for field in schema}
    needed = {name: type_ for name, type_ in known.items() if name in found or name not in later}
    if found.keys() != needed.keys() or any(
        not _is_like(found[name], type_) for name, type_ in needed.items()
    ):
        raise InvalidInput("wrong_columns", "The columns are not those of an export.")


def _is_like(found: pa.DataType, known: pa.DataType) -> bool:
    """Whether the types are the same but for fields that came later and who may be null."""
    is_nested = pa.types.is_list(known) or pa.types.is_struct(known)
    return bool(found.id == known.id if is_nested else found == known)


def _list_rows(
    stream: BinaryIO, record_type: type[Record]
) -> Iterator[dict[str, Any] | InvalidInput]:
    file = _open(stream)
    _check_columns(file.schema_arrow, record_type)
    try:
        for batch in file.iter_batches(batch_size=GROUP_ROWS):
            yield from _unpack(batch)
    except (pa.ArrowException, OSError) as fault:
        raise _make_malformed(fault) from None


def _unpack(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | InvalidInput]:
    """Its rows; what no value of Python can hold is refused in the row that has it."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError):
        if batch.num_rows > 1:
            for number in range(batch.num_rows):
                yield from _unpack(batch.slice(number, 1))
        else:
            yield InvalidInput("wrong_type", "A value is no text, day or moment.")


def _make_builder(record_type: type[Record]) -> Callable[[Any], Record]:
    """A function from a row, or what stands for one, to its record.

    Raises InvalidInput where it is none.
    """
    shapes = describe(record_type)  # type: ignore[arg-type]
    makers = {shape.name: _make_maker(shape) for shape in shapes}
    nullable = {shape.name for shape in shapes if shape.nullable}

    def build(row: Any) -> Record:
        if not isinstance(row, dict):
            raise _refuse_type()
        values = {}
        for name, value in row.items():
            if name not in makers or (value is None and name not in nullable):
                raise InvalidInput(
                    "wrong_type", "%(path)s should not be here.", field=name, path=name
                )
            values[name] = value if value is None else makers[name](value)
        try:
            return record_type(**values)
        except TypeError:
            raise InvalidInput(
                "wrong_keys", "A column of the record is missing.", field=""
            ) from None

    return build


def _make_maker(shape: Shape) -> Callable[[Any], Any]:
    make: Callable[[Any], Any] = _make_builder(shape.kind) if shape.is_record else _of(shape.kind)
    return _make_all(make) if shape.many else make


def _make_all(make: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def make_all(values: Any) -> tuple[Any, ...]:
        if not isinstance(values, list):
            raise _refuse_type()
        return tuple(map(make, values))

    return make_all


def _refuse_type() -> InvalidInput:
    return InvalidInput("wrong_type", "A value is of another type.", field="")


def _of(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise _refuse_type()
        return value

    def make_uuid(value: Any) -> UUID:
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError):
            raise InvalidInput(
                "wrong_type", "“%(value)s” is no UUID.", value=str(value)[:60]
            ) from None

    def make_moment(value: Any) -> datetime:
        return check(value).astimezone(UTC)  # type: ignore[no-any-return]

    return {UUID: make_uuid, datetime: make_moment}.get(kind, check)
