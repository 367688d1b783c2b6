"""Examples of what is sent and answered, for the description: kept as they once were answered.

They are recorded by a test (tests/api/test_examples.py), which also holds them against the schema.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")
JSON = "application/json"


@cache
def read_examples() -> dict[str, Any]:
    """By operation: `request` and `response`, where there are such, and its `status`."""
    known: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return known


def add_examples(operation: dict[str, Any]) -> dict[str, Any]:
    """The operation of a description with its examples, and one of a refusal."""
    known = read_examples().get(operation["operationId"], {})
    if "request" in known and "requestBody" in operation:
        _put(operation["requestBody"], JSON, known["request"])
    if "response" in known:
        _put(operation["responses"].get(str(known["status"]), {}), JSON, known["response"])
    refused = operation["responses"].get("4XX", {})
    _put(refused, "application/problem+json", REFUSAL)
    return operation


def _put(part: dict[str, Any], content_type: str, example: Any) -> None:
    content = part.get("content", {}).get(content_type)
    if content is not None:
        content["example"] = example


_PROBLEM = {"code": "not_found", "detail": "There is no such thing here.", "field": None}
REFUSAL = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "instance": "/api/v1/claims/00000000-0000-4000-8000-000000000001/",
    **_PROBLEM,
    "problems": [_PROBLEM],
    "request_id": "3f0c6f6b1d6c4f3f9a3f5d0a7f6f2b11",
}
