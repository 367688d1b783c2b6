"""Articles on their way in: files of them, and single ones as JSON objects.

`.txt`, `.md` and `.html` are one article; `.jsonl` and `.ndjson` hold one JSON object a line;
`.csv` (RFC 4180) has a header row; `.parquet` has columns. Keys and columns are the fields of
ArticleRecord; all but `text` may be left out.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from claims.errors import DomainError, InvalidInput, UnusableText, gettext_noop
from claims.exchange import strict_json
from claims.exchange.chunks import WHOLE_FILE
from claims.exchange.html_articles import read_page
from claims.exchange.markdown_articles import read_markdown
from claims.exchange.parquet_articles import read_header as read_parquet_header
from claims.exchange.parquet_articles import read_rows as read_parquet_rows
from claims.exchange.records import ARTICLE_FIELDS, ArticleRecord
from claims.exchange.shapes import format_moment, parse_date
from claims.exchange.tables import LINE_LIMIT, decode_line, read_lines, read_table
from claims.text import intake

Row = tuple[int, ArticleRecord | DomainError]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def read_articles(data: bytes, file_name: str) -> Iterator[Row]:
    """The rows of an uploaded file, as `stream_articles` gives them."""
    return stream_articles(io.BytesIO(data), file_name)


def stream_articles(stream: BinaryIO, file_name: str) -> Iterator[Row]:
    """Each row's number and its article, or why it is none; the other rows go on.

    The file name says by its ending what the file is. Numbers are of lines in JSON Lines, of
    records below the header in CSV, WHOLE_FILE where the file itself is refused. Holds no more
    than one row at a time. Raises nothing but what reading the stream raises.
    """
    read = _READERS.get(PurePath(file_name).suffix.lower())
    if read is not None:
        yield from read(stream)
    else:
        known = ", ".join(_READERS)
        yield (
            WHOLE_FILE,
            InvalidInput(
                "unknown_kind", "The name of the file must end in one of: %(known)s.", known=known
            ),
        )


def _read_text(stream: BinaryIO) -> Iterator[Row]:
    yield 1, _try(lambda: ArticleRecord(text=intake.decode(_read_all(stream))))


def _read_markdown(stream: BinaryIO) -> Iterator[Row]:
    yield 1, _try(lambda: read_markdown(intake.decode(_read_all(stream))))


def _read_html(stream: BinaryIO) -> Iterator[Row]:
    yield 1, _try(lambda: read_page(_read_all(stream)))


def _read_all(stream: BinaryIO) -> bytes:
    data = stream.read(LINE_LIMIT + 1)
    if len(data) > LINE_LIMIT:
        raise UnusableText(
            "too_large", "The file is larger than %(limit)d bytes.", limit=LINE_LIMIT
        )
    return data


def read_json_lines(stream: BinaryIO) -> Iterator[Row]:
    """The articles of JSON Lines, which may come in as they are read; lines are numbered from 1."""
    is_empty = True
    for number, (position, line) in enumerate(read_lines(stream), start=1):
        if line.strip():
            is_empty = False
            yield number, _try(_parse_json_line, number, position, line)
    if is_empty:
        yield WHOLE_FILE, _make_empty()


def _parse_json_line(number: int, position: int, line: bytes) -> ArticleRecord:
    value = strict_json.parse(decode_line(position, line), first_line=number)
    if not isinstance(value, Mapping):
        raise InvalidInput("not_an_object", "The line is not a JSON object.")
    return parse_article(value)


def _make_empty() -> InvalidInput:
    return InvalidInput("empty_file", "The file is empty.")


def _read_csv(stream: BinaryIO) -> Iterator[Row]:
    """Rows until the first place where this stops being CSV in UTF-8: there is no way on then."""
    row = WHOLE_FILE
    try:
        rows = read_table(decode_line(*line) for line in read_lines(stream))
        header = _read_header(rows)
        row = 1
        for cells in rows:
            yield row, _try(_parse_cells, header, cells)
            row += 1
    except DomainError as refusal:
        yield row, refusal


def _read_parquet(stream: BinaryIO) -> Iterator[Row]:
    """Rows until the first place where the file is damaged."""
    row = WHOLE_FILE
    try:
        file, names = read_parquet_header(stream)
        columns = _check_header(names)
        row = 1
        for values in read_parquet_rows(file, columns):
            yield row, _try(parse_article, values)
            row += 1
        if row == 1:
            yield WHOLE_FILE, _make_empty()
    except DomainError as refusal:
        yield row, refusal


def _read_header(rows: Iterator[list[str]]) -> list[str]:
    header = next(rows, None)
    if header is None:
        raise _make_empty()
    return _check_header(header)


def _check_header(header: list[str]) -> list[str]:
    if unknown := [name for name in header if name not in ARTICLE_FIELDS]:
        raise InvalidInput(
            "unknown_columns",
            "Unknown columns: %(unknown)s. Known are: %(known)s.",
            unknown=_list_names(unknown),
            known=", ".join(ARTICLE_FIELDS),
        )
    if len(set(header)) < len(header):
        raise InvalidInput("repeated_column", "A column stands twice in the header.")
    if "text" not in header:
        raise InvalidInput("text_missing", "There is no column “text”.", field="text")
    return header


def _parse_cells(header: list[str], cells: list[str]) -> ArticleRecord:
    if len(cells) != len(header):
        raise InvalidInput(
            "wrong_cells",
            "The row has %(cells)d cells, the header %(columns)d.",
            cells=len(cells),
            columns=len(header),
        )
    return parse_article({name: cell for name, cell in zip(header, cells, strict=True) if cell})


def _try(parse: Callable[..., ArticleRecord], *what: object) -> ArticleRecord | DomainError:
    try:
        return parse(*what)
    except DomainError as refusal:
        return refusal


_READERS: Mapping[str, Callable[[BinaryIO], Iterator[Row]]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": _read_csv,
    ".parquet": _read_parquet,
}


KINDS = tuple(_READERS)
# By the content type of a request that has such a file as its body: how the file's name would end.
CONTENT_TYPES: Mapping[str, str] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "text/csv": ".csv",
    "application/vnd.apache.parquet": ".parquet",
}

# Characters of text for each byte that a file may have.
_MOST_TEXT = 3


def take_some(rows: Iterable[Row], *, most_rows: int, file_limit: int) -> Iterator[Row]:
    """The rows, as far as one request may hold them: a small file may come to a lot, unpacked.

    Raises InvalidInput ("too_many_rows") where there are more, or more text than files of
    `file_limit` bytes mostly hold.
    """
    length = 0
    for number, (row, record) in enumerate(rows, start=1):
        length += _measure(record) if isinstance(record, ArticleRecord) else 0
        if number > most_rows or length > _MOST_TEXT * file_limit:
            raise InvalidInput(
                "too_many_rows",
                "There are more than %(limit)d articles in it, or more text than a page takes: "
                "bring it in by the import_articles command, or line by line over REST. "
                "Neither has a limit.",
                limit=most_rows,
            )
        yield row, record


def _measure(record: ArticleRecord) -> int:
    """Characters in all: a column of Parquet that is the same for all rows is stored once."""
    values = (getattr(record, name) for name in ARTICLE_FIELDS)
    return sum(len(value) for value in values if isinstance(value, str))


def parse_article(values: Mapping[str, Any]) -> ArticleRecord:
    """The article that a JSON object describes; null is the same as absent.

    Raises InvalidInput naming the field: unknown, of another type, or the text missing. Whether
    the text can be an article, and a link a link, is for the import to judge.
    """
    if unknown := [str(name) for name in values if name not in ARTICLE_FIELDS]:
        raise InvalidInput(
            "unknown_fields",
            "Unknown fields: %(unknown)s. Known are: %(known)s.",
            field=unknown[0][:60],
            unknown=_list_names(unknown),
            known=", ".join(ARTICLE_FIELDS),
        )
    given = {name: value for name, value in values.items() if value is not None}
    if not given.get("text"):
        raise InvalidInput("text_missing", "The article has no text.", field="text")
    return ArticleRecord(**{name: _parse_field(name, value) for name, value in given.items()})


def _list_names(names: list[str]) -> str:
    """A few of them, shortened: they come from outside."""
    return ", ".join(name[:60] for name in names[:10]) + (", …" if len(names) > 10 else "")


def _parse_field(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        raise InvalidInput("wrong_type", "“%(name)s” must be a text.", field=name, name=name)
    try:
        if name == "published":
            return parse_date(value)
        return _parse_moment(value) if name == "embargo" else value
    except (ValueError, OverflowError):
        raise InvalidInput("wrong_type", _EXPECTED[name], field=name) from None


_EXPECTED = {
    "published": gettext_noop("“published” must be a day written YYYY-MM-DD."),
    "embargo": gettext_noop(
        "“embargo” must be a moment with its distance from UTC, such as 2026-01-31T08:00:00+01:00."
    ),
}


def _parse_moment(value: str) -> datetime:
    if not _MOMENT.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value).astimezone(UTC)


def dump_article(record: ArticleRecord) -> dict[str, str]:
    """The JSON object that `parse_article` makes the same record of; what is absent is left out."""
    values: dict[str, str] = {}
    for name in ARTICLE_FIELDS:
        value = getattr(record, name)
        if isinstance(value, datetime):
            values[name] = format_moment(value)
        elif isinstance(value, date):
            values[name] = value.isoformat()
        elif value:
            values[name] = value
    return values
