"""What holds of every format: nobody's name, flat memory, whole counts, kinds, hostile texts."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pandas as pd
import pytest
from hypothesis import given, settings

from claims.exchange import csv, jsonl
from claims.exchange.formats import FORMATS, OF_CLAIMS, Writing
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedClaim
from claims.exchange.records import RECORD_TYPES, AnnotationRecord, AnyRecord, Kind
from tests.exchange.samples import DECISION, DOCUMENT, FULL, judge, make_records, texts
from tests.exchange.writing import PLAIN, export, read_back, write_again

RECORDS: dict[Kind, AnyRecord] = {
    Kind.ANNOTATIONS: FULL,
    Kind.DECISIONS: DECISION,
    Kind.ARTICLES: DOCUMENT,
}
PAIRS = [(name, kind) for name, format_ in FORMATS.items() for kind in sorted(format_.kinds)]
PEAK = 24_000_000


@pytest.mark.parametrize(("name", "kind"), PAIRS)
def test_every_format_says_every_kind_it_names(name: str, kind: Kind) -> None:
    writing = Writing(kind=kind, mapping=PLAIN)
    data = b"".join(FORMATS[name].write_all(lambda: [RECORDS[kind]] * 3, writing))

    report = writing.report
    # Of FEVER nothing: the sample's evidence is no Wikipedia.
    assert report.records == (0 if name == "fever" else 3)
    assert bool(data) is (report.records > 0)


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.kinds == OF_CLAIMS])
def test_formats_of_claims_take_no_articles(name: str) -> None:
    with pytest.raises(TypeError, match="of claims, not of articles"):
        export(name, DOCUMENT)


def test_every_format_is_named_and_described() -> None:
    assert [one.name for one in FORMATS.values() if not (one.title and one.description)] == []
    assert len({one.suffix for one in FORMATS.values()}) == len(FORMATS)
    resumable = {"jsonl", "csv", "csv-excel", "webannotation"}
    assert {one.name for one in FORMATS.values() if one.resumable} == resumable
    assert {one.name for one in FORMATS.values() if one.prepare} == {"liar", "liar-plus"}


def test_what_is_written_can_be_read() -> None:
    lossless = {"jsonl", "csv", "csv-excel", "parquet", "webannotation"}

    assert FORMATS.keys() - lossless == IMPORT_FORMATS.keys() - {"label-studio", "doccano"}


@pytest.mark.parametrize("kind", Kind)
def test_lossless_formats_give_back_every_kind(kind: Kind) -> None:
    record_type = RECORD_TYPES[kind]

    @settings(max_examples=30, deadline=None)
    @given(make_records(record_type), make_records(record_type))
    def check(first: Any, second: Any) -> None:
        lines = b"".join(jsonl.write([first, second], kind))
        read: list[Any] = list(jsonl.read_records(io.BytesIO(lines), record_type))
        assert read == [first, second]
        assert b"".join(jsonl.write(read, kind)) == lines

        table = b"".join(csv.write([first, second], kind))
        text = io.StringIO(table.decode(), newline="")
        read = list(csv.read_records(text, record_type))
        assert read == [first, second]
        assert b"".join(csv.write(read, kind)) == table

    check()


CLAIMS = [name for name in IMPORT_FORMATS if name in FORMATS]


@pytest.mark.parametrize("name", CLAIMS)
def test_hostile_texts_come_back(name: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(texts.filter(str.strip), texts)
    def check(text: str, justification: str) -> None:
        record = FULL._replace(
            wording=text,
            justification=justification or None,
            speaker=FULL.speaker._replace(name=text),
            verdict=judge("not_enough_evidence") if name == "fever" else FULL.verdict,
            claim=FULL.claim._replace(text=text),
        )
        data, report = export(name, record, mapping=PLAIN)
        (claim,) = read_back(name, data)

        assert report.records == 1
        altered = report.altered["spaces_for_tabs_and_line_ends"]
        assert (claim.text == text) or altered
        assert write_again(name, [claim]) == data

    check()


@pytest.mark.parametrize(("name", "kind"), PAIRS)
def test_nobody_is_named(name: str, kind: Kind) -> None:
    """Records hold pseudonyms alone; no format says who wrote or decided in any other way."""
    writing = Writing(kind=kind, mapping=PLAIN)
    data = b"".join(FORMATS[name].write_all(lambda: [RECORDS[kind]], writing))
    found = data.decode("utf-8", "replace")

    assert [word for word in ("username", "e-mail", "email", "password") if word in found] == []
    anonymous = {"liar", "liar-plus", "averitec", "fever"}
    if name in anonymous or name.startswith(("claimbuster", "checkthat")):
        assert "a-0" not in found
        assert "a-b" not in found


def list_many(size: int) -> Iterator[AnnotationRecord]:
    """Records of which each is an object of its own, as a query gives them."""
    for number in range(size):
        claim = FULL.claim._replace(uuid=UUID(int=number), text=f"{number} {FULL.claim.text}")
        moment = FULL.created_at + timedelta(seconds=number)
        yield FULL._replace(uuid=UUID(int=number), claim=claim, created_at=moment)


@pytest.mark.parametrize("name", FORMATS)
def test_memory_is_flat(name: str) -> None:
    size = 20_000 if name in {"jsonl", "liar", "parquet"} else 6_000
    writing = Writing(mapping=PLAIN)
    tracemalloc.start()
    try:
        largest = 0
        for piece in FORMATS[name].write_all(lambda: list_many(size), writing):
            largest = max(largest, len(piece))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < PEAK, f"{peak:,}"
    assert largest < 2_000_000
    assert writing.report.records in {0, size}


def test_reading_is_flat_too() -> None:
    rows = (b'{"claim":"%d %s","label":"Refuted"}' % (n, b"x" * 400) for n in count())
    taken = [next(rows) for _ in range(20_000)]
    data = io.BytesIO(b"[" + b",".join(taken) + b"]")
    del taken
    tracemalloc.start()
    try:
        read = sum(
            isinstance(row, ImportedClaim) for _n, row in IMPORT_FORMATS["averitec"].read(data)
        )
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert read == 20_000
    assert peak < 3_000_000, f"{peak:,}"


def test_pandas_reads_the_tables() -> None:
    data, _report = export("csv", FULL, FULL)
    frame = pd.read_csv(io.BytesIO(data), keep_default_na=False)
    assert list(frame.columns) == list(csv.COLUMNS)
    assert frame["claim.text"].tolist() == [FULL.claim.text] * 2

    data, _report = export("csv-excel", FULL)
    frame = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)
    assert frame["claim.text"].tolist() == [FULL.claim.text]

    data, _report = export("claimbuster-csv", FULL)
    assert pd.read_csv(io.BytesIO(data))["Verdict"].tolist() == [1]
    data, _report = export("liar", FULL, mapping=PLAIN)
    frame = pd.read_csv(io.BytesIO(data), sep="\t", header=None, quoting=3)
    assert frame.shape == (1, 14)


def test_wordings_are_counted() -> None:
    for name in CLAIMS:
        plain = FULL._replace(wording=None)
        nee = judge("not_enough_evidence")
        records = [FULL, plain]
        if name == "fever":
            records = [record._replace(verdict=nee) for record in records]
        _data, report = export(name, *records, mapping=PLAIN)
        assert report.wordings == {"decided": 1, "verbatim": 1}, name


def test_pieces_are_json() -> None:
    for name in ("averitec", "claimbuster-json"):
        data, _report = export(name, *[FULL] * 500)
        assert len(json.loads(data)) == 500
