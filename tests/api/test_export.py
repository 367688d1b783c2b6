"""The export over REST, and the operation behind it."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from rest_framework.test import APIClient

from claims.errors import InvalidInput, NotAllowed, NotFound
from claims.exchange import chunks, csv, jsonl
from claims.models import AuditEvent, Project, User
from claims.operations import exports
from claims.operations.exports import Wish
from claims.queries.export import Snapshot
from claims.queries.export_selection import Selection
from tests.api.conftest import Work, make_client
from tests.exports import stream_annotations
from tests.factories import NOW, ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader_api(reader: User) -> APIClient:
    return make_client(reader, scope="read")


def address(project: Project, query: str = "") -> str:
    return f"/api/v1/projects/{project.slug}/export/{query}"


def read(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def read_events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="export.started"))


@pytest.mark.parametrize("by", ["slug", "uuid"])
def test_a_reader_gets_json_lines(by: str, work: Work, reader_api: APIClient) -> None:
    answer = reader_api.get(f"/api/v1/projects/{getattr(work.project, by)}/export/")

    records = list(jsonl.read(io.BytesIO(read(answer))))
    assert records == list(stream_annotations(work.project))
    assert [record.uuid for record in records] == [work.annotation.uuid]
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{work.project.slug}-annotations-20')
    assert disposition.endswith('.jsonl"')


def test_csv_comes_back_as_the_same_records(work: Work, manager_api: APIClient) -> None:
    answer = manager_api.get(address(work.project, "?format=csv"))

    text = read(answer).decode()
    assert list(csv.read(io.StringIO(text, newline=""))) == list(stream_annotations(work.project))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"


def test_csv_for_excel_begins_with_a_byte_order_mark(work: Work, manager_api: APIClient) -> None:
    answer = manager_api.get(address(work.project, "?format=csv-excel"))

    assert read(answer).startswith(b"\xef\xbb\xbfschema_version,")
    assert answer.headers["Content-Disposition"].endswith('-excel.csv"')


def test_the_browser_gets_it_by_its_session(work: Work, manager: User, sign_in: Any) -> None:
    answer = sign_in(manager).get(address(work.project), headers={"Accept": "text/html"})

    assert json.loads(read(answer))["uuid"] == str(work.annotation.uuid)


def test_no_accept_header_is_refused(work: Work, manager_api: APIClient) -> None:
    assert read(manager_api.get(address(work.project, "?format=csv"), HTTP_ACCEPT="text/csv"))


def test_one_article_alone(work: Work, manager_api: APIClient) -> None:
    other = ArticleFactory(project=work.project)

    own = manager_api.get(address(work.project, f"?article={work.article.uuid}"))
    none = manager_api.get(address(work.project, f"?article={other.uuid}"))
    foreign = manager_api.get(address(work.project, f"?article={ArticleFactory().uuid}"))

    assert read(own).count(b"\n") == 1
    assert read(none) == b""
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?format=xlsx", "unknown_format", "format"),
        ("?format=", "unknown_format", "format"),
        ("?format=json", "unknown_format", "format"),
        ("?formt=csv", "unknown_field", "formt"),
        ("?format=csv&format=jsonl", "repeated", "format"),
        ("?article=1", "invalid", "article"),
        ("?cursor=1", "unknown_field", "cursor"),
    ],
)
def test_what_it_does_not_know_is_400(
    query: str, code: str, field: str, work: Work, manager_api: APIClient
) -> None:
    answer = manager_api.get(address(work.project, query))

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert read_events() == []


def test_who_may_not_is_refused(
    work: Work, api: APIClient, stranger_api: APIClient, curator: User
) -> None:
    assert api.get(address(work.project)).status_code == 403
    assert make_client(curator).get(address(work.project)).status_code == 403
    assert stranger_api.get(address(work.project)).status_code == 404
    assert APIClient().get(address(work.project)).status_code == 401
    assert make_client(curator, scope="read").head(address(work.project)).status_code == 405
    assert read_events() == []


def test_the_audit_has_it_before_the_first_byte(work: Work, manager: User) -> None:
    wish = Wish(selection=Selection(article=work.article.uuid), format_name="csv")
    stream = exports.start_export(actor=manager, project=work.project, wish=wish, now=NOW)

    (event,) = read_events()
    assert (event.actor, event.project, event.created_at) == (manager, work.project, NOW)
    assert event.target == str(work.article.uuid)
    assert event.data == {
        "of": "annotations",
        "format": "csv",
        "article": str(work.article.uuid),
        "after": None,
    }
    assert next(stream).startswith(b"schema_version,")
    stream.close()


def test_the_operation_refuses_by_itself(work: Work, manager: User, annotator: User) -> None:
    with pytest.raises(NotAllowed):
        exports.start_export(actor=annotator, project=work.project, now=NOW)
    with pytest.raises(InvalidInput):
        exports.start_export(
            actor=manager, project=work.project, wish=Wish(format_name="x"), now=NOW
        )
    foreign = Wish(selection=Selection(article=work.project.uuid))
    with pytest.raises(NotFound):
        exports.start_export(actor=manager, project=work.project, wish=foreign, now=NOW)
    assert read_events() == []


def test_a_failure_on_the_way_is_no_clean_end(
    work: Work, manager_api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = stream_annotations(work.project)

    def fail_after_some(_snapshot: Snapshot) -> Iterator[Any]:
        yield from [record] * 100
        raise OSError("The disk is gone.")

    monkeypatch.setattr(Snapshot, "stream", fail_after_some)
    answer: Any = manager_api.get(address(work.project))
    pieces = iter(answer.streaming_content)

    assert next(pieces)
    with pytest.raises(OSError, match="The disk is gone"):
        list(pieces)


@pytest.mark.django_db(transaction=True)
def test_a_client_that_goes_away_leaves_no_transaction(
    work: Work, manager_api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 1)
    answer: Any = manager_api.get(address(work.project))
    assert next(iter(answer.streaming_content))
    before = connections["snapshot"].in_atomic_block

    answer.close()

    assert (before, connections["snapshot"].in_atomic_block) == (True, False)
    assert not connection.in_atomic_block
    connections["snapshot"].close()


def test_the_schema_describes_it(manager_api: APIClient) -> None:
    schema = manager_api.get("/api/schema/?format=json", HTTP_ACCEPT="application/json").json()

    (operation,) = [
        operation
        for path in schema["paths"].values()
        for operation in path.values()
        if operation["operationId"] == "export_annotations"
    ]
    assert set(operation["responses"]["200"]["content"]) == {"application/x-ndjson", "text/csv"}
    parameters = {parameter["name"]: parameter["in"] for parameter in operation["parameters"]}
    assert parameters == {"project": "path"} | dict.fromkeys(
        (
            *("of", "format", "article", "from", "to", "annotator", "stage", "status"),
            *("verifiability", "verdict", "speaker", "changed_since", "rounds", "moment"),
            *("after", "trailer", "compress"),
        ),
        "query",
    )
