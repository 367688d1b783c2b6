"""ClaimReviews as documents and as a feed: JSON-LD that its readers take."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from claims.models import Article, Project, Publication, User
from claims.queries.claim_reviews import write_markup
from tests.api.conftest import make_client
from tests.exchange.claim_review_schema import FEED, REVIEW
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    VerdictFactory,
    open_newsroom,
)

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: LATER)


@pytest.fixture
def reader_api(reader: User) -> APIClient:
    """A newsroom's system: a token that reads."""
    return make_client(reader, scopes="read")


def make(project: Project, **changes: Any) -> Publication:
    claim = ClaimFactory(article=ArticleFactory(project=project))
    return PublicationFactory(decision=VerdictFactory(claim=claim), **changes)


def withdraw(publication: Publication) -> None:
    PublicationCorrectionFactory(
        publication=publication, kind="withdrawal", note="It was satire.", created_at=LATER
    )
    Publication.objects.filter(pk=publication.pk).update(
        state="withdrawn", changed_at=LATER, version=2
    )


def check(schema: dict[str, Any], document: Any) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)


def read_review(client: APIClient, publication: Publication, **headers: str) -> Any:
    return client.get(f"/api/v1/publications/{publication.uuid}/claimreview/", headers=headers)


def read_feed(client: APIClient, project: Project, given: Any = None, **headers: str) -> Any:
    address = f"/api/v1/projects/{project.slug}/claimreviews/"
    return client.get(address, given or {}, headers=headers)


def test_a_claim_review_is_what_its_readers_take(project: Project, reader_api: APIClient) -> None:
    publication = make(
        project,
        url="https://check.example/port",
        claim_reviewed="Traffic has doubled",
        author_name="Ada Marrow",
        author_same_as="https://ada.example/",
        claim_date=date(2026, 1, 9),
        appearance_date=date(2026, 1, 10),
        rating_name="False",
        rating=1,
    )

    answer = read_review(reader_api, publication)

    assert answer["Content-Type"] == "application/ld+json"
    document = answer.json() if hasattr(answer, "json") else json.loads(answer.content)
    check(REVIEW, document)
    assert document == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://check.example/port",
        "claimReviewed": "Traffic has doubled",
        "datePublished": "2026-01-15",
        "itemReviewed": {
            "@type": "Claim",
            "author": {
                "@type": "Person",
                "name": "Ada Marrow",
                "sameAs": "https://ada.example/",
            },
            "datePublished": "2026-01-09",
            "appearance": {
                "@type": "NewsArticle",
                "url": "https://harbour.example/a",
                "headline": "The harbour",
                "datePublished": "2026-01-10",
            },
        },
        "author": {
            "@type": "Organization",
            "name": "The Harbour Check",
            "url": "https://check.example/about",
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "False",
        },
    }


def test_a_rating_without_a_number_has_none(project: Project, reader_api: APIClient) -> None:
    document = json.loads(read_review(reader_api, make(project)).content)

    check(REVIEW, document)
    assert document["reviewRating"] == {"@type": "Rating", "alternateName": "Refuted"}


def test_corrections_are_told_with_their_days(project: Project, reader_api: APIClient) -> None:
    publication = make(project, state="corrected", version=2, changed_at=LATER)
    first = PublicationCorrectionFactory(publication=publication, created_at=NOW)

    once = json.loads(read_review(reader_api, publication).content)
    second = PublicationCorrectionFactory(publication=publication, created_at=LATER)
    twice = json.loads(read_review(reader_api, publication).content)

    check(REVIEW, once)
    check(REVIEW, twice)
    notes = [
        {"@type": "CorrectionComment", "text": one.note, "datePublished": day}
        for one, day in ((first, "2026-01-15"), (second, "2026-01-20"))
    ]
    assert (once["correction"], once["dateModified"]) == (notes[0], "2026-01-15")
    assert (twice["correction"], twice["dateModified"]) == (notes, "2026-01-20")


def test_a_withdrawn_one_is_gone_and_says_why(project: Project, reader_api: APIClient) -> None:
    publication = make(project)
    withdraw(publication)

    answer = read_review(reader_api, publication, accept="application/ld+json")

    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert answer.json()["code"] == "publication_withdrawn"
    assert answer.json()["detail"] == "This was withdrawn on 2026-01-20: It was satire."


def test_the_same_again_is_not_sent_again(project: Project, reader_api: APIClient) -> None:
    publication = make(project)

    for read in (
        lambda **headers: read_review(reader_api, publication, **headers),
        lambda **headers: read_feed(reader_api, project, **headers),
    ):
        first = read()
        again = read(if_none_match=first["ETag"])
        other = read(if_none_match='"other"')
        assert (again.status_code, again.content) == (304, b"")
        assert other.content == first.content


def test_under_an_embargo_nothing_leaves(project: Project, reader_api: APIClient) -> None:
    publication = make(project)
    Article.objects.update(embargo=LATER + timedelta(seconds=1))

    assert read_review(reader_api, publication).status_code == 404
    assert json.loads(read_feed(reader_api, project).content)["dataFeedElement"] == []


def test_the_feed_has_all_and_marks_what_was_withdrawn(
    project: Project, reader_api: APIClient
) -> None:
    open_newsroom(project)
    live, gone = make(project), make(project)
    withdraw(gone)
    make_of_another_project = PublicationFactory()

    answer = read_feed(reader_api, project, accept="application/ld+json, application/json;q=0.5")

    assert answer["Content-Type"] == "application/ld+json"
    feed = json.loads(answer.content)
    check(FEED, feed)
    assert str(make_of_another_project.uuid) not in answer.content.decode()
    elements = feed.pop("dataFeedElement")
    assert feed == {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "url": f"http://testserver/api/v1/projects/{project.slug}/claimreviews/",
        "name": "ClaimReview: The Harbour Check",
        "dateModified": "2026-01-20T09:30:00.000000Z",
    }
    assert [one["item"] for one in elements] == [
        [json.loads(read_review(reader_api, live).content)],
        [],
    ]
    assert elements[1] == {
        "@type": "DataFeedItem",
        "identifier": f"urn:uuid:{gone.uuid}",
        "url": gone.url,
        "dateCreated": "2026-01-15T12:00:00.000000Z",
        "dateModified": "2026-01-20T09:30:00.000000Z",
        "dateDeleted": "2026-01-20T09:30:00.000000Z",
        "description": "It was satire.",
        "item": [],
    }


def test_the_feed_comes_in_pages_and_since(project: Project, reader_api: APIClient) -> None:
    made = [make(project) for _ in range(3)]
    Publication.objects.filter(pk=made[1].pk).update(changed_at=LATER)

    def list_ids(answer: Any) -> list[str]:
        elements = json.loads(answer.content)["dataFeedElement"]
        return [one["identifier"].removeprefix("urn:uuid:") for one in elements]

    first = read_feed(reader_api, project, {"page_size": "2"})
    link = first["Link"]
    assert link.endswith('; rel="next"')
    second = reader_api.get(link.partition(">")[0].removeprefix("<"))

    ids = [str(one.uuid) for one in made]
    assert (list_ids(first), list_ids(second)) == (ids[:2], ids[2:])
    assert not second.has_header("Link")
    since = {"changed_since": "2026-01-20T09:30:59Z"}
    assert list_ids(read_feed(reader_api, project, since)) == [ids[1]]
    assert list_ids(read_feed(reader_api, project, {"changed_since": "2026-01-20T09:31:01Z"})) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"changed_since": "yesterday"}, "changed_since"),
        ({"cursor": "made-up"}, "cursor"),
        ({"page_size": "0"}, "page_size"),
        ({"since": "2026-01-01T00:00:00Z"}, "since"),
    ],
)
def test_odd_parameters(
    given: dict[str, str], field: str, project: Project, reader_api: APIClient
) -> None:
    refused = read_feed(reader_api, project, given)

    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["field"] == field


def test_nothing_in_a_claim_ends_the_markup(project: Project) -> None:
    said = "</script><script>alert(1)</script> & <!-- \u2028"
    publication = make(project, claim_reviewed=said, author_name="<b>Ada</b>")

    markup = write_markup(publication)

    assert markup.startswith('<script type="application/ld+json">\n')
    content = markup.removeprefix('<script type="application/ld+json">\n')
    content = content.removesuffix("\n</script>")
    assert not set("<>&\u2028") & set(content)
    assert json.loads(content)["claimReviewed"] == said
