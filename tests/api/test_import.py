"""Bringing articles in."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.models import Article, AuditEvent, Project

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
