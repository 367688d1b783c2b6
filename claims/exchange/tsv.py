"""Tab-separated values without quoting, for programs: what LIAR and CheckThat! files are.

Such a file cannot hold a tab or a line end in a cell: each run of them becomes one space, and is
counted. Nothing else is changed, and nothing is made safe for spreadsheets.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from claims.errors import InvalidInput
from claims.exchange.chunks import gather
from claims.exchange.report import Report
from claims.exchange.tables import decode_line, read_lines

_UNHOLDABLE = re.compile("[\t\r\n]+")


def write_rows(rows: Iterable[Sequence[str]], report: Report) -> Iterator[bytes]:
    """The rows, LF line ends, UTF-8, in pieces of about 64 kB."""
    return gather(("\t".join([_hold(cell, report) for cell in row]) for row in rows), "\n")


def _hold(cell: str, report: Report) -> str:
    if not _UNHOLDABLE.search(cell):
        return cell
    report.altered["spaces_for_tabs_and_line_ends"] += 1
    return _UNHOLDABLE.sub(" ", cell)


# The number of a line, from 1, and its cells, or why it has none ("not_utf8", "too_long").
NumberedCells = tuple[int, list[str] | InvalidInput]


def read_rows(stream: BinaryIO) -> Iterator[NumberedCells]:
    """Each line that is not blank."""
    for number, (position, line) in enumerate(read_lines(stream), start=1):
        try:
            text = decode_line(position, line)
        except InvalidInput as refusal:
            yield number, refusal
            continue
        text = text.removesuffix("\n").removesuffix("\r")
        if text.strip():
            yield number, text.split("\t")


def take_cells(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """The cells by the names of their columns. Raises InvalidInput ("wrong_cells")."""
    if len(cells) != len(columns):
        raise InvalidInput(
            "wrong_cells",
            "The row has %(cells)d cells; there should be %(columns)d.",
            cells=len(cells),
            columns=len(columns),
        )
    return dict(zip(columns, cells, strict=True))
