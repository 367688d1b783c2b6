"""The schema, the page that shows it, and the guide."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import Resolver404, resolve
from rest_framework import serializers
from rest_framework.test import APIClient

from claims.api import urls
from claims.api.agreement import (
    AnnotatorFiguresOut,
    CellOut,
    FieldAgreementOut,
    FieldQuery,
    PeopleAgreementOut,
    ResultOut,
    ShareOut,
)
from claims.api.agreement_claims import BehindQuery, ClaimBehindOut
from claims.api.annotations import AnnotationOut
from claims.api.boundaries import EditedOut, PreviewOut, ProposalOut
from claims.api.decisions import DecisionOut
from claims.api.errors import ErrorOut
from claims.api.projects import SettingsIn
from claims.api.publications import PublicationOut, PublishableOut
from claims.api.said import EvidenceOut
from claims.api.undo import ActionOut, UndoneOut
from claims.api.waiting import REASONS
from claims.api.work import STATES
from claims.models import User
from claims.operations.boundary_plans import OFFSETS_LIMIT
from tests.routes import OURS

WRITES = re.compile(r" -X POST | --json ")
ADDRESS = re.compile(r"""\$FACTCHECK(/[^\s"'?]*)""")
GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"


def test_schema_is_valid_and_complete(tmp_path: Path) -> None:
    """A warning says that some address is described by a guess: that fails too."""
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)


@pytest.mark.django_db
def test_schema_describes_every_operation(api: APIClient) -> None:
    schema = api.get("/api/schema/").json()

    described = {
        (path, method) for path, operations in schema["paths"].items() for method in operations
    }
    assert len(described) == 169
    assert all(
        "4XX" in operation["responses"]
        for operations in schema["paths"].values()
        for operation in operations.values()
    )
    names = [
        parameter["name"] for parameter in schema["paths"]["/api/v1/claims/"]["get"]["parameters"]
    ]
    assert sorted(names) == [
        *("If-None-Match", "active", "article", "cursor", "fields", "kind", "page_size"),
        *("project", "retired_since"),
    ]


@pytest.mark.django_db
def test_schema_gives_the_parameters_of_a_list_to_reading_it_alone(api: APIClient) -> None:
    path = api.get("/api/schema/").json()["paths"]["/api/v1/projects/{project}/exclusions/"]

    named = {
        method: sorted(parameter["name"] for parameter in path[method]["parameters"])
        for method in ("get", "post")
    }
    assert named == {
        "get": ["If-None-Match", "cursor", "fields", "page_size", "project", "standing"],
        "post": ["Idempotency-Key", "project"],
    }


@pytest.mark.django_db
def test_schema_gives_the_bounds_of_what_is_sent(api: APIClient) -> None:
    schemas = api.get("/api/schema/").json()["components"]["schemas"]

    settings_in = schemas["SettingsIn"]["properties"]
    bounds = {
        name: (field["minimum"], field["maximum"])
        for name, field in settings_in.items()
        if field.get("type") == "integer"
    }
    assert bounds == {
        "overlap": (1, 9),
        "double_percent": (0, 100),
        "approvals_wanted": (0, 3),
        "suggestions_hidden_percent": (0, 100),
        "gold_percent": (0, 50),
        "opinions_limit": (0, 9),
        "check_overlap": (1, 9),
        "lease_minutes": (5, 1440),
        "check_lease_minutes": (5, 10080),
        "least_gold_percent": (0, 100),
        "least_seconds": (0, 600),
        "pass_percent": (0, 100),
    }
    assert schemas["EditIn"]["properties"]["claims"]["maxItems"] == OFFSETS_LIMIT


@pytest.mark.django_db
def test_schema_names_every_value_of_what_is_fixed(api: APIClient) -> None:
    schemas = api.get("/api/schema/").json()["components"]["schemas"]

    def list_values(field: dict[str, Any]) -> list[str]:
        (name,) = re.findall(r"#/components/schemas/(\w+)", str(field))
        values: list[str] = schemas[name]["enum"]
        return values

    assert list_values(schemas["WaitingClaimOut"]["properties"]["reasons"]) == REASONS
    for shape in ("WorkClaimOut", "UndoneOut"):
        assert list_values(schemas[shape]["properties"]["state"]) == list(STATES)
    assert "annotation" in schemas["ActionOut"]["required"]
    assert "150 characters" not in str(schemas["MemberOut"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ({"lang": "../../x"}, {"lang": "de"}, {"version": "9"}, {"x": "\0"})
)
def test_schema_with_odd_parameters(query: dict[str, str], api: APIClient) -> None:
    assert api.get("/api/schema/", query).status_code == 200


@pytest.mark.django_db
def test_docs_page_is_strict_about_scripts(annotator: User, sign_in: Any) -> None:
    client = sign_in(annotator)

    page = client.get("/api/docs/", headers={"Accept": "text/html"})
    script = client.get("/api/docs/?script=", headers={"Accept": "*/*"})

    html = page.content.decode()
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert "script-src 'self';" in page["Content-Security-Policy"] + ";"
    assert script["Content-Type"] == "application/javascript"
    assert "/api/schema/" in script.content.decode()
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    assert len(files) == 4
    assert all(finders.find(file) for file in files)
    assert "//" not in re.sub(r"<!--.*?-->", "", html.replace("<!DOCTYPE", ""))


@pytest.mark.django_db
def test_other_pages_stay_strict_about_styles(api: APIClient) -> None:
    assert "unsafe-inline" not in api.get("/api/v1/projects/")["Content-Security-Policy"]


def list_examples() -> list[tuple[str, str]]:
    """Method and address of every curl call in the guide."""
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    calls = re.split(r"^(?=curl )", shell, flags=re.MULTILINE)[1:]
    return [("post" if WRITES.search(call) else "get", find_address(call)) for call in calls]


def find_address(call: str) -> str:
    found = ADDRESS.search(call)
    assert found, call
    return found[1]


def fill(address: str) -> str:
    """The address with a UUID for each shell variable."""
    return re.sub(r"\$\w+", "00000000-0000-0000-0000-000000000000", address)


@pytest.mark.parametrize(("method", "address"), list_examples())
def test_every_example_of_the_guide_has_an_address(method: str, address: str) -> None:
    try:
        match = resolve(fill(address))
    except Resolver404:
        pytest.fail(f"{address} is no address")

    view: Any = match.func
    assert match.url_name != "api-unknown"
    assert method in view.view_class.http_method_names
    assert hasattr(view.view_class, method)


def test_the_guide_shows_every_address() -> None:
    shown = {resolve(fill(address)).url_name for _method, address in list_examples()}
    text = GUIDE.read_text(encoding="utf-8")
    named = {f"`{path}`" for path in list_paths(urls.version_1)}

    assert [path for path in sorted(named) if path not in text] == []
    assert {"api-project-articles", "api-next", "api-claim-annotations", "api-export"} <= shown


def list_paths(patterns: list[Any], above: str = "") -> list[str]:
    """`projects/<project>/next/` and so on."""
    paths: list[str] = []
    for pattern in patterns:
        path = above + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            paths += list_paths(pattern.url_patterns, path)
        else:
            paths.append(path)
    return paths


SHAPES: list[type[serializers.Serializer]] = [
    ActionOut,
    AnnotationOut,
    AnnotatorFiguresOut,
    BehindQuery,
    CellOut,
    ClaimBehindOut,
    DecisionOut,
    EditedOut,
    ErrorOut,
    EvidenceOut,
    FieldAgreementOut,
    FieldQuery,
    PeopleAgreementOut,
    PreviewOut,
    ProposalOut,
    PublicationOut,
    PublishableOut,
    ResultOut,
    SettingsIn,
    ShareOut,
    UndoneOut,
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_guide_names_every_field_of(shape: type[serializers.Serializer]) -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert [
        name for name in shape().fields if f'"{name}"' not in text and f"`{name}`" not in text
    ] == []


def list_screens() -> dict[str, str]:
    """What the guide says of each address of the pages, by its name."""
    text = GUIDE.read_text(encoding="utf-8").partition("## What a screen does, over REST")[2]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|$", text, re.MULTILINE)
    return {name: told for names, told in rows for name in re.findall(r"`([^`]+)`", names)}


def test_every_page_has_an_address_or_a_reason_for_none() -> None:
    pages = {name for name in OURS if not name.startswith("api-")}
    paths = set(list_paths(urls.version_1))

    told = list_screens()

    assert set(told) == pages
    for name, addresses in told.items():
        named = re.findall(r"`([^`]+)`", addresses)
        assert set(named) <= paths, name
        assert named or re.match(r"none: .{10,}", addresses), name
