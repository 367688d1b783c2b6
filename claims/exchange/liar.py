"""LIAR and LIAR-PLUS: tab-separated, no header, no quoting, 14 and 15 columns; written and read.

Columns and their order are those of the data set's README (tfs4/liar_dataset, Tariq60/LIAR-PLUS).
The five counts are of the speaker's statements in this very file, this one included, as the data
set has them; so the records are gone through twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from claims.exchange.imported import (
    ImportedClaim,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_choice,
    take_text,
)
from claims.exchange.mapping import LIAR
from claims.exchange.records import AnyRecord, Labelled
from claims.exchange.report import Report
from claims.exchange.tsv import read_rows, take_cells, write_rows
from claims.exchange.writing import (
    Writing,
    count_co_speakers,
    count_mapped,
    find_word,
    get_speaker,
    key_speaker,
    list_labelled,
    name_speaker,
    pick_text,
)

NAME, PLUS_NAME = "liar", "liar-plus"
# What is counted of each speaker, in the order of the columns. “true” is not.
COUNTED = ("barely-true", "false", "half-true", "mostly-true", "pants-fire")
COLUMNS = (
    *("id", "label", "statement", "subjects", "speaker", "job_title", "state", "party"),
    *("barely_true", "false", "half_true", "mostly_true", "pants_on_fire", "context"),
)
PLUS_COLUMNS = (*COLUMNS, "justification")
# As LIAR-PLUS is published, a running number stands before each row.
NUMBERED_COLUMNS = ("index", *PLUS_COLUMNS)


def prepare(records: Iterable[AnyRecord], writing: Writing) -> None:
    """Count each speaker's statements: the first of two passes. Memory: a few counts a speaker."""
    silent = replace(writing, report=Report())
    counts = writing.speaker_counts
    for record in list_labelled(records):
        label = _find_label(record, silent)
        if label is not None:
            counts.setdefault(key_speaker(record), Counter())[label] += 1


def _find_label(record: Labelled, writing: Writing) -> str | None:
    """The label of a record that goes out; of the others it is counted why not."""
    if name_speaker(record) is None:
        writing.report.left_out["speaker_unknown"] += 1
        return None
    return find_word(record, LIAR, writing)


def write(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """Rows of 14 columns. Raises KeyError for a speaker whom `prepare` has not seen."""
    return write_rows(_list_rows(records, writing), writing.report)


def write_plus(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """Rows of 15 columns, the last of them the justification; else as `write`."""
    rows = _list_rows(records, writing, lambda record: [record.justification or ""])
    return write_rows(rows, writing.report)


def _list_rows(
    records: Iterable[AnyRecord],
    writing: Writing,
    add: Callable[[Labelled], list[str]] = lambda record: [],
) -> Iterator[list[str]]:
    for record in list_labelled(records):
        label = _find_label(record, writing)
        if label is not None:
            count_mapped(record, LIAR, writing)
            count_co_speakers(record, writing.report)
            writing.report.records += 1
            yield [*_list_cells(record, label, writing), *add(record)]


def _list_cells(record: Labelled, label: str, writing: Writing) -> list[str]:
    speaker = get_speaker(record)
    counts = writing.speaker_counts[key_speaker(record)]
    return [
        f"{record.uuid}.json",
        label,
        pick_text(record, writing.report),
        # Subjects and states are not asked for here.
        "",
        name_speaker(record) or "",
        (speaker.role if speaker else None) or "",
        "",
        (speaker.affiliation if speaker else None) or "",
        *(str(counts[one]) for one in COUNTED),
        record.reporting_source or record.article.outlet or "",
    ]


def read(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row of a LIAR file by its line, or why it is none."""
    return parse_rows(read_rows(stream), partial(_parse, NAME, COLUMNS))


def read_plus(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row of a LIAR-PLUS file by its line, or why it is none."""
    return parse_rows(read_rows(stream), _parse_plus)


def _parse_plus(cells: Sequence[str]) -> Iterator[ImportedClaim]:
    is_numbered = len(cells) == len(NUMBERED_COLUMNS) and cells[0].isdecimal()
    return _parse(PLUS_NAME, NUMBERED_COLUMNS if is_numbered else PLUS_COLUMNS, cells)


def _parse(name: str, columns: Sequence[str], cells: Sequence[str]) -> Iterator[ImportedClaim]:
    row = take_cells(cells, columns)
    yield ImportedClaim(
        format=name,
        source_id=row["id"],
        text=take_text(row, "statement", required=True),
        source=row,
        speaker=row["speaker"],
        speaker_role=row["job_title"],
        speaker_affiliation=row["party"],
        reporting_source=row["context"],
        justification=row.get("justification", ""),
        labels=(
            ImportedLabel(
                vocabulary=LIAR.name, value=take_choice(row["label"], LIAR.values, "label")
            ),
        ),
    )


def write_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The rows as they came, cell by cell."""
    return write_rows((list(claim.source.values()) for claim in claims), Report())
