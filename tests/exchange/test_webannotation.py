"""W3C Web Annotation: each line validates, and selects what it says it does."""

import json

import jsonschema
import pytest

from claims.exchange.records import Labelled
from tests.exchange.samples import (
    DECISION,
    FULL,
    MAYOR,
    PORT,
    SPARSE,
    THE_ARTICLE,
    UNNAMED,
)
from tests.exchange.writing import export, export_lines

# What the model asks of an annotation of this shape (W3C Recommendation, sections 3 and 4).
BODY = {
    "type": "object",
    "required": ["type", "value", "purpose"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string", "minLength": 1},
        "purpose": {"enum": ["classifying", "commenting", "editing", "identifying"]},
    },
    "additionalProperties": False,
}
POSITION = {
    "type": "object",
    "required": ["type", "start", "end"],
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 1},
    },
    "additionalProperties": False,
}
QUOTE = {
    "type": "object",
    "required": ["type", "exact"],
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        "exact": {"type": "string", "minLength": 1},
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "motivation", "created", "body", "target"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
        "type": {"const": "Annotation"},
        "motivation": {"const": "classifying"},
        "creator": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {
                "id": {"type": "string", "pattern": "^urn:annotator:a-[0-9a-f]{12}$"},
                "type": {"const": "Person"},
            },
            "additionalProperties": False,
        },
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"},
        "body": {"type": "array", "minItems": 1, "items": BODY},
        "target": {
            "type": "object",
            "required": ["source", "selector"],
            "properties": {
                "source": {"type": "string", "pattern": "^https?://"},
                "selector": {
                    "type": "array",
                    "prefixItems": [POSITION, QUOTE],
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
AT_HOME = FULL.article._replace(url="https://daily.example/ferry")


@pytest.mark.parametrize(
    "record",
    [FULL, DECISION, DECISION._replace(decided_by=None), SPARSE._replace(article=AT_HOME)],
)
def test_every_line_validates(record: Labelled) -> None:
    (line,) = export_lines("webannotation", record)

    jsonschema.Draft202012Validator(SCHEMA).validate(line)


def test_every_key() -> None:
    (line,) = export_lines("webannotation", FULL)

    assert line == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:{FULL.uuid}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"id": "urn:annotator:a-0123456789ab", "type": "Person"},
        "created": "2026-01-15T12:00:00.123456Z",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "classifying",
                "value": "verifiability:check_worthy_fact",
            },
            {"type": "TextualBody", "purpose": "classifying", "value": "verdict:Refuted"},
            {"type": "TextualBody", "purpose": "identifying", "value": "speaker:Ilse Brandt"},
            {
                "type": "TextualBody",
                "purpose": "identifying",
                "value": "co-speaker:Port of Norhaven",
            },
            {
                "type": "TextualBody",
                "purpose": "editing",
                "value": "The council paid 31 million crowns.",
            },
            {"type": "TextualBody", "purpose": "commenting", "value": 'The register says "33".'},
        ],
        "target": {
            "source": "https://daily.example/ferry",
            "selector": [
                {"type": "TextPositionSelector", "start": 120, "end": 160},
                {"type": "TextQuoteSelector", "exact": FULL.claim.text},
            ],
        },
    }


def list_speakers(record: Labelled) -> list[str]:
    (line,) = export_lines("webannotation", record)
    return [body["value"] for body in line["body"] if body["purpose"] == "identifying"]


def test_who_speaks_is_named_where_there_is_a_name() -> None:
    assert list_speakers(FULL._replace(speaker=UNNAMED, co_speakers=(UNNAMED,))) == []
    assert list_speakers(FULL._replace(speaker=THE_ARTICLE, co_speakers=(MAYOR, PORT))) == [
        "speaker:The Daily",
        "co-speaker:Ilse Brandt",
        "co-speaker:Port of Norhaven",
    ]


def test_without_an_address_there_is_nothing_to_annotate() -> None:
    data, report = export("webannotation", SPARSE, FULL)

    assert len(data.splitlines()) == report.records == 1
    assert report.left_out == {"no_address": 1}
    assert json.loads(data)["id"] == f"urn:uuid:{FULL.uuid}"
