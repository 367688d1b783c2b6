"""Bodies that are made to break something: refused on every address, never a failure."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Article, AuditEvent, Lease, User
from tests.api import routes
from tests.api.conftest import Work, make_client
from tests.api.routes import Route

pytestmark = pytest.mark.django_db

MALFORMED: dict[str, bytes] = {
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 100_000,
    "closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "deep value": b'{"text": ' + b"[" * 60 + b"]" * 60 + b"}",
    "nan": b'{"text": NaN}',
    "infinity": b'{"text": -Infinity}',
    "too large a float": b'{"text": 1e999}',
    "digits": b'{"text": ' + b"9" * 100_000 + b"}",
    "nul": b'{"text": "a\\u0000b"}',
    "nul in a key": b'{"te\\u0000xt": "a"}',
    "raw nul": b'{"text": "a\0b"}',
    "lone surrogate": b'{"text": "\\ud800"}',
    "lone surrogate in a key": b'{"\\udfff": "a"}',
    "surrogates the wrong way round": b'{"text": "\\udc00\\ud800"}',
    "not utf-8": b'{"text": "\xff"}',
    "utf-8 of a surrogate": b'{"text": "\xed\xa0\x80"}',
    "utf-16": '{"text": "a"}'.encode("utf-16"),
    "repeated key": b'{"text": "a", "text": "b"}',
    "repeated key within": b'[{"text": "a", "text": "b"}]',
    "trailing comma": b'{"text": "a",}',
    "single quotes": b"{'text': 'a'}",
    "comment": b'{"text": "a"} // b',
    "two values": b"{} {}",
    "cut off": b'{"text": "a',
    "blank": b" ",
}


@pytest.fixture
def client(work: Work, admin: User) -> APIClient:
    """Somebody who may do everything, and holds the lease."""
    Lease.objects.update(annotator=admin)
    return make_client(admin)


def post(client: APIClient, route: Route, work: Work, body: bytes) -> Any:
    return client.post(route.address(work), body, content_type="application/json")


@pytest.mark.parametrize("route", [*routes.WRITES, *routes.BULK], ids=str)
def test_malformed_bodies(route: Route, work: Work, client: APIClient) -> None:
    before = AuditEvent.objects.count()

    for name, body in MALFORMED.items():
        answer = post(client, route, work, body)

        assert answer.status_code == 400, name
        assert answer.json()["code"], name
        assert len(answer.content) < 2_000, name
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("route", routes.WRITES, ids=str)
def test_json_of_another_shape(route: Route, work: Work, client: APIClient) -> None:
    for body in ("null", "7", "true", '"text"', "[]", "[[]]", "[{}]", "1.5"):
        answer = post(client, route, work, body.encode())

        assert answer.status_code == 400, body
        assert answer.json()["code"], body


@pytest.mark.parametrize("route", routes.WRITES, ids=str)
def test_keys_that_nobody_asked_for(route: Route, work: Work, client: APIClient) -> None:
    for name in ("is_superuser", "is_staff", "project", "id", "x" * 100_000):
        answer = client.post(route.address(work), route.make_body(work) | {name: "1"})

        assert answer.status_code == 400, name
        assert name[:20] in answer.json()["field"]
        assert len(answer.content) < 5_000, name


def test_many_keys_and_many_items_are_refused_briefly(work: Work, client: APIClient) -> None:
    labels = f"/api/v1/claims/{work.open.uuid}/annotations/"
    articles = f"/api/v1/projects/{work.project.slug}/articles/"
    bodies = [
        (labels, {f"key{number}": 1 for number in range(50_000)}),
        (labels, {"co_speakers": [1] * 200_000}),
        (labels, {"evidence": [{}] * 100_000}),
        (articles, {f"key{number}": 1 for number in range(50_000)}),
        (articles, [1] * 10_000),
    ]

    for address, body in bodies:
        answer = client.post(address, body)
        assert answer.status_code == 400
        assert len(answer.json()["problems"]) <= 100


def test_charset_named_in_the_header_changes_nothing(work: Work, client: APIClient) -> None:
    answer = client.post(
        f"/api/v1/projects/{work.project.slug}/articles/",
        '{"text": "Zwölf Busse kamen."}'.encode(),
        content_type="application/json; charset=utf-7",
    )

    assert answer.status_code == 201
    assert Article.objects.filter(title="Zwölf Busse kamen.").exists()


@pytest.mark.parametrize(
    "name",
    ("..%2f..%2fetc", "%2e%2e", "%00", "a%0d%0ab", "%f0%9f%9a%8c", "'; DROP TABLE", "x" * 5_000),
)
def test_names_of_no_project(name: str, work: Work, client: APIClient) -> None:
    for rest in ("", "articles/", "export/"):
        assert client.get(f"/api/v1/projects/{name}/{rest}").status_code == 404


@pytest.mark.parametrize("uuid", ("1", "0" * 32, "x", "00000000-0000-0000-0000-00000000000g"))
def test_names_of_no_row(uuid: str, work: Work, client: APIClient) -> None:
    for noun in ("articles", "claims", "annotations", "decisions", "proposals"):
        assert client.get(f"/api/v1/{noun}/{uuid}/").status_code == 404
