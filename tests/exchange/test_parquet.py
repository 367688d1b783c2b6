"""Parquet: every record back, columns typed, memory bounded."""

import io
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from pyarrow import parquet as pq

from claims.errors import InvalidInput
from claims.exchange import parquet
from claims.exchange.records import (
    RECORD_TYPES,
    AnnotationRecord,
    ArticleDocument,
    Kind,
)
from tests.exchange.samples import DECISION, DOCUMENT, FULL, SPARSE, make_records


def write(kind: Kind, *records: Any) -> bytes:
    return b"".join(parquet.write(records, kind))


@pytest.mark.parametrize("kind", Kind)
def test_every_record_comes_back(kind: Kind) -> None:
    record_type = RECORD_TYPES[kind]

    @settings(max_examples=25, deadline=None)
    @given(make_records(record_type), make_records(record_type))
    def check(first: Any, second: Any) -> None:
        data = write(kind, first, second, first)

        assert list(parquet.read(io.BytesIO(data), record_type)) == [first, second, first]
        again = write(kind, *parquet.read(io.BytesIO(data), record_type))
        assert again == data
        assert pq.read_table(io.BytesIO(again)).equals(pq.read_table(io.BytesIO(data)))

    check()


def test_columns_are_typed_and_only_what_may_be_absent_is_nullable() -> None:
    schema = pq.read_schema(io.BytesIO(write(Kind.ANNOTATIONS, FULL)))

    assert schema.field("uuid") == pa.field("uuid", pa.string(), nullable=False)
    assert schema.field("created_at") == pa.field(
        "created_at", pa.timestamp("us", tz="UTC"), nullable=False
    )
    assert schema.field("claim_date") == pa.field("claim_date", pa.date32())
    evidence = schema.field("evidence").type
    assert pa.types.is_list(evidence)
    assert evidence.value_type.field("set_number") == pa.field(
        "set_number", pa.int64(), nullable=False
    )
    assert schema.field("verdict").nullable
    assert not schema.field("verdict").type.field("value").nullable
    assert schema.names == list(AnnotationRecord._fields)


def test_pandas_reads_it() -> None:
    frame = pd.read_parquet(io.BytesIO(write(Kind.ANNOTATIONS, FULL, SPARSE)))

    assert list(frame.columns) == list(AnnotationRecord._fields)
    assert frame["claim"][0]["text"] == FULL.claim.text
    assert frame["verdict"][1] is None
    assert [item["stance"] for item in frame["evidence"][0]] == ["refutes", "neutral"]
    assert frame["created_at"][0] == pd.Timestamp(FULL.created_at)


def test_nothing_is_a_table_without_rows() -> None:
    data = write(Kind.DECISIONS)

    assert list(parquet.read(io.BytesIO(data), RECORD_TYPES[Kind.DECISIONS])) == []
    assert write(Kind.DECISIONS, DECISION) != data


def test_row_groups_are_bounded_by_rows_and_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 3)
    file = pq.ParquetFile(io.BytesIO(write(Kind.ANNOTATIONS, *[FULL] * 7)))
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 3, 1]

    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 2 * len(DOCUMENT.text))
    file = pq.ParquetFile(io.BytesIO(write(Kind.ARTICLES, *[DOCUMENT] * 5)))
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]


def test_groups_go_out_as_they_are_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
    taken: list[int] = []

    def take() -> Iterator[AnnotationRecord]:
        for number in range(100):
            taken.append(number)
            yield FULL

    next(parquet.write(take()))
    assert len(taken) <= 11


@pytest.mark.parametrize("data", [b"", b"abc", b"PAR1" * 9])
def test_what_is_no_parquet_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"^This is not a Parquet file: .+") as caught:
        list(parquet.read(io.BytesIO(data), AnnotationRecord))

    assert caught.value.code == "malformed_parquet"


def test_a_file_cut_short_is_refused() -> None:
    data = write(Kind.ANNOTATIONS, FULL)

    for size in (len(data) // 2, len(data) - 1):
        with pytest.raises(InvalidInput, match=r"^This is not a Parquet file"):
            list(parquet.read(io.BytesIO(data[:size]), AnnotationRecord))


def test_a_damaged_page_is_refused() -> None:
    data = bytearray(write(Kind.ANNOTATIONS, FULL))
    data[4:400] = bytes(396)

    with pytest.raises(InvalidInput, match=r"^This is not a Parquet file"):
        list(parquet.read(io.BytesIO(bytes(data)), AnnotationRecord))


def test_other_columns_are_refused() -> None:
    data = write(Kind.ANNOTATIONS, FULL)
    with pytest.raises(InvalidInput, match="The columns are not those of an export"):
        list(parquet.read(io.BytesIO(data), ArticleDocument))

    sink = io.BytesIO()
    table = pq.read_table(io.BytesIO(data))
    numbers = pa.array([1], pa.int64())
    pq.write_table(table.set_column(table.column_names.index("stage"), "stage", numbers), sink)
    with pytest.raises(InvalidInput, match="The columns are not those of an export"):
        list(parquet.read(io.BytesIO(sink.getvalue()), AnnotationRecord))


def rewrite(column: str, values: pa.Array) -> io.BytesIO:
    table = pq.read_table(io.BytesIO(write(Kind.ANNOTATIONS, FULL)))
    sink = io.BytesIO()
    pq.write_table(table.set_column(table.column_names.index(column), column, values), sink)
    return io.BytesIO(sink.getvalue())


def test_columns_that_came_later_may_be_missing() -> None:
    table = pq.read_table(io.BytesIO(write(Kind.ANNOTATIONS, FULL)))
    sink = io.BytesIO()
    later = ["suggestions_shown", "suggested_verifiability", "suggested_verdict"]
    pq.write_table(table.drop_columns(later), sink)

    (record,) = parquet.read(io.BytesIO(sink.getvalue()), AnnotationRecord)
    assert record == FULL._replace(
        suggestions_shown=None, suggested_verifiability=None, suggested_verdict=None
    )


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("uuid", pa.array(["x"]), "Record 1: “x” is no UUID."),
        ("stage", pa.array([None], pa.string()), "Record 1: stage should not be here."),
        ("project", pa.array([{"uuid": str(FULL.uuid)}]), "Record 1: A column of the record is"),
        ("project", pa.array([{"a": 1}]), "Record 1: a should not be here."),
        (
            "project",
            pa.array([{"uuid": str(FULL.uuid), "slug": 5}]),
            "Record 1: A value is of another type.",
        ),
    ],
)
def test_rows_that_are_none_are_refused(column: str, values: pa.Array, message: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{message}"):
        list(parquet.read(rewrite(column, values), AnnotationRecord))


def name_warnings(warnings: object) -> pa.Array:
    items = pq.read_table(io.BytesIO(write(Kind.ANNOTATIONS, FULL)))["evidence"].to_pylist()
    return pa.array([[{**item, "warnings": warnings} for item in items[0]]])


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("co_speakers", pa.array([["Ada"]])),
        ("co_speakers", pa.array([[["Ada"]]])),
        ("evidence", name_warnings("own_article")),
        ("evidence", name_warnings(5)),
    ],
)
def test_what_is_no_record_or_no_list_within_one_is_refused(column: str, values: pa.Array) -> None:
    ((number, problem),) = parquet.read_each(rewrite(column, values), AnnotationRecord)

    assert (number, str(problem)) == (1, "A value is of another type.")


def test_reading_goes_on_past_rows_that_are_none() -> None:
    table = pq.read_table(io.BytesIO(write(Kind.ANNOTATIONS, FULL, FULL, FULL)))
    uuids = pa.array([str(FULL.uuid), "x", str(FULL.uuid)])
    # A day that no calendar of Python's has.
    days = pa.array([0, 0, 5_000_000], pa.int32()).cast(pa.date32())
    lists = pa.array([[], [], []], table.schema.field("co_speakers").type)
    for column, values in (("uuid", uuids), ("claim_date", days), ("co_speakers", lists)):
        table = table.set_column(table.column_names.index(column), column, values)
    sink = io.BytesIO()
    pq.write_table(table, sink)

    found = list(parquet.read_each(io.BytesIO(sink.getvalue()), AnnotationRecord))

    codes = [(number, getattr(outcome, "code", "")) for number, outcome in found]
    assert codes == [(1, ""), (2, "wrong_type"), (3, "wrong_type")]


def test_nothing_in_the_place_of_a_speaker_is_refused() -> None:
    kind = parquet.make_schema(AnnotationRecord).field("co_speakers").type.value_type
    speakers = pa.array([[None]], pa.list_(pa.field("element", kind)))

    (outcome,) = parquet.read_each(rewrite("co_speakers", speakers), AnnotationRecord)

    assert str(outcome[1]) == "A value is of another type."
