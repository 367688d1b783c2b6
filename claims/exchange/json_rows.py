"""Rows of JSON files that others made: one array of objects, or an object a line."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from claims.errors import InvalidInput
from claims.exchange import strict_json
from claims.exchange.chunks import gather
from claims.exchange.tables import LINE_LIMIT, decode_line, read_lines

_CHUNK = 64 * 1024
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def dump(value: object) -> str:
    """The value as JSON text: no spaces, no escapes but those needed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """JSON Lines, in pieces of about 64 kB."""
    return gather(map(dump, rows), "\n")


def write_array(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One array, an object a line, in pieces of about 64 kB."""
    return gather(chain(_list_elements(rows), ["]"]), "")


def _list_elements(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    lead = "[\n"
    for row in rows:
        yield lead + dump(row)
        lead = ",\n"
    yield "[" if lead == "[\n" else "\n"


def read_json_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """The number of each line that is not blank, the line, and where it begins in the file."""
    for number, (position, line) in enumerate(read_lines(stream), start=1):
        if line.strip():
            yield number, line, position


def parse_line(number: int, line: bytes, position: int) -> object:
    return strict_json.parse(decode_line(position, line), first_line=number)


def read_elements(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """The number of each element of the file's one array, from 1, and its JSON text.

    Holds no more than one element at a time. Raises InvalidInput: "not_utf8"; "not_an_array";
    "too_long" of an element; "malformed_json" where no further element can be made out.
    """
    source = _Source(stream)
    if source.take_sign() != "[":
        raise InvalidInput("not_an_array", "The file is not one JSON array.")
    sign, number = ",", 0
    if source.peek() == "]":
        sign = source.take_sign()
    while sign == ",":
        number += 1
        yield number, source.take_value()
        sign = source.take_sign()
    if sign != "]" or source.peek():
        raise InvalidInput(
            "malformed_json",
            "This is not a JSON array: element %(number)d is not followed by another, or its end.",
            number=number,
        )


class _Source:
    """Text that is read as it is needed, and dropped when it is taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._pieces = _read_text(stream)
        self._text = ""
        self._at = 0
        self._is_over = False

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text) or self._is_over:
                return self._text[self._at : self._at + 1]
            self._read(1)

    def take_sign(self) -> str:
        sign = self.peek()
        self._at += len(sign)
        return sign

    def take_value(self) -> str:
        """The text of the JSON value that comes next."""
        self.peek()
        while (end := self._find_end()) is None:
            size = len(self._text) - self._at
            if size > LINE_LIMIT:
                raise InvalidInput(
                    "too_long", "An element is longer than %(limit)d characters.", limit=LINE_LIMIT
                )
            # Twice as much each time: a long element is looked at a few times only.
            self._read(max(size, _CHUNK))
        value = self._text[self._at : end]
        self._at = end
        return value

    def _find_end(self) -> int | None:
        """Where the value ends; None where it may go on in what has not been read."""
        try:
            _value, end = _DECODER.raw_decode(self._text, self._at)
        except RecursionError:
            raise strict_json.make_too_deep() from None
        except ValueError as fault:
            if self._is_over:
                problem = fault.msg if isinstance(fault, json.JSONDecodeError) else "number"
                raise InvalidInput(
                    "malformed_json", "This is not JSON: %(problem)s.", problem=problem
                ) from None
            return None
        # A number at the end of what was read may have further digits.
        return end if end < len(self._text) or self._is_over else None

    def _read(self, size: int) -> None:
        """At least so many characters more, if there are as many."""
        kept = [self._text[self._at :]]
        while size > 0 and (piece := next(self._pieces, None)) is not None:
            kept.append(piece)
            size -= len(piece)
        self._is_over = size > 0
        self._text, self._at = "".join(kept), 0


def _read_text(stream: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    position = 0
    try:
        while data := stream.read(_CHUNK):
            yield decoder.decode(data)
            position += len(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        raise InvalidInput(
            "not_utf8",
            "The file is not UTF-8: the byte at position %(position)d is wrong.",
            position=position + fault.start,
        ) from None
