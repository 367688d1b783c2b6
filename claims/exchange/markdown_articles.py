"""An article in Markdown: its words without the marks, and what stands before it.

Headings, paragraphs, quotes and items of lists are a paragraph each, with an empty line between;
emphasis and links leave their words. Code, tables, images and HTML are no prose, and left out. What
stands between two lines of three hyphens at the very beginning ("front matter") are lines of a
field's name, a colon and its value; only the fields of an article are read of it.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims.errors import UnusableText
from claims.exchange.records import ARTICLE_FIELDS, ArticleRecord

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z_]{1,20})[ \t]*:[ \t]*(.*)")
# Names that others give to fields of ours.
_ALSO = {"date": "published", "lang": "language", "license": "licence", "link": "url"}
# Taken as they are: the fields of which any text may be the value.
_TEXTS = frozenset(ARTICLE_FIELDS) - {"text", "published", "embargo"}


def read_markdown(text: str) -> ArticleRecord:
    """The article. Raises UnusableText ("empty") where it has no words."""
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    blocks = list(_list_blocks(_READER.parse(body)))
    if not blocks:
        raise UnusableText("empty", "The article is empty.")
    values = _read_front(front[1]) if front else {}
    texts: dict[str, Any] = {name: value for name, value in values.items() if name in _TEXTS}
    published = _parse_day(values.get("published", ""))
    return ArticleRecord(text="\n\n".join(blocks) + "\n", published=published, **texts)


def _read_front(lines: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in lines.splitlines():
        if (found := _LINE.fullmatch(line.strip())) is not None:
            name = found[1].lower()
            values[_ALSO.get(name, name)] = found[2].strip().strip("\"'").strip()
    return values


def _parse_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _list_blocks(tokens: list[Token]) -> Iterator[str]:
    in_table = 0
    for token in tokens:
        if token.type in {"table_open", "table_close"}:
            in_table += token.nesting
        elif token.type == "inline" and not in_table:
            words = "".join(_list_words(token.children or []))
            if block := " ".join(words.split()):
                yield block


def _list_words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
