"""The examples of the description: each operation has some, and they are what it says they are.

`RECORD_EXAMPLES=1 python -m pytest tests/api/test_examples.py -n 0` records them anew.
"""

import json
import os
import re
from typing import Any

import pytest
from django.urls import resolve
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from claims.api import examples
from claims.models import Lease, User
from tests.api import routes
from tests.api.conftest import Work, make_client
from tests.api.routes import Route

pytestmark = pytest.mark.django_db

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
# Items of a list that an example shows, and characters of a text.
SHOWN, LENGTH = 2, 300


@pytest.fixture(scope="module")
def schema() -> Any:
    """Generated once: that takes seconds."""
    return {}


def describe(api: APIClient, schema: Any) -> Any:
    if not schema:
        schema.update(api.get("/api/schema/").json())
    return schema


def list_operations(schema: Any) -> dict[str, Any]:
    return {
        operation["operationId"]: operation
        for methods in schema["paths"].values()
        for operation in methods.values()
    }


def find_operation(schema: Any, route: Route, address: str) -> str | None:
    """The operation of an address: by the path whose pattern it fits."""
    for path, methods in schema["paths"].items():
        if route.method in methods and resolve(fill(path)).url_name == route.name:
            return str(methods[route.method]["operationId"])
    return None


def fill(path: str) -> str:
    filled = re.sub(r"\{(uuid|other)\}", "00000000-0000-4000-8000-000000000000", path)
    return filled.replace("{version}", "1").replace("{project}", "p")


class Tidy:
    """Makes what differs from run to run the same: UUIDs, moments, numbers of factories."""

    def __init__(self) -> None:
        self.uuids: dict[str, str] = {}

    def __call__(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self(inner) for inner in value[:SHOWN]]
        if not isinstance(value, str):
            return value
        tidy = UUID.sub(self._name, value)[:LENGTH]
        tidy = MOMENT.sub("2026-03-01T12:00:00Z", tidy)
        return re.sub(r"fct_[\w-]+", "fct_…", tidy)

    def _name(self, found: re.Match[str]) -> str:
        number = len(self.uuids) + 1
        return self.uuids.setdefault(found[0], f"00000000-0000-4000-8000-{number:012d}")


@pytest.mark.skipif("RECORD_EXAMPLES" not in os.environ, reason="They are recorded already.")
def test_record(work: Work, admin: User, schema: Any) -> None:
    recorded: dict[str, Any] = {}
    client = make_client(admin)
    Lease.objects.update(annotator=admin)
    described = describe(client, schema)
    for route in routes.ALL:
        record(described, route, work, client, recorded)
    text = json.dumps(recorded, ensure_ascii=False, indent=1, sort_keys=True)
    examples.FILE.write_text(text + "\n", "utf-8")


def record(
    schema: Any, route: Route, work: Work, client: APIClient, recorded: dict[str, Any]
) -> None:
    operation = find_operation(schema, route, route.address(work))
    if operation is None:
        return
    tidy = Tidy()
    body = route.make_body(work) if route.method == "post" else None
    answer = getattr(client, route.method)(route.address(work), body)
    if answer.streaming:
        # A file that is sent is open until it is read.
        b"".join(answer)
    said = recorded.setdefault(operation, {})
    if route.method == "post":
        said["request"] = tidy(body)
    is_json = answer.get("Content-Type") == "application/json" and not answer.streaming
    if answer.status_code < 300 and is_json:
        said |= {"status": answer.status_code, "response": tidy(answer.json())}


def test_every_operation_has_examples_that_are_right(api: APIClient, schema: Any) -> None:
    described = describe(api, schema)
    wrong: list[str] = []
    for name, operation in list_operations(described).items():
        for content_type, content, what in list_contents(operation):
            if content_type.startswith(("application/json", "application/problem")):
                if "example" not in content:
                    # What refuses here needs much done before, and some have two statuses.
                    if what == "request":
                        wrong.append(f"{name}: no example of the {what}")
                    continue
                wrong += [f"{name} {what}: {fault}" for fault in validate(described, content)]

    assert wrong == []


def list_contents(operation: Any) -> list[tuple[str, Any, str]]:
    found = [
        (content_type, content, "request")
        for content_type, content in operation.get("requestBody", {}).get("content", {}).items()
    ]
    for status, answer in operation["responses"].items():
        for content_type, content in answer.get("content", {}).items():
            found.append((content_type, content, f"answer {status}"))
    return found


def validate(schema: Any, content: Any) -> list[str]:
    whole = {**content["schema"], "components": schema["components"]}
    faults = Draft202012Validator(whole).iter_errors(content["example"])
    return [f"{'.'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in faults]


# Operations whose description shows no answer, and why.
NOT_JSON = "Its answer is a file, or another document than JSON."
NO_BODY = "It answers without a body."
UNANSWERED = {
    "account_consent_create": "There is no text to accept.",
    "account_data": NOT_JSON,
    "account_sessions_end_create": "There is no such session.",
    "account_tokens_revoke_create": "The token is somebody else's.",
    "articles_boundaries_create": "The offset lies outside the claim.",
    "articles_boundaries_preview_create": "The offset lies outside the claim.",
    "articles_purge_create": "What is typed to confirm it is not its hash.",
    "claims_adopt_create": "No article has the same sentence.",
    "claims_decisions_create": "Who decides has labelled the claim before.",
    "claims_feedback_retrieve": "The article is none to train on.",
    "claims_skip_create": "The claim is labelled before.",
    "claims_step_aside_create": NO_BODY,
    "decisions_approve_create": "The project wants no approval.",
    "export_annotations": NOT_JSON,
    "export_audit": NOT_JSON,
    "export_project_audit": NOT_JSON,
    "label_source_file": NOT_JSON,
    "project_claimreviews": NOT_JSON,
    "project_timesheet": NOT_JSON,
    "projects_articles_fetch_create": "No host is listed.",
    "people_anonymise_create": "The name that is typed is another one.",
    "proposals_decline_create": "The proposal is applied before.",
    "proposals_withdraw_create": "The proposal is somebody else's.",
    "publication_claimreview": NOT_JSON,
    "publications_correct_create": "Another publication has the page.",
    "releases_delete_create": NO_BODY,
    "releases_diff_claims": NOT_JSON,
    "releases_files_retrieve": NOT_JSON,
    "speakers_merge_create": "The speaker cannot be one with themselves.",
}


def test_every_operation_shows_an_answer_or_there_is_a_reason(api: APIClient, schema: Any) -> None:
    operations = list_operations(describe(api, schema))
    with_answer = {
        name
        for name, operation in operations.items()
        if any(
            "example" in content
            for status, answer in operation["responses"].items()
            if status.startswith("2")
            for content in answer.get("content", {}).values()
        )
    }

    assert sorted(operations.keys() - with_answer) == sorted(UNANSWERED)
