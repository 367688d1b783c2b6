"""An article out of a web page: its main text, and what the page says of itself.

The main text is what trafilatura takes it to be; of what a reader would not see (scripts, hidden
elements) nothing is read. One block of the page is one paragraph, with an empty line between; the
page's title stands first, as its headline, where the main text does not begin with it.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

from claims.errors import UnusableText
from claims.exchange.records import ArticleRecord
from claims.text import intake

# Bytes, and elements: a page within both takes a few seconds at most.
PAGE_LIMIT = 3_000_000
ELEMENT_LIMIT = 30_000
# As the columns of an article hold; what a page says of itself is cut, not refused.
_LENGTHS = {"title": 500, "author": 300, "outlet": 150}

# Where a page names its encoding: https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding
_PRESCANNED = 2048
_CHARSET = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
# Encodings of pages (https://encoding.spec.whatwg.org/#names-and-labels), by Python's names.
_ENCODINGS = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp866|cp932|cp949|koi8-[ru]|mac-\w+|gbk|gb2312|gb18030|big5"
    r"|euc_jp|euc_kr|shift_jis|iso2022_jp",
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math")
# Elements of what trafilatura gives that are a paragraph each.
_BLOCKS = ("p", "head", "item", "quote", "ab")


def read_page(data: bytes, *, charset: str = "", url: str = "") -> ArticleRecord:
    """The article of a page; `charset` and `url` are what its server said, where there is one.

    Raises UnusableText: "too_large", "undecodable", "not_a_page", "no_main_text".
    """
    if len(data) > PAGE_LIMIT:
        raise UnusableText(
            "too_large", "The page is larger than %(limit)d bytes.", limit=PAGE_LIMIT
        )
    tree = _parse(decode_page(data, charset))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    _remove_unseen(tree)
    found = import_module("trafilatura").bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    blocks = [] if found is None else list(_list_blocks(found.body))
    if not blocks:
        raise UnusableText("no_main_text", "No article was found in this page.")
    title = _squeeze(found.title)
    if title and title.casefold() not in {block.casefold() for block in blocks[:3]}:
        blocks.insert(0, title)
    return ArticleRecord(
        text="\n\n".join(blocks) + "\n",
        title=title[: _LENGTHS["title"]],
        author=_squeeze(found.author)[: _LENGTHS["author"]],
        outlet=_squeeze(found.sitename)[: _LENGTHS["outlet"]],
        url=_choose_url(found.url, url),
        published=_parse_day(found.date),
        language=language if _LANGUAGE.fullmatch(language) else "",
    )


def decode_page(data: bytes, charset: str = "") -> str:
    """The page's characters, by its byte order mark, else what its server said, else what it says.

    Else it is UTF-8, or what pages were written in before there was that. Raises UnusableText
    where the encoding that is named does not fit.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return intake.decode(data)
    said = _CHARSET.search(data[:_PRESCANNED])
    named = _find_encoding(charset) or _find_encoding(said[1].decode("ascii") if said else "")
    for encoding in [named] if named else ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as fault:
            position, tried = fault.start, encoding
    raise UnusableText(
        "undecodable",
        "The article is not %(encoding)s: the byte at position %(position)s is wrong.",
        encoding=tried.upper(),
        position=position,
    )


def _find_encoding(label: str) -> str:
    """Python's name of it; empty for what is no encoding of pages. Latin-1 is Windows' there."""
    try:
        name = codecs.lookup(label.strip("\"' ")).name
    except (LookupError, ValueError):
        return ""
    if name in {"ascii", "iso8859-1"}:
        return "cp1252"
    # A page that could be searched for its name is not UTF-16, whatever it says.
    if name.startswith("utf-16"):
        return "utf-8"
    return name if _ENCODINGS.fullmatch(name) else ""


def _parse(text: str) -> Any:
    html = import_module("lxml.html")
    etree = import_module("lxml.etree")
    try:
        tree = html.document_fromstring(
            text.replace("\0", "").encode("utf-8", "surrogatepass"),
            parser=html.HTMLParser(encoding="utf-8", huge_tree=False),
        )
    except (ValueError, etree.LxmlError):
        raise UnusableText("not_a_page", "This is not a web page.") from None
    if sum(1 for _ in tree.iter()) > ELEMENT_LIMIT:
        raise UnusableText(
            "too_large", "The page has more than %(limit)d elements.", limit=ELEMENT_LIMIT
        )
    return tree


def _remove_unseen(tree: Any) -> None:
    """What no reader sees. Structured data in the head stays: it says who wrote the article."""
    for element in list(tree.iter(*_UNSEEN)):
        if element.get("type", "").strip().lower() != "application/ld+json":
            _drop(element)
    for element in list(tree.iterfind(".//body//*")):
        is_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        if is_hidden or _HIDING.search(element.get("style") or ""):
            _drop(element)


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _list_blocks(body: Any) -> Iterator[str]:
    for element in body.iter(*_BLOCKS):
        if next(element.iterdescendants(*_BLOCKS), None) is None:
            block = _squeeze(" ".join(_list_texts(element)))
            if block:
                yield block


def _list_texts(element: Any) -> Iterator[str]:
    """Its words; a line break parts them."""
    parts: list[str] = []
    for part in element.iter():
        if part.tag == "lb":
            yield "".join(parts)
            parts = []
        elif part.text:
            parts.append(part.text)
        if part is not element and part.tail:
            parts.append(part.tail)
    yield "".join(parts)


def _squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


def _choose_url(said: str | None, fetched: str) -> str:
    """The address that the page gives itself; of a page that was fetched, if it is on its host."""
    said = urljoin(fetched, said or "")
    if not said.startswith(("http://", "https://")) or len(said) > 2000:
        return fetched
    return said if not fetched or _get_host(said) == _get_host(fetched) else fetched


def _get_host(url: str) -> str:
    return url.lower().split("/")[2]


def _parse_day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None
