"""CheckThat! labs: sentences of debates and what is worth checking in them; written and read.

Tab-separated, no quoting. 2018 has no header: task 1 `line_number, speaker, text, label`, task 2
also `claim_number, normalized_claim, label` (clef2018-factchecking). 2024 task 1 has a header
(iai-group/clef2024-checkthat). Numbers run through the file: a resumed file would begin anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO

from claims.errors import InvalidInput
from claims.exchange.imported import (
    ImportedClaim,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_choice,
    take_text,
)
from claims.exchange.mapping import CHECK_WORTHY, CHECKTHAT_VERDICT
from claims.exchange.records import AnyRecord, Labelled
from claims.exchange.report import Report
from claims.exchange.tsv import NumberedCells, read_rows, take_cells, write_rows
from claims.exchange.writing import (
    Writing,
    count_co_speakers,
    count_mapped,
    find_word,
    is_repeated,
    list_labelled,
    name_speaker,
    pick_text,
)

T1_NAME, T2_NAME, NAME_2024 = "checkthat-2018-t1", "checkthat-2018-t2", "checkthat-2024"
T1_COLUMNS = ("line_number", "speaker", "text", "label")
T2_COLUMNS = ("line_number", "speaker", "text", "claim_number", "normalized_claim", "label")
COLUMNS_2024 = ("Sentence_id", "Text", "class_label")
_FLAGS = {"Yes": "1", "No": "0"}
_WORDS = {flag: word for word, flag in _FLAGS.items()}
# What stands in task 2 where a sentence is no claim: N/A, whatever the README says.
NO_CLAIM = ("N/A", "-", "-")


def write_t1(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """2018 task 1: 1 for what is worth checking, else 0."""
    return write_rows(_list_t1(records, writing), writing.report)


def _list_t1(records: Iterable[AnyRecord], writing: Writing) -> Iterator[list[str]]:
    report = writing.report
    for record in list_labelled(records):
        word = _find_worth(record, writing, needs_speaker=True)
        if word is not None:
            _count(record, writing)
            text = pick_text(record, report)
            yield [str(report.records), name_speaker(record) or "", text, _FLAGS[word]]


def _find_worth(record: Labelled, writing: Writing, *, needs_speaker: bool) -> str | None:
    """Whether the sentence is worth checking, if it goes out; of the others it is counted why."""
    if is_repeated(record, writing):
        return None
    if needs_speaker and name_speaker(record) is None:
        writing.report.left_out["speaker_unknown"] += 1
        return None
    return find_word(record, CHECK_WORTHY, writing)


def _count(record: Labelled, writing: Writing) -> None:
    count_mapped(record, CHECK_WORTHY, writing)
    count_co_speakers(record, writing.report)
    writing.report.records += 1


def write_2024(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """2024 task 1: `Yes` for what is worth checking, else `No`."""
    return write_rows(_list_2024(records, writing), writing.report)


def _list_2024(records: Iterable[AnyRecord], writing: Writing) -> Iterator[Sequence[str]]:
    report = writing.report
    yield COLUMNS_2024
    for record in list_labelled(records):
        word = _find_worth(record, writing, needs_speaker=False)
        if word is not None:
            count_mapped(record, CHECK_WORTHY, writing)
            report.records += 1
            yield [str(report.records), pick_text(record, report), word]


def write_t2(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """2018 task 2: of what is worth checking its number, the claim in other words, the verdict."""
    return write_rows(_list_t2(records, writing), writing.report)


def _list_t2(records: Iterable[AnyRecord], writing: Writing) -> Iterator[list[str]]:
    report = writing.report
    claim_number, last_claim = 0, ""
    for record in list_labelled(records):
        found = _find_t2(record, writing)
        if found is None:
            continue
        _count(record, writing)
        claim = pick_text(record, report)
        head = [str(report.records), name_speaker(record) or "", record.claim.text]
        if found == "":
            yield [*head, *NO_CLAIM]
            continue
        count_mapped(record, CHECKTHAT_VERDICT, writing)
        # Sentences that say the same in a row are one claim there.
        claim_number += claim != last_claim
        last_claim = claim
        yield [*head, str(claim_number), claim, found]


def _find_t2(record: Labelled, writing: Writing) -> str | None:
    """The verdict; "" of what is not worth checking; None of what does not go out.

    Where there is a check pass, the verdict is its own: the label pass has the rest.
    """
    report = writing.report
    if name_speaker(record) is None:
        report.left_out["speaker_unknown"] += 1
        return None
    word = find_word(record, CHECK_WORTHY, writing)
    if word == "No":
        return None if is_repeated(record, writing) else ""
    return find_word(record, CHECKTHAT_VERDICT, writing) if word else None


def read_t1(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row of a 2018 task 1 file by its line, or why it is none."""
    return parse_rows(read_rows(stream), _parse_t1)


def _parse_t1(cells: Sequence[str]) -> Iterator[ImportedClaim]:
    row = take_cells(cells, T1_COLUMNS)
    flag = take_choice(row["label"], _WORDS, "label")
    yield ImportedClaim(
        format=T1_NAME,
        source_id=row["line_number"],
        text=take_text(row, "text", required=True),
        source=row,
        speaker=row["speaker"],
        labels=(ImportedLabel(vocabulary=CHECK_WORTHY.name, value=_WORDS[flag]),),
    )


def read_t2(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row of a 2018 task 2 file by its line, or why it is none."""
    return parse_rows(read_rows(stream), _parse_t2)


def _parse_t2(cells: Sequence[str]) -> Iterator[ImportedClaim]:
    row = take_cells(cells, T2_COLUMNS)
    is_claim = row["claim_number"] != "N/A"
    labels = [ImportedLabel(vocabulary=CHECK_WORTHY.name, value="Yes" if is_claim else "No")]
    if is_claim:
        verdict = take_choice(row["label"], CHECKTHAT_VERDICT.values, "label")
        labels.append(ImportedLabel(vocabulary=CHECKTHAT_VERDICT.name, value=verdict))
    yield ImportedClaim(
        format=T2_NAME,
        source_id=row["line_number"],
        text=take_text(row, "text", required=True),
        source=row,
        wording=row["normalized_claim"] if is_claim else "",
        speaker=row["speaker"],
        labels=tuple(labels),
    )


def read_2024(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row of a 2024 file by its line (the header is line 1), or why it is none."""
    return parse_rows(_skip_header(read_rows(stream)), partial(_parse_2024))


def _skip_header(rows: Iterator[NumberedCells]) -> Iterator[NumberedCells]:
    _number, header = next(rows, (0, []))
    if isinstance(header, InvalidInput):
        raise header
    if tuple(header) != COLUMNS_2024:
        raise InvalidInput(
            "wrong_columns",
            "The header should be: %(columns)s.",
            columns=", ".join(COLUMNS_2024),
        )
    yield from rows


def _parse_2024(cells: Sequence[str]) -> Iterator[ImportedClaim]:
    row = take_cells(cells, COLUMNS_2024)
    word = take_choice(row["class_label"], CHECK_WORTHY.values, "class_label")
    yield ImportedClaim(
        format=NAME_2024,
        source_id=row["Sentence_id"],
        text=take_text(row, "Text", required=True),
        source=row,
        labels=(ImportedLabel(vocabulary=CHECK_WORTHY.name, value=word),),
    )


def write_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The rows of 2018 as they came, cell by cell."""
    return write_rows((list(claim.source.values()) for claim in claims), Report())


def write_2024_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The rows of 2024 as they came, with their header."""
    rows = (list(claim.source.values()) for claim in claims)
    return write_rows(_put_first(COLUMNS_2024, rows), Report())


def _put_first(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield header
    yield from rows
