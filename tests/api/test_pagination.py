"""Pages: complete, stable, and silent about internal numbers."""

from itertools import chain

import pytest
from django.core import signing
from rest_framework.test import APIClient

from claims.models import Claim, Project
from tests.factories import ArticleFactory, ClaimFactory

pytestmark = pytest.mark.django_db

CLAIMS = "/api/v1/claims/"


@pytest.fixture
def claims(project: Project) -> list[Claim]:
    return ClaimFactory.create_batch(5, article=ArticleFactory(project=project))


def walk(client: APIClient, address: str | None) -> list[list[str]]:
    pages = []
    while address:
        answer = client.get(address).json()
        pages.append([row["uuid"] for row in answer["results"]])
        address = answer["next"]
    return pages


@pytest.mark.parametrize(
    ("size", "lengths"), ((1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (6, [5]), (1000, [5]))
)
def test_pages_are_complete_and_in_order(
    size: int, lengths: list[int], claims: list[Claim], api: APIClient
) -> None:
    pages = walk(api, f"{CLAIMS}?page_size={size}&kind=sentence")
    all_pages = walk(api, f"{CLAIMS}?page_size={size}")

    assert [len(page) for page in all_pages] == lengths
    assert list(chain(*all_pages)) == [str(claim.uuid) for claim in claims]
    assert list(chain(*pages)) == [str(claim.uuid) for claim in claims[1:]]


def test_rows_added_and_gone_meanwhile_move_nothing(claims: list[Claim], api: APIClient) -> None:
    first = api.get(f"{CLAIMS}?page_size=2&active=true").json()
    last_seen = claims[1]
    last_seen.retired_at = last_seen.article.created_at
    last_seen.save(update_fields=["retired_at"])
    added = ClaimFactory(article=last_seen.article)

    rest = walk(api, first["next"])

    assert list(chain(*rest)) == [str(claim.uuid) for claim in [*claims[2:], added]]


def test_without_rows_there_is_one_empty_page(project: Project, api: APIClient) -> None:
    assert api.get(CLAIMS).json() == {"next": None, "results": []}


@pytest.mark.parametrize("size", ("0", "-1", "1001", "x", "", "1.5", "²", "00000000012345", "1e3"))
def test_page_size_out_of_bounds(size: str, api: APIClient) -> None:
    answer = api.get(CLAIMS, {"page_size": size})

    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["code"], problem["detail"], problem["field"]) == (
        "invalid",
        "This must be a whole number from 1 to 1000.",
        "page_size",
    )


def test_made_up_cursors_are_refused(claims: list[Claim], api: APIClient) -> None:
    signer = signing.Signer(sep=".", salt="cursor:claims.claim")
    of_articles = signing.Signer(sep=".", salt="cursor:claims.article")
    made_up = [
        "",
        "x",
        "cD0x",
        str(claims[0].uuid),
        f"{claims[0].uuid}.xyz",
        signer.sign("7"),
        of_articles.sign(str(claims[0].uuid)),
        "\0",
        "é" * 5000,
    ]

    answers = [api.get(CLAIMS, {"cursor": cursor}) for cursor in made_up]

    assert [answer.status_code for answer in answers] == [400] * len(made_up)
    assert {answer.json()["code"] for answer in answers} == {"invalid_cursor"}


def test_answers_hold_no_internal_number(claims: list[Claim], api: APIClient) -> None:
    answer = api.get(f"{CLAIMS}?page_size=1").json()
    cursor = answer["next"].partition("cursor=")[2].partition("&")[0]

    assert "id" not in answer["results"][0]
    assert cursor.partition(".")[0] == str(claims[0].uuid)
