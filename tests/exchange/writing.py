"""What the tests of formats share: records to bytes, and what the report says of them."""

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from claims.exchange.formats import Writing, find_format
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedClaim
from claims.exchange.mapping import LabelMap
from claims.exchange.records import AnyRecord, DecisionRecord, Labelled
from claims.exchange.report import ALTERATIONS, REASONS, Report
from claims.exchange.writing import list_labelled

# A project that says its plain verdicts in degrees.
PLAIN = LabelMap(
    {
        (name, scheme, 1, value): target
        for name, words in {
            "liar": ("true", "false", "half-true"),
            "checkthat-verdict": ("TRUE", "FALSE", "HALF-TRUE"),
        }.items()
        for scheme, values in {
            "averitec": ("Supported", "Refuted", "Conflicting Evidence/Cherrypicking"),
            "own": ("supported", "refuted", "conflicting"),
        }.items()
        for value, target in zip(values, words, strict=True)
    }
)


PAGE = "https://weekly.example/checks/ferry"


class Given:
    """The records of a test, of which each decision is published."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self.records = records

    def has_label_pass(self, record: Labelled) -> bool:
        return any(
            one.claim.uuid == record.claim.uuid and one.stage == "label"
            for one in list_labelled(self.records)
        )

    def find_page(self, record: Labelled) -> str | None:
        return PAGE if isinstance(record, DecisionRecord) else None


def export(name: str, *records: AnyRecord, mapping: LabelMap | None = None) -> tuple[bytes, Report]:
    """The file and what it says of itself; every reason it counts has a sentence."""
    writing = Writing(mapping=mapping or LabelMap(), source=Given(records))
    data = b"".join(find_format(name).write_all(lambda: records, writing))
    report = writing.report
    assert report.left_out.keys() <= REASONS.keys()
    assert report.altered.keys() <= ALTERATIONS.keys()
    return data, report


def export_rows(name: str, *records: AnyRecord, mapping: LabelMap | None = None) -> list[list[str]]:
    """The cells of a tab-separated file."""
    data, _report = export(name, *records, mapping=mapping)
    return [line.split("\t") for line in data.decode().split("\n")[:-1]]


def export_json(name: str, *records: AnyRecord, mapping: LabelMap | None = None) -> Any:
    data, _report = export(name, *records, mapping=mapping)
    return json.loads(data)


def export_lines(name: str, *records: AnyRecord) -> list[Any]:
    data, _report = export(name, *records)
    return [json.loads(line) for line in data.splitlines()]


def read_back(name: str, data: bytes) -> list[ImportedClaim]:
    """The claims of a file in which none is refused."""
    claims = []
    for _number, row in IMPORT_FORMATS[name].read(io.BytesIO(data)):
        assert isinstance(row, ImportedClaim), row
        claims.append(row)
    return claims


def read_all(name: str, data: bytes) -> Iterator[tuple[int, ImportedClaim | str]]:
    """Each row's number and its claim, or the sentence of its refusal."""
    for number, row in IMPORT_FORMATS[name].read(io.BytesIO(data)):
        yield number, row if isinstance(row, ImportedClaim) else str(row)


def write_again(name: str, claims: list[ImportedClaim]) -> bytes:
    write = IMPORT_FORMATS[name].write_again
    assert write is not None
    return b"".join(write(claims))
