"""The one table, as text and as JSON."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.rows import Result, Row

HEADER = ("name", "database", "size", "value", "unit", "floor", "ratio", "mark", "")
RIGHT = {2, 3, 5, 6, 7}
DOCUMENT = Path("docs/benchmarks.md")
START, END = "<!-- table -->", "<!-- /table -->"

# How much more the largest size may cost than the smallest from FROM on, for what is to be flat.
FLAT, FROM = 1.5, 10_000
# What an article of an import may cost more, each measured beside the text engine alone.
IMPORT_FLAT = 1.0


def arrange(rows: Sequence[Row]) -> list[Row]:
    """The rows by what they measure, and for what is to be flat one more on how flat it is."""
    known = {(row.result.name, row.database, row.size): row for row in rows}
    sizes = sorted({row.size for row in rows})
    arranged: list[Row] = []
    for name in dict.fromkeys(row.result.name for row in rows):
        for database in dict.fromkeys(row.database for row in rows):
            found = [row for size in sizes if (row := known.get((name, database, size)))]
            arranged += [*found, *_compare(found)]
    return arranged


def _compare(found: Sequence[Row]) -> Iterator[Row]:
    found = [row for row in found if row.size >= FROM] or found
    if len(found) < 2:
        return
    first, last = found[0].result, found[-1].result
    most = _find_mark(first.name)
    # An import's rate is held against the text engine's of the same moment: machines are noisy.
    value, one = (
        (last.ratio, first.ratio) if first.unit.endswith("/s") else (last.value, first.value)
    )
    if most and value and one:
        name = f"{first.name}, times that of {found[0].size:,}"
        growth = Result(name=name, value=value / one, unit="×", most=most)
        yield Row(database=found[-1].database, size=found[-1].size, result=growth)


def _find_mark(name: str) -> float | None:
    """How much more may be taken at the largest size, for what is to be flat."""
    if name == "import, beside the text engine alone":
        return IMPORT_FLAT
    is_flat = name.startswith(("next", "submit")) and name.endswith(("p50", "p95"))
    return FLAT if is_flat else None


def make_table(machine: str, rows: Sequence[Row]) -> str:
    """The table as text, the machine before it and the marks missed counted after it."""
    cells = [HEADER, *map(_make_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADER))]
    lines = [
        "  ".join(
            cell.rjust(width) if column in RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    marked = [row.result.met for row in rows if row.result.met is not None]
    summary = f"{len(marked)} marks: {sum(marked)} met, {len(marked) - sum(marked)} missed."
    return "\n".join([machine, "", lines[0], "-" * max(map(len, lines)), *lines[1:], "", summary])


def _make_cells(row: Row) -> tuple[str, ...]:
    result = row.result
    return (
        result.name,
        row.database,
        f"{row.size:,}",
        _format(result.value),
        result.unit,
        _format(result.floor),
        "" if result.ratio is None else f"{_format(result.ratio)}×",
        result.mark,
        {None: "", True: "met", False: "MISSED"}[result.met],
    )


def _format(number: float | None) -> str:
    """Three digits that count; large numbers whole."""
    if number is None:
        return ""
    if abs(number) >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}"


def write_json(path: Path, machine: str, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "rows": [row.to_json() for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_document(table: str) -> None:
    """Put the table into the documentation, in the place of the one there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    content = f"{before}{START}\n```\n{table}\n```\n{END}{after}"
    DOCUMENT.write_text(content, encoding="utf-8")
