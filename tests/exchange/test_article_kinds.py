"""Articles out of web pages, Markdown and Parquet files."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.errors import DomainError
from claims.exchange import html_articles
from claims.exchange.articles import read_articles
from claims.exchange.html_articles import decode_page, read_page
from claims.exchange.markdown_articles import read_markdown
from claims.exchange.records import ArticleRecord

LONG = "Die Fähre fuhr am Montag ab und kam erst am Abend im Hafen der Stadt an, sagte Ada Holm."
PAGE = f"""<!doctype html><html lang="de-CH"><head>
<title>Fähre fährt wieder | Kurier</title>
<meta property="og:title" content="Fähre fährt wieder">
<meta property="og:site_name" content="Kurier">
<meta name="author" content="Ben Noor">
<meta property="article:published_time" content="2026-01-03T10:00:00Z">
<link rel="canonical" href="https://kurier.example/faehre">
<script>var hidden = "<p>A script that nobody reads, however long it may be.</p>";</script>
</head><body><nav><a href="/">Start</a> <a href="/sport">Sport</a></nav>
<article><h1>Fähre fährt wieder</h1><p>{LONG}</p>
<p style="display: none">Hidden from everybody, this paragraph is of no interest to readers.</p>
<p hidden>Hidden as well, and just as long as a paragraph of an article would have to be.</p>
<h2>Der Abend</h2><p>Am <b>Dienstag</b> war sie <a href="/x">pünktlich</a>, und alle waren froh
darüber, sagte der Hafenmeister dem Kurier am Telefon.</p>
<script>document.write("More of what nobody reads, which is of some length as well.")</script>
</article><footer>Alle Rechte vorbehalten</footer></body></html>"""


def read_one(data: bytes, file_name: str) -> ArticleRecord:
    ((_row, found),) = read_articles(data, file_name)
    if isinstance(found, DomainError):
        raise found
    return found


def test_a_page_gives_its_main_text_and_what_it_says_of_itself() -> None:
    assert read_one(PAGE.encode(), "faehre.html") == ArticleRecord(
        text=(
            f"Fähre fährt wieder\n\n{LONG}\n\nDer Abend\n\nAm Dienstag war sie pünktlich, und "
            "alle waren froh darüber, sagte der Hafenmeister dem Kurier am Telefon.\n"
        ),
        title="Fähre fährt wieder",
        outlet="Kurier",
        author="Ben Noor",
        published=date(2026, 1, 3),
        url="https://kurier.example/faehre",
        language="de-CH",
    )


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("<p>Fähre".encode(), "", "<p>Fähre"),
        ("<p>Fähre".encode("cp1252"), "", "<p>Fähre"),
        ('<meta charset="latin1">„ä“'.encode("cp1252"), "", '<meta charset="latin1">„ä“'),
        ("<meta charset=windows-1251>я".encode("cp1251"), "", "<meta charset=windows-1251>я"),
        ("<meta charset=utf-8>я".encode("cp1251"), "windows-1251", "<meta charset=utf-8>я"),
        ("\ufeff<p>я".encode("utf-16-le"), "utf-8", "<p>я"),
        ("<meta charset=rot13>ä".encode(), "unicode_escape", "<meta charset=rot13>ä"),
    ],
)
def test_the_encoding_of_a_page_is_found_as_browsers_do(
    data: bytes, charset: str, expected: str
) -> None:
    assert decode_page(data, charset) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_page"),
        (b"<html><body><nav>Home</nav></body></html>", "no_main_text"),
        (b"<script>alert('a script of some length is no article')</script>", "no_main_text"),
        (b"<meta charset=utf-8><p>\xff\xfe\xfa", "undecodable"),
        (b"<p>x</p>" * (html_articles.ELEMENT_LIMIT + 1), "too_large"),
        (b" " * (html_articles.PAGE_LIMIT + 1), "too_large"),
        (b"<div>" * 20_000, "no_main_text"),
    ],
)
def test_what_is_no_page_with_an_article_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_one(data, "x.htm")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://kurier.example/faehre", "https://kurier.example/faehre"),
        ("https://evil.example/faehre", "https://kurier.example/f?id=1"),
    ],
)
def test_a_fetched_page_names_no_address_of_another_host(canonical: str, expected: str) -> None:
    page = PAGE.replace("https://kurier.example/faehre", canonical)

    assert read_page(page.encode(), url="https://kurier.example/f?id=1").url == expected


def test_markdown_is_read_as_its_words() -> None:
    source = (
        '---\ntitle: "Ferry sails"\ndate: 2026-01-03\nlang: en\nmood: good\nbroken\n---\n'
        "# Ferry *sails* again\n\nThe **ferry** sailed\non [Monday](https://x.example/a).\n\n"
        "* One item.\n* `Code` item.\n\n> Quoted.\n\n![A picture](p.png)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode()\n```\n\n<script>x</script>\n\n"
        "It\\*s over.\n"
    )

    assert read_one(source.encode(), "a.MD") == ArticleRecord(
        text=(
            "Ferry sails again\n\nThe ferry sailed on Monday.\n\nOne item.\n\nCode item.\n\n"
            "Quoted.\n\nIt*s over.\n"
        ),
        title="Ferry sails",
        published=date(2026, 1, 3),
        language="en",
    )


def test_markdown_without_words_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        read_markdown("---\ntitle: x\n---\n![](a.png)\n")

    assert refused.value.code == "empty"


def write_parquet(**columns: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, row_group_size=2)
    return buffer.getvalue()


def test_parquet_is_read_row_by_row() -> None:
    moment = datetime(2026, 5, 1, 8, tzinfo=UTC)
    data = write_parquet(
        text=["One.", "Two.", None, "Four."],
        published=pa.array([date(2026, 1, 3), None, None, None]),
        embargo=pa.array([None, moment, None, None], pa.timestamp("us", "UTC")),
        source_id=pa.array(["a", "b", "c", "a"]).dictionary_encode(),
    )

    rows = list(read_articles(data, "x.parquet"))

    assert rows[0] == (
        1,
        ArticleRecord(text="One.", source_id="a", published=date(2026, 1, 3)),
    )
    assert rows[1] == (2, ArticleRecord(text="Two.", source_id="b", embargo=moment))
    assert isinstance(rows[2][1], DomainError)
    assert rows[2][1].code == "text_missing"
    assert rows[3] == (4, ArticleRecord(text="Four.", source_id="a"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "malformed_parquet"),
        (b"PAR1 and so on PAR1", "malformed_parquet"),
        (write_parquet(text=["x"], secret=["y"]), "unknown_columns"),
        (write_parquet(title=["x"]), "text_missing"),
        (write_parquet(text=pa.array([], pa.string())), "empty_file"),
        (write_parquet(text=pa.array([["x"]])), "nested_column"),
        (write_parquet(text=[7]), "wrong_type"),
    ],
)
def test_parquet_that_holds_no_articles_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_one(data, "x.parquet")

    assert refused.value.code == code


def test_damaged_parquet_is_refused_where_it_is_damaged() -> None:
    data = bytearray(write_parquet(text=["One sentence.", "Two sentences."] * 50))
    data[8:40] = bytes(32)

    *_, (_row, last) = read_articles(bytes(data), "x.parquet")

    assert isinstance(last, DomainError)
    assert last.code == "malformed_parquet"
