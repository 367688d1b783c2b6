"""From bytes to an article's text. It comes in exactly as it is, or is refused with a reason.

Nothing is repaired: no normalisation, no stripping, no newline change. Every offset that the
product ever stores refers to this text.
"""

from __future__ import annotations

import codecs
import re

from claims.errors import UnusableText
from claims.text.marks import is_blank

_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 that says so by its byte order mark.

    One leading byte order mark is dropped. Bytes that are neither are refused ("undecodable")
    with the position of the first bad byte.
    """
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if utf16 else "utf-8"
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as fault:
        position = fault.start + len(data) - len(body)
        raise UnusableText(
            "undecodable",
            "The article is not %(encoding)s: the byte at position %(position)s is wrong.",
            encoding=encoding.upper(),
            position=position,
        ) from fault


def check(text: str) -> str:
    """The same text, unchanged; refused if it cannot become an article.

    Positions in refusals are code point indexes.
    """
    if is_blank(text):
        raise UnusableText("empty", "The article is empty.")
    if (position := text.find("\0")) >= 0:
        raise UnusableText(
            "nul", "The article holds a NUL character at position %(position)s.", position=position
        )
    if lone := _SURROGATE.search(text):
        raise UnusableText(
            "surrogate",
            "The article holds half a character (a lone surrogate) at position %(position)s.",
            position=lone.start(),
        )
    return text


def is_storable(text: str) -> bool:
    """Whether every database takes the text: no NUL, no lone surrogate. It may be empty."""
    return "\0" not in text and not _SURROGATE.search(text)
