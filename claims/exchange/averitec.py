"""AVeriTeC: one JSON array of claims with questions and answers, written and read.

Keys, their order and their types are those of the data set's files (MichSchli/AVeriTeC,
data/dev.json). Of an answer `cached_source_url` and `boolean_explanation` are absent where there
are none, never null; `speaker` may be null or "" there, and each is kept as it came.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from claims.errors import InvalidInput
from claims.exchange import strict_json
from claims.exchange.imported import (
    ImportedClaim,
    ImportedEvidence,
    ImportedLabel,
    ImportedRow,
    parse_rows,
    take_choice,
    take_list,
    take_object,
    take_text,
    take_texts,
)
from claims.exchange.json_rows import read_elements, write_array
from claims.exchange.mapping import AVERITEC
from claims.exchange.records import AnyRecord, DecisionRecord, EvidenceRecord, Labelled
from claims.exchange.report import Report
from claims.exchange.writing import (
    Writing,
    count_co_speakers,
    count_mapped,
    find_word,
    list_labelled,
    name_speaker,
    pick_text,
)

NAME = "averitec"
ANSWERS_LIMIT = 3
NO_ANSWER = "No answer could be found."
METADATA = "Metadata"
_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{1,4})", re.ASCII)


def write(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """The claims that have a verdict AVeriTeC knows, as one array, a claim a line."""
    return write_array(_dump_each(records, writing))


def _dump_each(records: Iterable[AnyRecord], writing: Writing) -> Iterator[dict[str, Any]]:
    for record in list_labelled(records):
        label = find_word(record, AVERITEC, writing)
        if label is not None:
            count_mapped(record, AVERITEC, writing)
            count_co_speakers(record, writing.report)
            writing.report.records += 1
            yield _dump(record, label, writing)


def _dump(record: Labelled, label: str, writing: Writing) -> dict[str, Any]:
    report = writing.report
    return {
        "claim": pick_text(record, report),
        "required_reannotation": _had_differed(record),
        "label": label,
        "justification": record.justification or "",
        "claim_date": _date_claim(record),
        "speaker": name_speaker(record),
        "original_claim_url": record.article.url,
        # The data set starts from other people's; here it is the one that came of the decision.
        "fact_checking_article": writing.source.find_page(record) or "",
        "reporting_source": record.reporting_source or record.article.outlet,
        "location_ISO_code": None,
        "claim_types": list(record.claim_types),
        "fact_checking_strategies": [],
        "questions": _list_questions(record.evidence, report),
        "cached_original_claim_url": None,
    }


def _date_claim(record: Labelled) -> str | None:
    """The earliest day that a day, month or year can be read as."""
    day = record.claim_date
    if day is None:
        return None
    if record.claim_date_precision == "year":
        day = day.replace(month=1, day=1)
    elif record.claim_date_precision == "month":
        day = day.replace(day=1)
    return format_date(day)


def _had_differed(record: Labelled) -> bool:
    """Whether those whom a decision stands on gave different verdicts."""
    if not isinstance(record, DecisionRecord):
        return False
    return len({label.verdict for label in record.basis}) > 1


def _list_questions(evidence: Iterable[EvidenceRecord], report: Report) -> list[dict[str, Any]]:
    answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in evidence:
        if not item.question:
            report.left_out["evidence_without_question"] += 1
        elif len(answers[item.question]) == ANSWERS_LIMIT:
            report.left_out["more_than_three_answers"] += 1
        else:
            answers[item.question].append(_dump_answer(item))
    return [{"question": question, "answers": several} for question, several in answers.items()]


def _dump_answer(item: EvidenceRecord) -> dict[str, Any]:
    """What is quoted answers where no answer is given; where neither is, none was found."""
    answer = item.answer or item.quote
    if not answer:
        return {
            "answer": NO_ANSWER,
            "answer_type": "Unanswerable",
            "source_url": "",
            "source_medium": "",
        }
    is_metadata = item.medium == METADATA
    answer_type = _find_answer_type(answer, item.quote)
    dumped = {
        "answer": answer,
        "answer_type": answer_type,
        "source_url": METADATA if is_metadata else item.url or "",
        "source_medium": item.medium or "",
    }
    if is_metadata or item.archived_url:
        dumped["cached_source_url"] = METADATA if is_metadata else item.archived_url or ""
    if answer_type == "Boolean" and item.quote:
        dumped["boolean_explanation"] = item.quote
    return dumped


def _find_answer_type(answer: str, quote: str | None) -> str:
    """By the words alone: yes or no, words of the passage, or the annotator's own."""
    if answer in {"Yes", "No"}:
        return "Boolean"
    return "Extractive" if quote and answer in quote else "Abstractive"


def format_date(day: date) -> str:
    """D-M-YYYY, without zeros before: 1-10-2020."""
    return f"{day.day}-{day.month}-{day.year}"


def parse_date(value: str) -> date:
    """The day that D-M-YYYY names. Raises InvalidInput."""
    match = _DATE.fullmatch(value)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        # There is no such day.
        pass
    raise InvalidInput(
        "wrong_type", "“claim_date” must be a day written D-M-YYYY.", field="claim_date"
    )


def read(stream: BinaryIO) -> Iterator[ImportedRow]:
    """Each claim of the array by its number, or why it is none. Holds one at a time."""
    return parse_rows(read_elements(stream), _parse)


def _parse(text: str) -> Iterator[ImportedClaim]:
    row = take_object(strict_json.parse(text))
    claim_date = take_text(row, "claim_date")
    yield ImportedClaim(
        format=NAME,
        text=take_text(row, "claim", required=True),
        source=row,
        speaker=take_text(row, "speaker"),
        reporting_source=take_text(row, "reporting_source"),
        url=take_text(row, "original_claim_url"),
        archived_url=take_text(row, "cached_original_claim_url"),
        claim_date=parse_date(claim_date) if claim_date else None,
        claim_types=take_texts(row, "claim_types"),
        justification=take_text(row, "justification"),
        # The test files have no labels.
        labels=tuple(_list_labels(row)),
        evidence=tuple(_list_evidence(row)),
    )


def _list_labels(row: Mapping[str, Any]) -> Iterator[ImportedLabel]:
    if row.get("label") is not None:
        yield ImportedLabel(
            vocabulary=AVERITEC.name, value=take_choice(row["label"], AVERITEC.values, "label")
        )


def _list_evidence(row: Mapping[str, Any]) -> Iterator[ImportedEvidence]:
    """Each answer; all of them together are what the verdict rests on: one set."""
    position = 0
    for question in map(take_object, take_list(row, "questions")):
        for answer in map(take_object, take_list(question, "answers")):
            position += 1
            yield _parse_answer(position, take_text(question, "question"), answer)


def _parse_answer(position: int, question: str, answer: Mapping[str, Any]) -> ImportedEvidence:
    """Without the words that stand for no answer, and for no address."""
    answer_type = take_text(answer, "answer_type")
    urls = [take_text(answer, name) for name in ("source_url", "cached_source_url")]
    return ImportedEvidence(
        position=position,
        set_number=1,
        question=question,
        answer="" if answer_type == "Unanswerable" else take_text(answer, "answer"),
        answer_type=answer_type,
        explanation=take_text(answer, "boolean_explanation"),
        url=urls[0] if urls[0] != METADATA else "",
        archived_url=urls[1] if urls[1] != METADATA else "",
        medium=take_text(answer, "source_medium"),
    )


def write_again(claims: Iterable[ImportedClaim]) -> Iterator[bytes]:
    """The claims as they came: each key and value, null, "" and what is absent."""
    return write_array(claim.source for claim in claims)
