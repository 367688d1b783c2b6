"""What is asked for, and no more: chosen fields, and answers that one has already."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from claims.models import Claim, User
from tests.api import routes
from tests.api.conftest import Work
from tests.api.routes import Route
from tests.factories import ClaimFactory

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"
READS = [*routes.LISTS, *routes.DETAILS]


@pytest.mark.parametrize("route", READS, ids=str)
def test_what_one_has_is_not_sent_again(route: Route, work: Work, api: APIClient) -> None:
    address = route.address(work)
    first = api.get(address)
    etag = first["ETag"]

    again = api.get(address, headers={"If-None-Match": f'"other", {etag}'})
    other = api.get(address, headers={"If-None-Match": '"other"'})
    head = api.head(address)

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    assert (other.status_code, other.content) == (200, first.content)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", etag)
    assert first["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first["Vary"]


def test_another_answer_has_another_etag(work: Work, api: APIClient, other_api: APIClient) -> None:
    """To other people, in other fields, and once a row has changed."""
    address = f"{CLAIMS}{work.open.uuid}/"
    etags = [
        api.get(address)["ETag"],
        api.get(f"{address}?fields=uuid")["ETag"],
        api.get(CLAIMS)["ETag"],
    ]
    ClaimFactory(article=work.article)

    assert len({*etags, api.get(CLAIMS)["ETag"]}) == 4


def test_refusals_and_writes_have_none(work: Work, api: APIClient) -> None:
    refused = api.get(f"{CLAIMS}?page_size=0")
    written = api.post(f"/api/v1/projects/{work.project.slug}/next/")

    for answer in (refused, written):
        assert "ETag" not in answer
        assert "no-store" in answer["Cache-Control"]


# ---- Chosen fields -------------------------------------------------------------------------------


def test_only_the_fields_asked_for(work: Work, api: APIClient) -> None:
    page = api.get(CLAIMS, {"fields": "uuid,text"}).json()
    row = api.get(f"{CLAIMS}{work.open.uuid}/", {"fields": "kind"}).json()

    assert [sorted(one) for one in page["results"]] == [["text", "uuid"]] * 3
    assert row == {"kind": "sentence"}


def test_fields_within_fields(work: Work, api: APIClient) -> None:
    address = f"/api/v1/annotations/{work.annotation.uuid}/"

    row = api.get(address, {"fields": "speaker.name,evidence.url,evidence.kind,uuid"}).json()
    whole = api.get(address, {"fields": "speaker.name,speaker"}).json()

    assert row == {
        "uuid": str(work.annotation.uuid),
        "speaker": {"name": "Ada Marrow"},
        "evidence": [{"url": row["evidence"][0]["url"], "kind": "source"}],
    }
    assert sorted(whole["speaker"]) == ["kind", "name", "uuid"]


@pytest.mark.parametrize(
    ("fields", "code"),
    (
        ("nonsense", "unknown_field"),
        ("uuid.more", "unknown_field"),
        ("speaker.nonsense", "unknown_field"),
        ("pk", "unknown_field"),
        ("annotator_id", "unknown_field"),
        ("", "invalid"),
        ("uuid,", "invalid"),
        ("," * 3000, "invalid"),
        ("uuid..", "unknown_field"),
    ),
)
def test_fields_that_there_are_not(fields: str, code: str, work: Work, api: APIClient) -> None:
    for address in ("/api/v1/annotations/", f"/api/v1/annotations/{work.annotation.uuid}/"):
        answer = api.get(address, {"fields": fields})

        assert answer.status_code == 400
        assert (answer.json()["code"], answer.json()["field"]) == (code, "fields")


def test_a_page_that_was_asked_for_goes_on_so(work: Work, api: APIClient) -> None:
    page = api.get(CLAIMS, {"fields": "uuid", "page_size": "2"}).json()

    rest = api.get(page["next"]).json()

    assert [list(row) for row in rest["results"]] == [["uuid"]]


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(("fields", "cost"), (("uuid,text", 3), ("uuid,parents", 4)))
def test_what_is_not_asked_for_is_not_read(
    fields: str,
    cost: int,
    count: int,
    work: Work,
    api: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ClaimFactory.create_batch(count, article=work.article)

    with django_assert_num_queries(cost):
        api.get(CLAIMS, {"fields": fields})


@pytest.mark.parametrize("size", (1, 2))
def test_rows_that_come_meanwhile_shift_nothing(size: int, work: Work, api: APIClient) -> None:
    known = [str(uuid) for uuid in Claim.objects.order_by("pk").values_list("uuid", flat=True)]
    seen: list[str] = []
    address: Any = f"{CLAIMS}?page_size={size}"
    while address:
        page = api.get(address).json()
        seen += [row["uuid"] for row in page["results"]]
        address = page["next"]
        if len(seen) < 4:
            ClaimFactory(article=work.article)

    assert seen[: len(known)] == known
    assert len(set(seen)) == len(seen)


def test_sessions_have_them_too(work: Work, annotator: User, client: Client) -> None:
    client.force_login(annotator)
    etag = client.get(CLAIMS)["ETag"]

    assert client.get(CLAIMS, headers={"If-None-Match": etag}).status_code == 304
