"""docs/export-format.md says everything, and says it right."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from claims.exchange import csv, jsonl
from claims.exchange.formats import FORMATS
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.mapping import VOCABULARIES
from claims.exchange.records import SCHEMA_VERSION, AnnotationRecord
from claims.exchange.report import ALTERATIONS, REASONS
from claims.exchange.shapes import describe, parse_record
from tests.exchange.samples import FULL

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "export-format.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
# What records hold stands before what else a release has.
RECORDS, _, _ = TEXT.partition("## Removed texts")
FIELD_ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
TYPES = {
    "str": "text", "int": "number", "float": "number", "bool": "truth value", "UUID": "UUID",
    "date": "day", "datetime": "moment",
}  # fmt: skip


def list_fields(record_type: type, prefix: str = "", mark: str = "") -> Iterator[tuple[str, str]]:
    """Each field's path, and its type as the document writes it, parts of records included."""
    for shape in describe(record_type):
        path, nullable = prefix + shape.name, mark or ("?" if shape.nullable else "")
        if shape.is_record and not shape.many:
            yield from list_fields(shape.kind, f"{path}.", nullable)
        elif shape.many:
            yield path, "list"
            if shape.name in {"evidence", "history"}:
                yield from list_fields(shape.kind, f"{path}.")
        else:
            yield path, TYPES[shape.kind.__name__] + nullable


def test_every_field_is_described_with_its_type() -> None:
    described = {path: kind for path, kind, _meaning in FIELD_ROW.findall(RECORDS)}

    expected = dict(list_fields(AnnotationRecord))
    assert {path: kind.split(" of ")[0] for path, kind in described.items()} == expected
    assert all(len(meaning) > 3 for _path, _kind, meaning in FIELD_ROW.findall(TEXT))


def test_every_format_is_described() -> None:
    formats = DOCUMENT.with_name("formats.md").read_text(encoding="utf-8")
    told = TEXT + formats
    assert [
        name for name in FORMATS if f"- **`{name}`**" not in told and f"## `{name}`" not in told
    ] == []
    assert [code for code in (*REASONS, *ALTERATIONS) if f"`{code}`" not in formats] == []
    assert [name for name in VOCABULARIES if f"`{name}`" not in formats] == []
    assert [name for name in IMPORT_FORMATS if f"`{name}`" not in formats] == []
    assert set(csv.COLUMNS) <= {path for path, _kind, _meaning in FIELD_ROW.findall(TEXT)}


def test_the_example_is_a_record() -> None:
    found = re.search(r"```json\n(.+?)\n```", TEXT, re.DOTALL)
    assert found is not None
    example = json.loads(found[1])

    record = parse_record(AnnotationRecord, example)

    assert record == FULL
    assert json.loads(b"".join(jsonl.write([record]))) == example
    assert list(csv.read(io.StringIO(b"".join(csv.write([record])).decode(), newline=""))) == [FULL]
    assert record.schema_version == SCHEMA_VERSION
