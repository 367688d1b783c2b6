"""A row of another project is told from none at all by no parameter and no field of any body.

From the description of the API: wherever an operation takes the id of something, it is asked once
with that of another project's row, and once with one that nothing has. Both are answered alike. A
new name of a parameter or a field fails here until PARTS or OTHERS says what it is.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from claims.models import Lease, Project
from tests.api import routes
from tests.api.conftest import Work
from tests.api.routes import Route
from tests.factories import (
    AnnotationFactory,
    ApiTokenFactory,
    DecisionFactory,
    OutletFactory,
    ProjectFactory,
    ReleaseFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db

# Parameters and fields that name a row, and what kind of row.
PARTS = {
    "actor": "person",
    "after": "claim",
    "annotation": "annotation",
    "annotator": "person",
    "article": "article",
    "claim": "claim",
    "claims": "claim",
    "co_speakers": "speaker",
    "decision": "decision",
    "into": "speaker",
    "original_speaker": "speaker",
    "other_annotator": "person",
    "outlet": "outlet",
    "person": "person",
    "project": "project",
    "replaces": "decision",
    "revises": "annotation",
    "speaker": "speaker",
    "speakers": "speaker",
    "successor": "release",
    "target": "article",
    "token": "token",
}
# Those that name none; of the fields of bodies only those that are UUIDs.
OTHERS = {
    *("action", "active", "changed_since", "compress", "current", "cursor", "differ", "dry_run"),
    *("field", "fields", "format", "from", "guideline", "kind", "known", "label", "made_since"),
    *("merged", "moment", "of", "one", "other", "outdated", "page_size", "reason", "retired_since"),
    *("round", "rounds", "search", "since", "source_id", "stage", "standing", "state", "status"),
    *(
        "address",
        "group",
        "to",
        "trailer",
        "unread",
        "until",
        "verdict",
        "verifiability",
        "week",
        "withdrawn",
    ),
    # Chosen by who asks; schemes are the same for all projects.
    *("client_uuid", "verdict_scheme", "verifiability_scheme"),
}
# Where the two may differ, and why.
ALLOWED = {
    ("api-members", "person"): "Whoever has an account may be made a member.",
}
# An operation's parameter or field: the route, where it stands, its path.
Place = tuple[Route, str, tuple[str, ...]]


@pytest.fixture
def foreign(db: None) -> dict[str, str]:
    """Of each kind a row of a project that nobody here knows."""
    project = ProjectFactory()
    label = AnnotationFactory(slot__claim__article__project=project)
    rows: dict[str, Any] = {
        "project": project,
        "claim": label.claim,
        "article": label.claim.article,
        "annotation": label,
        "person": label.annotator,
        "decision": DecisionFactory(claim=label.claim),
        "outlet": OutletFactory(project=project),
        "speaker": SpeakerFactory(project=project),
        "token": ApiTokenFactory(user=label.annotator),
        "release": ReleaseFactory(project=project, ready=True),
    }
    return {kind: str(row.uuid) for kind, row in rows.items()}


def list_places(work: Work) -> Iterator[Place]:
    """Wherever the description says that something is named."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    known = {find_path(route, work): route for route in routes.ALL}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            route = known.get((method, path))
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query" and route:
                    yield route, "query", (parameter["name"],)
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("schema")
            if body and route:
                yield from ((route, "body", found) for found in set(list_uuids(schema, body)))


def find_path(route: Route, work: Work) -> tuple[str, str]:
    pattern = resolve(route.address(work)).route
    return route.method, "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)


def list_uuids(
    schema: dict[str, Any], part: dict[str, Any], *path: str
) -> Iterator[tuple[str, ...]]:
    """The paths of all fields that hold a UUID; "[]" for the items of an array."""
    while "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    for choice in ("oneOf", "anyOf", "allOf"):
        for one in part.get(choice, ()):
            yield from list_uuids(schema, one, *path)
    if "items" in part:
        yield from list_uuids(schema, part["items"], *path, "[]")
    for name, inner in part.get("properties", {}).items():
        yield from list_uuids(schema, inner, *path, name)
    if part.get("format") == "uuid":
        yield path


def put(body: Any, path: tuple[str, ...], value: str) -> Any:
    """The body with the value in that place."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if first == "[]":
        return [put(body[0] if isinstance(body, list) and body else {}, rest, value)]
    kept = body if isinstance(body, dict) else {}
    return kept | {first: put(kept.get(first), rest, value)}


def find_name(path: tuple[str, ...]) -> str:
    return [step for step in path if step != "[]"][-1]


def ask(client: APIClient, work: Work, place: Place, value: str) -> tuple[int, str]:
    """What is answered, whatever the id is; of what was done nothing remains."""
    route, where, path = place
    body = route.make_body(work) if route.method == "post" else None
    address = route.address(work)
    with transaction.atomic():
        if where == "query":
            address += f"?{path[0]}={value}"
        else:
            body = put(body, path, value)
        answer = getattr(client, route.method)(address, body)
        parts = answer.streaming_content if answer.streaming else (answer.content,)
        said = b"".join(parts).decode("utf-8", "replace")
        transaction.set_rollback(True)
    # Each answer has its own number, a moment at which it was made, and new rows their own ids.
    said = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}", "…", said)
    return answer.status_code, said.replace(value, "…")


def test_a_row_of_another_project_is_as_good_as_none(
    work: Work, foreign: dict[str, str], manager_api: APIClient, api: APIClient
) -> None:
    differing: dict[tuple[str, str], Any] = {}
    statuses: set[int] = set()
    tried = 0

    for place in list_places(work):
        name = find_name(place[2])
        if name in OTHERS:
            continue
        assert name in PARTS, f"Is {name} of {place[0]} the id of something? Say so in this file."
        for client in (manager_api, api):
            of_another = ask(client, work, place, foreign[PARTS[name]])
            of_none = ask(client, work, place, str(uuid.UUID(int=7)))
            tried += 1
            statuses.add(of_none[0])
            if of_another != of_none:
                differing[place[0].name, name] = (of_another, of_none)

    assert tried > 80
    assert {400, 404} <= statuses
    assert {key: what for key, what in differing.items() if key not in ALLOWED} == {}
    assert differing.keys() == ALLOWED.keys()


def test_who_may_label_is_told_no_more(
    work: Work, foreign: dict[str, str], api: APIClient, project: Project
) -> None:
    """A label that is right but for one name: what is refused is the name, in the same words."""
    assert Lease.objects.filter(pk=work.lease.pk, annotator=work.annotator).exists()
    (route,) = (one for one in routes.WRITES if one.name == "api-claim-annotations")

    for field in ("speaker", "original_speaker"):
        place: Place = (route, "body", (field,))
        status, said = ask(api, work, place, foreign["speaker"])
        assert (status, said) == ask(api, work, place, str(uuid.UUID(int=7)))
        assert (status, f'"field":"{field}"' in said.replace(" ", "")) == (400, True)
