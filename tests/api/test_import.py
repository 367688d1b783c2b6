"""Bringing articles in."""

import io
import json
from collections.abc import Iterator
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rest_framework.test import APIClient

from claims import outgoing
from claims.exchange.records import ArticleRecord
from claims.models import Article, AuditEvent, Project, User
from claims.operations import articles
from tests.factories import NOW

pytestmark = pytest.mark.django_db

TEXT = "The council bought nine buses. “They are blue,” said Ada Marrow, the mayor."


@pytest.fixture
def address(project: Project) -> str:
    return f"/api/v1/projects/{project.slug}/articles/"


def test_one_article(address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(
        address,
        {
            "text": TEXT,
            "title": "Buses",
            "published": "2026-01-10",
            "source_id": "b-1",
            "outlet": "The Daily",
            "author": None,
        },
    )

    article = Article.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "created": 1,
        "corrected": 0,
        "known": 0,
        "refused": 0,
        "rows": [
            {
                "row": 1,
                "status": "created",
                "article": str(article.uuid),
                "title": "Buses",
                "source_id": "b-1",
                "claims": 2,
                "corrects": None,
                "changed": [],
                "is_updated": False,
                "error": None,
            }
        ],
    }
    detail = manager_api.get(f"/api/v1/articles/{article.uuid}/").json()
    assert (detail["text"], detail["outlet"], detail["published"]) == (
        TEXT,
        "The Daily",
        "2026-01-10",
    )
    event = AuditEvent.objects.get(action="articles.imported")
    assert event.token is not None


def test_the_same_again_is_known(address: str, manager_api: APIClient) -> None:
    first = manager_api.post(address, {"text": TEXT}).json()

    again = manager_api.post(address, {"text": TEXT.replace("\n", "\r\n")})

    assert again.status_code == 200
    assert again.json()["known"] == 1
    assert again.json()["rows"][0]["article"] == first["rows"][0]["article"]
    assert Article.objects.count() == 1


def test_of_many_each_is_in_or_refused(address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(
        address,
        [
            {"text": "One thing happened."},
            {"text": "Another happened.", "url": "javascript:alert(1)"},
            {"txt": "A third."},
            7,
            {"text": "One thing happened."},
        ],
    )

    assert answer.status_code == 201
    assert [
        (row["row"], row["status"], row["error"] and (row["error"]["code"], row["error"]["field"]))
        for row in answer.json()["rows"]
    ] == [
        (1, "created", None),
        (2, "refused", ("invalid", "url")),
        (3, "refused", ("unknown_fields", "txt")),
        (4, "refused", ("not_an_object", None)),
        (5, "known", None),
    ]


def test_all_refused_is_an_error_with_the_report(address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(address, [{"text": " "}, {"text": 5}])

    assert answer.status_code == 400
    assert [(p["code"], p["field"]) for p in answer.json()["problems"]] == [
        ("empty", "0"),
        ("wrong_type", "1.text"),
    ]
    assert answer.json()["refused"] == 2
    assert [row["status"] for row in answer.json()["rows"]] == ["refused", "refused"]


@pytest.mark.parametrize(
    "body", ([], 7, "text", None, True, {}, {"articles": [{"text": TEXT}]}, [[]], [None])
)
def test_bodies_that_hold_no_article(body: Any, address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(address, body)

    assert answer.status_code == 400
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "text", ("", " \n ", "x" * 1_000_001, "é" * 500_001), ids=("empty", "blank", "long", "wide")
)
def test_text_that_cannot_be_an_article(text: str, address: str, manager_api: APIClient) -> None:
    assert manager_api.post(address, {"text": text}).status_code == 400
    assert not Article.objects.exists()


def test_too_many_at_once(address: str, manager_api: APIClient, settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 1

    answer = manager_api.post(address, [{"text": "One."}, {"text": "Two."}])

    assert answer.status_code == 400
    assert answer.json()["code"] == "too_many_rows"


def test_what_is_not_a_field_of_an_article_is_not_taken(
    address: str, manager_api: APIClient
) -> None:
    for name in ("uuid", "id", "project", "created_by", "created_at", "overlap", "length"):
        answer = manager_api.post(address, {"text": TEXT, name: "1"})
        assert answer.status_code == 400
        assert answer.json()["field"] == f"0.{name}"

    assert not Article.objects.exists()


def send_file(client: APIClient, address: str, kind: str, data: bytes) -> list[dict[str, Any]]:
    # DRF sends bytes as they are; its stubs know texts only.
    answer = client.generic("POST", address, cast("Any", data), content_type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    assert answer.streaming
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def send_lines(client: APIClient, address: str, *lines: str) -> list[dict[str, Any]]:
    return send_file(client, address, "application/x-ndjson", "".join(lines).encode())


def test_lines_are_answered_line_by_line(address: str, manager_api: APIClient) -> None:
    rows = send_lines(
        manager_api,
        address,
        json.dumps({"text": TEXT, "source_id": "b-1"}) + "\n",
        "\n",
        "no JSON\n",
        json.dumps({"text": TEXT}) + "\n",
        json.dumps({"text": TEXT + " It rained.", "source_id": "b-1"}) + "\n",
        '{"text": "cut sho',
    )

    first, corrected = Article.objects.order_by("pk")
    assert [(row["row"], row["status"]) for row in rows] == [
        (1, "created"),
        (3, "refused"),
        (4, "known"),
        (5, "created"),
        (6, "refused"),
    ]
    assert rows[1]["error"]["code"] == "malformed_json"
    assert (rows[3]["corrects"], corrected.previous) == (str(first.uuid), first)


PAGE = (
    f"<html><head><title>Buses</title></head><body><article><p>{TEXT}</p></article></body></html>"
)


def write_parquet(**columns: list[str]) -> bytes:
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("text/plain", TEXT.encode(), [("", TEXT)]),
        ("Text/Plain; charset=utf-16", TEXT.encode("utf-16"), [("", TEXT)]),
        ("text/markdown; charset=utf-8", f"# Buses\n\n**{TEXT}**".encode(), [("Buses", TEXT)]),
        ("text/html", PAGE.encode(), [("Buses", TEXT)]),
        (
            "text/csv",
            f'title,text\r\nA,One.\r\nB,"{TEXT}"\r\n'.encode(),
            [("A", "One."), ("B", TEXT)],
        ),
        (
            "application/vnd.apache.parquet",
            write_parquet(title=["A", "B"], text=["One.", TEXT]),
            [("A", "One."), ("B", TEXT)],
        ),
    ],
    ids=["text", "utf-16", "markdown", "page", "csv", "parquet"],
)
def test_a_file_is_a_body(
    kind: str,
    data: bytes,
    expected: list[tuple[str, str]],
    address: str,
    manager_api: APIClient,
) -> None:
    rows = send_file(manager_api, address, kind, data)

    articles = Article.objects.order_by("pk").select_related("body")
    assert [(row["row"], row["status"], row["article"]) for row in rows] == [
        (number, "created", str(article.uuid)) for number, article in enumerate(articles, start=1)
    ]
    for article, (title, end) in zip(articles, expected, strict=True):
        assert title in article.title
        assert article.body.text.rstrip("\n").endswith(end)


def test_rows_of_a_file_are_each_in_known_or_refused(address: str, manager_api: APIClient) -> None:
    table = (
        b"text,url\nOne thing happened.,\nAnother happened.,javascript:x\nOne thing happened.,\n"
    )

    tried = send_file(manager_api, f"{address}?dry_run=1", "text/csv", table)
    count = Article.objects.count()
    rows = send_file(manager_api, address, "text/csv", table)

    expected = [(1, "created", None), (2, "refused", "url"), (3, "known", None)]
    for told in (tried, rows):
        assert [
            (row["row"], row["status"], row["error"] and row["error"]["field"]) for row in told
        ] == expected
    assert (count, Article.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("text/plain", b"\xff\x00", "undecodable"),
        ("text/html", b"<p>", "no_main_text"),
        ("text/csv", b"title\nA\n", "text_missing"),
        ("application/vnd.apache.parquet", b"text\nA\n", "malformed_parquet"),
    ],
)
def test_a_file_that_is_none_is_one_refusal(
    kind: str, data: bytes, code: str, address: str, manager_api: APIClient
) -> None:
    (row,) = send_file(manager_api, address, kind, data)

    assert (row["status"], row["error"]["code"]) == ("refused", code)
    assert not Article.objects.exists()


def test_a_file_is_bounded_as_an_upload_is(
    address: str, manager_api: APIClient, settings: Any
) -> None:
    def send(data: str) -> tuple[int, str]:
        answer = manager_api.generic("POST", address, data, content_type="text/csv")
        return answer.status_code, answer.json()["code"]

    settings.IMPORT_MAX_ROWS = 1
    rows = send("text\nOne.\nTwo.\n")
    settings.IMPORT_MAX_BYTES = 1
    text = send("text\nOne thing.\n")
    title = send("title,text\nOne thing,1\n")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5
    body = send("text\nOne.\n")

    assert rows == text == title == (400, "too_many_rows")
    assert body == (413, "body_too_large")
    assert not Article.objects.exists()


def test_a_file_of_who_may_not_import_is_not_even_read(
    address: str, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.api.articles.read_articles", None)

    answer = api.generic("POST", address, TEXT, content_type="text/plain")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_other_kinds_of_bodies_are_refused(address: str, manager_api: APIClient) -> None:
    for kind in ("text/xml", "application/pdf", "multipart/form-data; boundary=x"):
        answer = manager_api.generic("POST", address, TEXT, content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/x-ndjson", "text/csv"])
def test_what_is_answered_by_a_stream_takes_no_key(
    kind: str, address: str, manager_api: APIClient
) -> None:
    answer = manager_api.generic(
        "POST", address, "text\nOne.\n", content_type=kind, HTTP_IDEMPOTENCY_KEY="k"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "key_not_taken")
    assert not Article.objects.exists()


def test_lines_are_read_and_answered_a_batch_at_a_time(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is held: of many lines no more are read than have been answered, and a batch."""
    monkeypatch.setattr(articles, "ARTICLES_AT_ONCE", 2)
    read: list[int] = []

    def come() -> Iterator[tuple[int, ArticleRecord]]:
        for number in range(6):
            read.append(number)
            yield number, ArticleRecord(text=f"Town {number} has a bridge.")

    parts = articles.stream_articles(actor=manager, project=project, rows=come(), now=NOW)
    seen = [(len(part), len(read)) for part in parts]

    assert seen == [(2, 3), (2, 5), (2, 6)]


def test_a_dry_run_writes_nothing(address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(f"{address}?dry_run=1", [{"text": TEXT}, {"text": TEXT}])
    rows = send_lines(manager_api, f"{address}?dry_run=1", json.dumps({"text": TEXT}))

    report = answer.json()
    assert (report["created"], report["known"]) == (1, 1)
    assert [(row["status"], row["article"]) for row in rows] == [("created", None)]
    assert not Article.objects.exists()
    assert not AuditEvent.objects.filter(action="articles.imported").exists()


def test_what_is_known_is_updated_on_demand(address: str, manager_api: APIClient) -> None:
    manager_api.post(address, {"text": TEXT})

    told = manager_api.post(address, {"text": TEXT, "author": "Ada"}).json()["rows"][0]
    updated = manager_api.post(f"{address}?known=update", {"text": TEXT, "author": "Ada"}).json()

    assert (told["changed"], told["is_updated"]) == (["author"], False)
    assert updated["rows"][0]["is_updated"] is True
    assert Article.objects.get().author == "Ada"


@pytest.mark.parametrize("query", ["?dry_run=2", "?known=replace", "?jobs=3"])
def test_unknown_ways_to_import_are_refused(
    query: str, address: str, manager_api: APIClient
) -> None:
    assert manager_api.post(address + query, {"text": TEXT}).status_code == 400
    assert not Article.objects.exists()


def test_links_are_off_unless_hosts_are_listed(address: str, manager_api: APIClient) -> None:
    answer = manager_api.post(f"{address}fetch/", {"url": "https://x.example/a"})

    assert (answer.status_code, answer.json()["code"]) == (409, "urls_off")


def test_a_page_is_fetched_from_a_listed_host(
    address: str, manager_api: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_HOSTS = ["courier.example"]
    asked: list[str] = []

    def fetch(url: str, **_: Any) -> outgoing.Answer:
        asked.append(url)
        return outgoing.Answer(
            url=url, status=200, headers={"content-type": "text/plain"}, body=TEXT.encode()
        )

    monkeypatch.setattr(outgoing, "fetch", fetch)

    refused = manager_api.post(f"{address}fetch/", {"url": "https://other.example/a"})
    fetched = manager_api.post(f"{address}fetch/", {"url": "https://courier.example/a"})

    assert (refused.status_code, refused.json()["code"]) == (400, "host_not_listed")
    assert fetched.status_code == 201
    assert asked == ["https://courier.example/a"]
    assert Article.objects.get().url == "https://courier.example/a"
    event = AuditEvent.objects.get(action="page.fetched")
    assert event.data == {"url": "https://courier.example/a"}
