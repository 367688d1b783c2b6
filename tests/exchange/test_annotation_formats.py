"""Records to bytes and back: nothing lost, in any format that promises it."""

import csv as standard_csv
import io
import json
from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from claims.errors import DomainError, InvalidInput
from claims.exchange import chunks, csv, encoding, jsonl
from claims.exchange.formats import Writing, find_format
from claims.exchange.packing import add_trailer
from claims.exchange.records import AnnotationRecord
from claims.exchange.shapes import parse_record
from tests.exchange.samples import FULL, SPARSE, make_records

records = make_records(AnnotationRecord)


def write_csv(*records: AnnotationRecord) -> str:
    return b"".join(csv.write(records)).decode()


def read_csv(text: str) -> list[AnnotationRecord]:
    return list(csv.read(io.StringIO(text, newline="")))


def read_cells(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(standard_csv.DictReader(io.StringIO(text, newline=""), strict=True))


@settings(max_examples=60, deadline=None)
@given(records, records)
def test_jsonl_gives_back_every_record(first: AnnotationRecord, second: AnnotationRecord) -> None:
    data = b"".join(jsonl.write([first, second, first]))

    assert data.count(b"\n") == 3
    assert list(jsonl.read(io.BytesIO(data))) == [first, second, first]


@settings(max_examples=60, deadline=None)
@given(records, records)
def test_csv_gives_back_every_record(first: AnnotationRecord, second: AnnotationRecord) -> None:
    assert read_csv(write_csv(first, second, first)) == [first, second, first]


@settings(max_examples=60, deadline=None)
@given(records)
def test_csv_for_excel_has_no_text_that_begins_a_formula(record: AnnotationRecord) -> None:
    (cells,) = read_cells(b"".join(csv.write_for_excel([record])))
    numbers = {"claim.start", "claim.end", "claim.paragraph", "claim.position", "revision"}
    numbers |= {"seconds", "guideline_version", "confidence", "article.length", "verdict.rating"}
    numbers |= {"verifiability.scheme_version", "verdict.scheme_version", "suggestion.score"}
    numbers |= {"article.round.number"}

    texts = [cell for name, cell in cells.items() if name not in numbers]
    assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert all(float(cells[name] or 0) is not None for name in numbers)


def test_jsonl_line_is_what_json_would_write() -> None:
    (line,) = b"".join(jsonl.write([FULL])).splitlines()
    written = json.loads(line)

    again = json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()
    assert again == line
    assert list(written) == [
        "schema_version", "uuid", "project", "article", "claim", "annotator", "stage", "revision",
        "created_at", "first_submitted_at", "seconds", "guideline_version", "speaker",
        "co_speakers", "original_speaker", "quote_type", "reporting_source", "verifiability",
        "verdict", "checked", "wording", "claim_date", "claim_date_precision", "claim_types",
        "justification", "omission", "searched", "confidence", "comment", "evidence",
        "suggestion", "history", "suggestions_shown", "suggested_verifiability",
        "suggested_verdict",
    ]  # fmt: skip
    assert written["created_at"] == "2026-01-15T12:00:00.123456Z"
    assert written["claim_date"] == "2026-01-08"
    assert written["claim"]["text"] == FULL.claim.text
    assert written["evidence"][0]["stance"] == "refutes"


def test_jsonl_has_the_same_keys_in_every_line() -> None:
    full, sparse = (json.loads(line) for line in b"".join(jsonl.write([FULL, SPARSE])).splitlines())

    assert list(full) == list(sparse)
    assert (sparse["verdict"], sparse["original_speaker"], sparse["evidence"]) == (None, None, [])
    assert list(full["article"]) == list(sparse["article"])


def test_csv_is_rfc_4180_with_a_header() -> None:
    text = write_csv(SPARSE)

    assert text.endswith("\r\n")
    assert text.split("\r\n")[0] == ",".join(csv.COLUMNS)
    (cells,) = read_cells(text.encode())
    assert tuple(cells) == csv.COLUMNS
    assert cells["claim.text"] == SPARSE.claim.text
    assert cells["claim.retired"] == "false"
    assert (cells["verdict.value"], cells["seconds"]) == ("", "")
    assert (cells["evidence"], cells["claim_types"]) == ("[]", "[]")


def test_csv_without_records_has_its_header() -> None:
    assert read_csv(write_csv()) == []
    assert b"".join(jsonl.write([])) == b""


def test_csv_keeps_lists_as_json() -> None:
    (cells,) = read_cells(write_csv(FULL).encode())

    assert json.loads(cells["claim_types"]) == ["Numerical Claim", "Causal Claim"]
    assert json.loads(cells["evidence"])[0]["published"] == "2026-01-02"


def test_csv_for_excel_says_what_encoding_it_is_in() -> None:
    data = b"".join(csv.write_for_excel([FULL._replace(comment="-5 %")]))

    assert data.startswith(b"\xef\xbb\xbfschema_version,")
    assert read_cells(data)[0]["comment"] == "'-5 %"
    assert read_cells(data)[0]["claim.text"] == FULL.claim.text


@pytest.mark.parametrize("name", ["jsonl", "csv", "csv-excel"])
def test_lossless_formats_stream_in_pieces(name: str) -> None:
    pieces = list(find_format(name).write((FULL for _ in range(400)), Writing()))

    assert len(pieces) > 5
    assert max(map(len, pieces)) < 80_000


def test_writing_begins_before_all_records_are_there() -> None:
    taken = []

    def take() -> Any:
        for number in range(1000):
            taken.append(number)
            yield FULL

    next(jsonl.write(take()))
    assert len(taken) < 100


def test_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput) as caught:
        find_format("xlsx")

    assert (caught.value.code, caught.value.field) == ("unknown_format", "format")
    assert str(caught.value).startswith("There is no format “xlsx”. There are: jsonl, csv, csv-ex")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("uuid", "x", "uuid should be a UUID."),
        ("uuid", "0B1F2A34-0000-4000-8000-000000000001", "uuid should be a UUID."),
        ("revision", "1", "revision should be a whole number."),
        ("revision", True, "revision should be a whole number."),
        ("revision", None, "revision should be a whole number."),
        ("claim.retired", "no", "claim.retired should be true or false."),
        ("claim.text", 5, "claim.text should be a text."),
        ("claim_date", "1-2-2026", "claim_date should be a day (YYYY-MM-DD)."),
        ("claim_date", "2026-02-30", "claim_date should be a day (YYYY-MM-DD)."),
        (
            "created_at",
            "2026-01-15",
            "created_at should be a moment (YYYY-MM-DDTHH:MM:SS.ffffffZ).",
        ),
        ("comment", "", "comment should be null where it is absent, not an empty text."),
        ("co_speakers", {}, "co_speakers should be a list."),
        ("co_speakers", [1], "co_speakers should be an object."),
        ("verdict", "x", "verdict should be an object."),
        ("suggestion.score", "1", "suggestion.score should be a number."),
    ],
)  # fmt: skip
def test_reading_refuses_wrong_types_and_says_where(path: str, value: object, message: str) -> None:
    row = json.loads(b"".join(jsonl.write([FULL])))
    *outer, name = path.split(".")
    target = row[outer[0]] if outer else row
    target[name] = value

    with pytest.raises(InvalidInput) as caught:
        parse_record(AnnotationRecord, row)

    assert (str(caught.value), caught.value.field) == (message, path)


@pytest.mark.parametrize("change", [{"extra": 1}, {"uuid": ...}])
def test_reading_refuses_other_keys(change: dict[str, Any]) -> None:
    row = json.loads(b"".join(jsonl.write([FULL]))) | change
    row = {name: value for name, value in row.items() if value is not ...}

    with pytest.raises(
        DomainError, match=r"The record should have these keys.*Not so: (extra|uuid)"
    ):
        parse_record(AnnotationRecord, row)


def test_a_whole_number_does_for_a_score() -> None:
    row = json.loads(b"".join(jsonl.write([FULL])))
    row["suggestion"]["score"] = 1

    record = parse_record(AnnotationRecord, row)

    assert record.suggestion is not None
    assert repr(record.suggestion.score) == "1.0"


def test_reading_jsonl_says_which_line_is_wrong() -> None:
    data = b"".join(jsonl.write([FULL])) + b"\n" + b"{}\n"

    with pytest.raises(InvalidInput, match=r"^Line 3: The record should have these keys"):
        list(jsonl.read(io.BytesIO(data)))


def tell(outcomes: Iterable[tuple[int, Any]]) -> list[tuple[int, str]]:
    """The number of each record, and its code where it is none."""
    return [(number, getattr(outcome, "code", "")) for number, outcome in outcomes]


def test_reading_jsonl_goes_on_past_lines_that_are_none() -> None:
    good = b"".join(jsonl.write([FULL]))
    data = [good, b"{}\n", b"\n", b"{\n", b"\xff\n", good]

    found = tell(jsonl.read_each(data, AnnotationRecord))

    assert found == [
        (1, ""), (2, "wrong_keys"), (4, "malformed_json"), (5, "not_utf8"), (6, "")
    ]  # fmt: skip


def test_reading_csv_goes_on_past_records_that_are_none() -> None:
    header, row, _end = write_csv(FULL).replace("\n", "").split("\r")
    bad = row.replace(",label,2,", ",label,two,")
    lines = [f"{one}\r\n" for one in (header, row, bad, f"{row},x", row)]

    def read(*lines: str) -> list[tuple[int, str]]:
        return tell(csv.read_each(lines, AnnotationRecord))

    assert read(*lines) == [(1, ""), (2, "wrong_type"), (3, "wrong_cells"), (4, "")]
    # Behind quotes that don't match there is no way on.
    assert read(*lines[:2], '"x\r\n') == [(1, ""), (2, "malformed_csv")]
    assert read("a,b\r\n", *lines[1:]) == [(0, "wrong_columns")]


def make_trailer(data: bytes, **changes: Any) -> bytes:
    *_, trailer = add_trailer([data], lambda: {"records": 1, "after": None})
    told = json.loads(trailer)["trailer"] | changes
    return json.dumps({"trailer": told}).encode() + b"\n"


def test_a_trailer_that_tells_of_the_file_is_no_record() -> None:
    good = b"".join(jsonl.write([FULL]))

    assert list(jsonl.read([good, make_trailer(good)])) == [FULL]
    # Of a rest, where the file is just that.
    assert list(jsonl.read([good, make_trailer(good, after=str(FULL.uuid))])) == [FULL]


@pytest.mark.parametrize(
    ("changes", "message"),
    (
        ({"records": 2}, "The trailer tells of 2 records, but 1 stand before it"),
        ({"records": "x"}, "The trailer tells of x records, but 1 stand before it"),
        ({"sha256": "00"}, "The SHA-256 of what stands before the trailer is .+, not 00"),
        ({"records": 2, "after": "u-1"}, "only of what comes after the record u-1"),
    ),
)
def test_a_trailer_of_another_file_is_refused(changes: dict[str, Any], message: str) -> None:
    good = b"".join(jsonl.write([FULL]))
    lines = [good, make_trailer(good, **changes)]

    with pytest.raises(InvalidInput, match=f"^Line 2: .*{message}"):
        list(jsonl.read(lines))
    assert [number for number, _code in tell(jsonl.read_each(lines, AnnotationRecord))] == [1, 2]


def test_a_trailer_is_the_last_line_and_tells_what_it_has_to() -> None:
    good = b"".join(jsonl.write([FULL]))

    assert tell(jsonl.read_each([good, make_trailer(good), good], AnnotationRecord)) == [
        (1, ""),
        (3, "behind_trailer"),
    ]
    assert tell(jsonl.read_each([b'{"trailer": []}\n'], AnnotationRecord)) == [
        (1, "malformed_trailer")
    ]


def test_reading_csv_says_which_record_is_wrong() -> None:
    header, row, _end = write_csv(FULL).replace("\n", "").split("\r")

    with pytest.raises(InvalidInput, match="Record 2: The row has more or fewer cells"):
        read_csv(f"{header}\r\n{row}\r\n{row},x\r\n")
    with pytest.raises(InvalidInput, match="Record 1: revision should be a whole number"):
        read_csv(write_csv(FULL).replace(",label,2,", ",label,two,"))
    with pytest.raises(InvalidInput, match="not CSV"):
        read_csv(f'{header}\r\n"x\r\n')
    for columns in ("", "a,b\r\n", header.replace("uuid", "id") + "\r\n"):
        with pytest.raises(InvalidInput, match="The columns are not those of an export"):
            read_csv(columns)


@pytest.mark.parametrize(("name", "pieces_expected"), [("jsonl", 2), ("csv", 3)])
def test_pieces_may_end_with_the_last_record(
    name: str, pieces_expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = b"".join(find_format(name).write([FULL, SPARSE], Writing()))

    monkeypatch.setattr(chunks, "CHUNK", 1)
    pieces = list(find_format(name).write([FULL, SPARSE], Writing()))

    assert len(pieces) == pieces_expected
    assert b"".join(pieces) == whole


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        FULL._replace(claim=FULL.claim._replace(start=start)) for start in range(5) for _ in "ab"
    ]
    expected = b"".join(jsonl.write(records))

    monkeypatch.setattr(encoding, "REMEMBERED", 2)

    assert b"".join(jsonl.write(records)) == expected
    starts = [json.loads(line)["claim"]["start"] for line in expected.splitlines()]
    assert starts == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_moments_go_out_in_utc() -> None:
    abroad = FULL.created_at.astimezone(timezone(timedelta(hours=5, minutes=45)))

    assert b"".join(jsonl.write([FULL._replace(created_at=abroad)])) == b"".join(
        jsonl.write([FULL])
    )


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_jsonl_refuses_numbers_that_json_has_not(score: float) -> None:
    assert FULL.suggestion is not None
    record = FULL._replace(suggestion=FULL.suggestion._replace(score=score))

    with pytest.raises(ValueError, match="is no number in JSON"):
        list(jsonl.write([record]))
