"""ClaimBuster: sentences as non-factual, unimportant or check-worthy; CSV and JSON, both ways.

Columns as in its README.txt (`groundtruth.csv`, `crowdsourced.csv`), JSON as in `2xNCS.json`.
Sentence ids run through the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from claims.errors import InvalidInput
from claims.exchange import strict_json
from claims.exchange.csv import write_table
from claims.exchange.imported import (
    ImportedClaim,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_choice,
    take_id,
    take_object,
    take_text,
)
from claims.exchange.json_rows import read_elements, write_array
from claims.exchange.mapping import CHECK_WORTHY, CLAIMBUSTER
from claims.exchange.records import AnyRecord, Labelled
from claims.exchange.tables import decode_line, read_lines, read_table
from claims.exchange.tsv import take_cells
from claims.exchange.writing import (
    Writing,
    count_co_speakers,
    count_mapped,
    find_word,
    get_speaker,
    is_repeated,
    list_labelled,
    name_speaker,
    pick_text,
)

CSV_NAME, JSON_NAME = "claimbuster-csv", "claimbuster-json"
COLUMNS = (
    *("Sentence_id", "Text", "Speaker", "Speaker_title", "Speaker_party", "File_id", "Length"),
    *("Line_number", "Sentiment", "Verdict"),
)
# 1 is a check-worthy factual sentence, 0 the rest.
_FLAGS = {"Yes": 1, "No": 0}


def write_csv(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """Rows as in RFC 4180, for programs: nothing in them is made safe for spreadsheets."""
    return write_table(COLUMNS, _list_rows(records, writing))


def _list_labelled(
    records: Iterable[AnyRecord], writing: Writing
) -> Iterator[tuple[Labelled, str]]:
    """The records that go out, with their word; of the others it is counted why not."""
    for record in list_labelled(records):
        if is_repeated(record, writing):
            continue
        word = find_word(record, CLAIMBUSTER, writing)
        if word is not None:
            count_mapped(record, CLAIMBUSTER, writing)
            writing.report.records += 1
            yield record, word


def _list_rows(records: Iterable[AnyRecord], writing: Writing) -> Iterator[list[str]]:
    report = writing.report
    for record, word in _list_labelled(records, writing):
        speaker = get_speaker(record)
        count_co_speakers(record, report)
        text = pick_text(record, report)
        yield [
            str(report.records),
            text,
            name_speaker(record) or "",
            (speaker.role if speaker else None) or "",
            (speaker.affiliation if speaker else None) or "",
            record.article.source_id or str(record.article.uuid),
            str(len(text.split())),
            str(record.claim.position),
            # Sentiment is not measured here.
            "",
            word,
        ]


def write_json(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """One array of `sentence_id`, `label`, `text`; the label is 1 or 0."""
    return write_array(_list_objects(records, writing))


def _list_objects(records: Iterable[AnyRecord], writing: Writing) -> Iterator[dict[str, Any]]:
    report = writing.report
    for record, word in _list_labelled(records, writing):
        if word == "-1":
            # Two classes become one.
            report.mapped[word, "0"] += 1
        text = pick_text(record, report)
        yield {"sentence_id": report.records, "label": int(word == "1"), "text": text}


def read_csv(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each row below the header by its number, or why it is none."""
    return parse_rows(_read_rows(stream), _parse_row)


def _read_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, str] | InvalidInput]]:
    rows = read_table(decode_line(*line) for line in read_lines(stream))
    header = next(rows, [])
    if missing := [name for name in ("Sentence_id", "Text") if name not in header]:
        raise InvalidInput(
            "wrong_columns", "There is no column %(missing)s.", missing=", ".join(missing)
        )
    if len(set(header)) < len(header):
        raise InvalidInput("repeated_column", "A column stands twice in the header.")
    for number, cells in enumerate(rows, start=1):
        try:
            yield number, take_cells(cells, header)
        except InvalidInput as refusal:
            yield number, refusal


def _parse_row(row: dict[str, str]) -> Iterator[ImportedClaim]:
    yield ImportedClaim(
        format=CSV_NAME,
        source_id=row["Sentence_id"],
        text=take_text(row, "Text", required=True),
        source=row,
        document_id=row.get("File_id", ""),
        speaker=row.get("Speaker", ""),
        speaker_role=row.get("Speaker_title", ""),
        speaker_affiliation=row.get("Speaker_party", ""),
        labels=tuple(_list_labels(row)),
    )


def _list_labels(row: Mapping[str, str]) -> Iterator[ImportedLabel]:
    """`all_sentences.csv` has no verdicts."""
    if "Verdict" in row:
        value = take_choice(row["Verdict"], CLAIMBUSTER.values, "Verdict")
        yield ImportedLabel(vocabulary=CLAIMBUSTER.name, value=value)


def read_json(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each object of the array by its number, or why it is none."""
    return parse_rows(read_elements(stream), _parse_object)


def _parse_object(text: str) -> Iterator[ImportedClaim]:
    row = take_object(strict_json.parse(text))
    flags = {str(flag): word for word, flag in _FLAGS.items()}
    word = flags[take_choice(take_id(row, "label"), flags, "label")]
    yield ImportedClaim(
        format=JSON_NAME,
        source_id=take_id(row, "sentence_id"),
        text=take_text(row, "text", required=True),
        source=row,
        labels=(ImportedLabel(vocabulary=CHECK_WORTHY.name, value=word),),
    )


def write_csv_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The rows as they came, under the header of the first."""
    rows = (claim.source for claim in claims)
    first = next(rows, None)
    if first is None:
        return write_table(COLUMNS, ())
    return write_table(list(first), (list(row.values()) for row in chain([first], rows)))


def write_json_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The objects as they came."""
    return write_array(claim.source for claim in claims)
