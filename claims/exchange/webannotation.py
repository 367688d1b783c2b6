"""W3C Web Annotations, JSON-LD: one annotation of an article's passage a line.

A line is a whole annotation with its own `@context`, so that each validates by itself. Positions
count Unicode code points of the article's text, start inclusive, end exclusive.

A TextQuoteSelector's `prefix` and `suffix` are the text directly before and after. Records have the
neighbours' words, but not what stands between, so that there are none.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from claims.exchange.json_rows import write_lines
from claims.exchange.records import AnnotationRecord, AnyRecord, Labelled
from claims.exchange.shapes import format_moment
from claims.exchange.writing import Writing, list_labelled, name_speaker

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    """The records whose articles have an address, an annotation each."""
    return write_lines(_dump_each(records, writing))


def _dump_each(records: Iterable[AnyRecord], writing: Writing) -> Iterator[dict[str, Any]]:
    report = writing.report
    for record in list_labelled(records):
        if record.article.url is None:
            report.left_out["no_address"] += 1
            continue
        report.records += 1
        report.wordings["verbatim"] += 1
        yield _dump(record, record.article.url)


def _dump(record: Labelled, url: str) -> dict[str, Any]:
    annotation: dict[str, Any] = {
        "@context": CONTEXT,
        "id": f"urn:uuid:{record.uuid}",
        "type": "Annotation",
        "motivation": "classifying",
    }
    # A decision by rule has nobody who made it.
    if creator := _find_creator(record):
        annotation["creator"] = {"id": f"urn:annotator:{creator}", "type": "Person"}
    return annotation | {
        "created": format_moment(record.created_at),
        "body": list(_list_bodies(record)),
        "target": {"source": url, "selector": _list_selectors(record)},
    }


def _find_creator(record: Labelled) -> str | None:
    return record.annotator if isinstance(record, AnnotationRecord) else record.decided_by


def _list_bodies(record: Labelled) -> Iterator[dict[str, str]]:
    label = record.verifiability
    yield _make_body("classifying", f"verifiability:{label.value}")
    if record.verdict:
        yield _make_body("classifying", f"verdict:{record.verdict.value}")
    if speaker := name_speaker(record):
        yield _make_body("identifying", f"speaker:{speaker}")
    for one in record.co_speakers:
        if one.name:
            yield _make_body("identifying", f"co-speaker:{one.name}")
    if record.wording:
        yield _make_body("editing", record.wording)
    if record.justification:
        yield _make_body("commenting", record.justification)


def _make_body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _list_selectors(record: Labelled) -> list[dict[str, Any]]:
    """By its position, and by its words."""
    claim = record.claim
    return [
        {"type": "TextPositionSelector", "start": claim.start, "end": claim.end},
        {"type": "TextQuoteSelector", "exact": claim.text},
    ]
