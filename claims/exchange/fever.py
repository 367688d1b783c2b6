"""FEVER: JSON Lines of claims whose evidence are sentences of Wikipedia pages; written and read.

Evidence is a list of sets, alternatives; each a list of `[annotation id, evidence id, page,
sentence]`, needed together. A page and a sentence's number are never guessed: an item counts only
if its link names both, as `https://en.wikipedia.org/wiki/Oliver_Reed#sentence_0` does. Reading
makes such links.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

from claims.errors import InvalidInput
from claims.exchange.imported import (
    ImportedClaim,
    ImportedEvidence,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_choice,
    take_id,
    take_list,
    take_object,
    take_text,
)
from claims.exchange.json_rows import parse_line, read_json_lines, write_lines
from claims.exchange.mapping import FEVER
from claims.exchange.records import AnyRecord, EvidenceRecord, Labelled
from claims.exchange.report import Report
from claims.exchange.writing import Writing, count_mapped, find_word, list_labelled, pick_text

NAME = "fever"
PAGES = "https://en.wikipedia.org/wiki/"
_SENTENCE = re.compile(
    r"https?://en\.(?:m\.)?wikipedia\.org/wiki/([^?#]+)#sentence_(\d{1,6})", re.ASCII
)
_STANCES = {
    "SUPPORTS": frozenset({"supports", "partly_supports"}),
    "REFUTES": frozenset({"refutes"}),
}
NO_INFO = "NOT ENOUGH INFO"

EvidenceSet = list[tuple[str, int]]


def write(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """The claims that FEVER can say, one a line."""
    return write_lines(_dump_each(records, writing))


def _dump_each(records: Iterable[AnyRecord], writing: Writing) -> Iterator[dict[str, Any]]:
    report = writing.report
    evidence_id = 0
    for record in list_labelled(records):
        label = find_word(record, FEVER, writing)
        sets = _find_sets(record, label, report) if label else []
        if label is None or not sets:
            continue
        count_mapped(record, FEVER, writing)
        report.records += 1
        evidence = []
        for one in sets:
            evidence_id += 1
            evidence.append([[report.records, evidence_id, *place] for place in one])
        yield {
            "id": report.records,
            "label": label,
            "claim": pick_text(record, report),
            "evidence": evidence,
        }


def _find_sets(
    record: Labelled, label: str, report: Report
) -> list[EvidenceSet] | list[list[tuple[None, None]]]:
    """The sets that bear the label out, whole ones only; none, and counted, if there is none."""
    if label == NO_INFO:
        if record.evidence:
            report.left_out["evidence_without_info"] += len(record.evidence)
        return [[(None, None)]]
    sets = []
    for one in _list_sets(record.evidence):
        places = [_find_place(item) for item in one]
        if not _bears_out(label, one):
            report.left_out["evidence_other_stance"] += len(one)
        elif None in places:
            report.left_out["evidence_not_page_and_sentence"] += len(one)
        else:
            sets.append([place for place in places if place])
    if not sets:
        report.left_out["no_fever_evidence"] += 1
    return sets


def _list_sets(evidence: Iterable[EvidenceRecord]) -> Iterator[list[EvidenceRecord]]:
    by_set = attrgetter("set_number")
    return (list(one) for _number, one in groupby(sorted(evidence, key=by_set), by_set))


def _bears_out(label: str, items: Iterable[EvidenceRecord]) -> bool:
    """One item says so, and none the opposite; neutral ones lead from page to page."""
    stances = {item.stance for item in items}
    return bool(stances & _STANCES[label]) and stances <= _STANCES[label] | {"neutral"}


def _find_place(item: EvidenceRecord) -> tuple[str, int] | None:
    match = _SENTENCE.fullmatch(item.url or "")
    return (unquote(match[1]), int(match[2])) if match else None


def read(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each claim of the file by its line, or why it is none."""
    rows = ((number, (number, line, at)) for number, line, at in read_json_lines(stream))
    return parse_rows(rows, _parse)


def _parse(line: tuple[int, bytes, int]) -> Iterator[ImportedClaim]:
    row = take_object(parse_line(*line))
    yield ImportedClaim(
        format=NAME,
        source_id=take_id(row, "id"),
        text=take_text(row, "claim", required=True),
        source=row,
        labels=tuple(_list_labels(row)),
        evidence=tuple(_list_evidence(row)),
    )


def _list_labels(row: Mapping[str, Any]) -> Iterator[ImportedLabel]:
    """The test files have none."""
    if row.get("label") is not None:
        yield ImportedLabel(
            vocabulary=FEVER.name, value=take_choice(row["label"], FEVER.values, "label")
        )


def _list_evidence(row: Mapping[str, Any]) -> Iterator[ImportedEvidence]:
    position = 0
    for set_number, one in enumerate(take_list(row, "evidence"), start=1):
        for page, sentence in map(_take_place, take_list({"evidence": one}, "evidence")):
            if page is not None:
                position += 1
                yield ImportedEvidence(
                    position=position,
                    set_number=set_number,
                    url=f"{PAGES}{quote(page)}#sentence_{sentence}",
                    medium="Web text",
                )


def _take_place(value: object) -> tuple[str | None, int | None]:
    match value:
        case [_annotation, _evidence, None, None]:
            return None, None
        case [_annotation, _evidence, str(page), int(sentence)] if sentence >= 0:
            return page, sentence
    raise InvalidInput(
        "wrong_type",
        "“evidence” must be a list of lists of [annotation id, evidence id, page, sentence].",
        field="evidence",
    )


def write_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The claims as they came, one a line."""
    return write_lines(claim.source for claim in claims)
