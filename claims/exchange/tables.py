"""Lines and table cells of a file, read as it comes and never held whole."""

import csv
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from claims.errors import InvalidInput

# Bytes of one line, and characters of one cell: above any article, below any harm.
LINE_LIMIT = 32_000_000


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line with its end, and the position of its first byte in the file.

    Lines end with LF. Of a line longer than LINE_LIMIT only so much, and one byte more, is given.
    """
    position = 0
    while line := stream.readline(LINE_LIMIT + 1):
        yield position, line
        position += len(line)
        while len(line) > LINE_LIMIT and not line.endswith(b"\n"):
            line = stream.readline(LINE_LIMIT + 1)
            position += len(line)


def decode_line(position: int, line: bytes) -> str:
    """The text of a line that `read_lines` gave. Raises InvalidInput: "too_long", "not_utf8"."""
    if len(line) > LINE_LIMIT:
        raise InvalidInput("too_long", "The line is longer than %(limit)d bytes.", limit=LINE_LIMIT)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise InvalidInput(
            "not_utf8",
            "The file is not UTF-8: the byte at position %(position)d is wrong.",
            position=position + fault.start,
        ) from None
    return text.removeprefix("\ufeff") if position == 0 else text


def read_table(lines: Iterable[str]) -> Iterator[list[str]]:
    """The rows of a CSV file (RFC 4180), header row included; empty lines don't count.

    Raises InvalidInput ("malformed_csv") where quotes don't match or a cell is too long.
    """
    # The limit is one for the whole process; nothing else here sets it.
    csv.field_size_limit(LINE_LIMIT)
    try:
        for row in csv.reader(lines, strict=True):
            if row:
                yield row
    except csv.Error as fault:
        raise InvalidInput(
            "malformed_csv", "This is not CSV (RFC 4180): %(problem)s.", problem=fault
        ) from None
