import csv as standard_csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import DomainError, InvalidInput
from claims.exchange import articles, tables
from claims.exchange.articles import dump_article, parse_article, read_articles
from claims.exchange.records import ARTICLE_FIELDS, ArticleRecord
from tests.exchange.samples import moments, texts

records = st.builds(
    ArticleRecord,
    text=texts.filter(bool),
    published=st.none() | st.dates(),
    embargo=st.none() | moments,
    **dict.fromkeys(set(ARTICLE_FIELDS) - {"text", "published", "embargo"}, texts),
)


def read(data: bytes, file_name: str) -> list[tuple[int, ArticleRecord | str]]:
    """The rows; of refusals, what they say."""
    return [
        (row, f"{found.code}: {found}" if isinstance(found, DomainError) else found)
        for row, found in read_articles(data, file_name)
    ]


def write_csv(rows: list[dict[str, Any]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = standard_csv.DictWriter(buffer, ARTICLE_FIELDS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


@given(records)
def test_dump_and_parse_undo_each_other(record: ArticleRecord) -> None:
    dumped = json.loads(json.dumps(dump_article(record)))

    assert parse_article(dumped) == record


@given(st.lists(records, min_size=1, max_size=3))
def test_files_keep_articles_exactly(several: list[ArticleRecord]) -> None:
    dumped = [dump_article(record) for record in several]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in dumped)

    numbered = list(enumerate(several, start=1))
    assert read(lines.encode(), "some.jsonl") == numbered
    assert read(write_csv(dumped), "some.csv") == numbered


def test_text_file_is_one_article_as_it_is() -> None:
    assert read(b"\xef\xbb\xbf A title\r\n\r\nIt\xcc\x81 rains.\n ", "A b.TXT") == [
        (1, ArticleRecord(text=" A title\r\n\r\nIt\u0301 rains.\n "))
    ]


def test_text_file_in_another_encoding_is_refused_with_the_position() -> None:
    assert read("Zürich".encode("latin-1"), "a.txt") == [
        (1, "undecodable: The article is not UTF-8: the byte at position 1 is wrong.")
    ]


def test_json_lines_are_numbered_as_lines_and_bad_ones_do_not_stop_the_rest() -> None:
    data = (
        b'\xef\xbb\xbf{"text": "One.", "published": "2026-01-31", "title": null}\r\n'
        b"\n"
        b'{"text": "Two.", "heading": "x"}\n'
        b'{"title": "No text"}\n'
        b"[1]\n"
        b'{"text": 5}\n'
        b'{"text": "\xff"}\n'
        b'{"text": "Bad",}\n'
        b'{"text": "Seven.", "embargo": "2026-01-31T08:00:00+01:00"}'
    )
    known, wrong = ", ".join(ARTICLE_FIELDS), data.index(b"\xff")

    assert read(data, "a.ndjson") == [
        (1, ArticleRecord(text="One.", published=date(2026, 1, 31))),
        (3, f"unknown_fields: Unknown fields: heading. Known are: {known}."),
        (4, "text_missing: The article has no text."),
        (5, "not_an_object: The line is not a JSON object."),
        (6, "wrong_type: “text” must be a text."),
        (7, f"not_utf8: The file is not UTF-8: the byte at position {wrong} is wrong."),
        (
            8,
            "malformed_json: This is not JSON: Expecting property name enclosed in double quotes "
            "at line 8, column 16.",
        ),
        (9, ArticleRecord(text="Seven.", embargo=datetime(2026, 1, 31, 7, tzinfo=UTC))),
    ]


def test_csv_is_numbered_by_record_and_bad_ones_do_not_stop_the_rest() -> None:
    data = (
        b"\xef\xbb\xbftitle,text,published\r\n"
        b'Title,"Two\r\nlines, and ""quotes"".",2026-01-31\r\n'
        b"\r\n"
        b"Title,Text\r\n"
        b"Title,,2026-01-31\r\n"
        b"Title,Text,31.1.2026\r\n"
        b",Text,\r\n"
    )

    assert read(data, "a.csv") == [
        (
            1,
            ArticleRecord(
                title="Title", text='Two\r\nlines, and "quotes".', published=date(2026, 1, 31)
            ),
        ),
        (2, "wrong_cells: The row has 2 cells, the header 3."),
        (3, "text_missing: The article has no text."),
        (4, "wrong_type: “published” must be a day written YYYY-MM-DD."),
        (5, ArticleRecord(text="Text")),
    ]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"", [(0, "empty_file: The file is empty.")]),
        (b"title\r\nx\r\n", [(0, "text_missing: There is no column “text”.")]),
        (b"text,text\r\nx,y\r\n", [(0, "repeated_column: A column stands twice in the header.")]),
        (b"text\r\n", []),
        (
            b"te\xffxt\r\n",
            [(0, "not_utf8: The file is not UTF-8: the byte at position 2 is wrong.")],
        ),
        (
            b'text\r\nOne\r\n"Two\r\n',
            [
                (1, ArticleRecord(text="One")),
                (2, "malformed_csv: This is not CSV (RFC 4180): unexpected end of data."),
            ],
        ),
        (
            b'text\r\n"a"b\r\n',
            [(1, "malformed_csv: This is not CSV (RFC 4180): ',' expected after '\"'.")],
        ),
        (
            b"text\r\nOne\r\nTw\xff\r\n",
            [
                (1, ArticleRecord(text="One")),
                (2, "not_utf8: The file is not UTF-8: the byte at position 13 is wrong."),
            ],
        ),
    ],
)  # fmt: skip
def test_csv_that_is_none_is_refused_where_it_goes_wrong(data: bytes, rows: list[Any]) -> None:
    assert read(data, "a.csv") == rows


def test_csv_with_unknown_columns_is_refused_once() -> None:
    known = ", ".join(ARTICLE_FIELDS)

    assert read(b"text,body,headline\r\nx,y,z\r\nx,y,z\r\n", "a.csv") == [
        (0, f"unknown_columns: Unknown columns: body, headline. Known are: {known}.")
    ]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_json_lines_without_lines_are_refused(name: str) -> None:
    assert read(b"\n \n", name) == [(0, "empty_file: The file is empty.")]


@pytest.mark.parametrize("name", ["a.docx", "a", ".jsonl", "jsonl"])
def test_other_files_are_refused(name: str) -> None:
    assert read(b"{}", name) == [
        (
            0,
            "unknown_kind: The name of the file must end in one of: .txt, .md, .html, .htm, "
            ".jsonl, .ndjson, .csv, .parquet.",
        )
    ]


def test_one_line_never_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tables, articles):
        monkeypatch.setattr(module, "LINE_LIMIT", 30)
    long = json.dumps({"text": "x" * 100})

    assert read(f'{long}\n{{"text": "Short."}}\n{long}'.encode(), "a.jsonl") == [
        (1, "too_long: The line is longer than 30 bytes."),
        (2, ArticleRecord(text="Short.")),
        (3, "too_long: The line is longer than 30 bytes."),
    ]
    assert read(b"x" * 31, "a.txt") == [(1, "too_large: The file is larger than 30 bytes.")]
    assert read(b'text\r\n"' + b"x\r\n" * 20 + b'"\r\n', "a.csv") == [
        (1, "malformed_csv: This is not CSV (RFC 4180): field larger than field limit (30).")
    ]


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({}, "text", "The article has no text."),
        ({"text": ""}, "text", "The article has no text."),
        ({"text": None}, "text", "The article has no text."),
        ({"text": ["x"]}, "text", "“text” must be a text."),
        ({"text": "x", "published": "2026-1-31"}, "published", "must be a day written YYYY-MM-DD"),
        ({"text": "x", "published": "20260131"}, "published", "must be a day written YYYY-MM-DD"),
        ({"text": "x", "published": "2026-02-30"}, "published", "must be a day written"),
        ({"text": "x", "published": 2026}, "published", "must be a text"),
        ({"text": "x", "embargo": "2026-01-31T08:00:00"}, "embargo", "its distance from UTC"),
        ({"text": "x", "embargo": "2026-01-31"}, "embargo", "its distance from UTC"),
        ({"text": "x", "embargo": "0001-01-01T00:00:00+14:00"}, "embargo", "distance from UTC"),
        ({"text": "x", "language": 1}, "language", "“language” must be a text."),
        ({"text": "x", "claims": []}, "claims", "Unknown fields: claims. Known are: text, title"),
    ],
)  # fmt: skip
def test_parse_article_names_the_field(values: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_article(values)

    assert caught.value.field == field
    assert message in str(caught.value)


def test_many_unknown_names_are_not_all_repeated() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_article({"x" * 500 + str(number): 1 for number in range(50)})

    assert len(str(caught.value)) < 1000
