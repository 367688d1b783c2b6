"""ClaimReview: each key, and each rule as a refusal."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims.errors import InvalidInput
from claims.exchange.claimreview import (
    PublicationRecord,
    PublicationStatus,
    dump,
    is_long,
    list_problems,
)
from claims.exchange.report import REASONS
from tests.exchange.claim_review_schema import REVIEW

LIVE = PublicationRecord(
    url="https://www.weekly.example/checks/ferry",
    domain="weekly.example",
    reviewer="The Weekly",
    reviewer_url="https://weekly.example",
    claim="The council paid 31 million crowns.",
    rating_name="False",
    rating=1,
    published=date(2026, 1, 20),
    speaker_kind="person",
    speaker_name="Ilse Brandt",
    speaker_same_as="https://www.wikidata.example/Q1",
    outlet="The Daily",
    claim_date=date(2026, 1, 8),
    appearance_url="https://daily.example/ferry",
    appearance_title="Council backs ferry plan",
    appearance_published=date(2026, 1, 9),
)
CORRECTED = replace(
    LIVE,
    status=PublicationStatus.CORRECTED,
    correction="An earlier version named another sum.",
    corrected_on=date(2026, 2, 1),
)


def test_every_key() -> None:
    written = dump(LIVE)

    assert list(written) == [
        "@context", "@type", "url", "claimReviewed", "datePublished", "itemReviewed", "author",
        "reviewRating",
    ]  # fmt: skip
    assert written == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://www.weekly.example/checks/ferry",
        "claimReviewed": "The council paid 31 million crowns.",
        "datePublished": "2026-01-20",
        "itemReviewed": {
            "@type": "Claim",
            "author": {
                "@type": "Person",
                "name": "Ilse Brandt",
                "sameAs": "https://www.wikidata.example/Q1",
            },
            "datePublished": "2026-01-08",
            "appearance": {
                "@type": "NewsArticle",
                "url": "https://daily.example/ferry",
                "headline": "Council backs ferry plan",
                "datePublished": "2026-01-09",
            },
        },
        "author": {
            "@type": "Organization",
            "name": "The Weekly",
            "url": "https://weekly.example",
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "False",
        },
    }


SPARSE = PublicationRecord(
    url="http://weekly.example/1",
    domain="weekly.example",
    reviewer="The Weekly",
    claim="x",
    rating_name="Not enough evidence",
    published=date(2026, 1, 20),
    speaker_kind="article",
    outlet="The Daily",
)


@pytest.mark.parametrize("publication", [LIVE, CORRECTED, SPARSE])
def test_every_review_validates(publication: PublicationRecord) -> None:
    Draft202012Validator(REVIEW).validate(dump(publication))


def test_what_lacks_evidence_has_no_number() -> None:
    assert dump(SPARSE)["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Not enough evidence",
    }


def test_in_its_own_voice_the_claim_is_the_outlets() -> None:
    article = replace(LIVE, speaker_kind="article", speaker_name=None)

    assert dump(article)["itemReviewed"]["author"] == {
        "@type": "Organization",
        "name": "The Daily",
    }
    port = replace(LIVE, speaker_kind="organisation", speaker_name="Port", speaker_same_as=None)
    assert dump(port)["itemReviewed"]["author"] == {"@type": "Organization", "name": "Port"}


def test_a_correction_is_dated() -> None:
    written = dump(CORRECTED)

    assert written["dateModified"] == "2026-02-01"
    assert written["correction"] == {
        "@type": "CorrectionComment",
        "text": "An earlier version named another sum.",
        "datePublished": "2026-02-01",
    }
    assert dump(replace(LIVE, modified=date(2026, 1, 21)))["dateModified"] == "2026-01-21"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": PublicationStatus.WITHDRAWN}, "withdrawn"),
        ({"claim": " "}, "claim_missing"),
        ({"reviewer": ""}, "reviewer_missing"),
        ({"rating_name": ""}, "no_rating_name"),
        ({"claim": "False: the council paid."}, "rating_in_claim"),
        ({"claim": "The council paid – false"}, "rating_in_claim"),
        ({"claim": "The council paid. (FALSE)"}, "rating_in_claim"),
        ({"rating": 0}, "rating_out_of_range"),
        ({"rating": 6}, "rating_out_of_range"),
        ({"url": "https://daily.example/x"}, "foreign_address"),
        ({"url": "https://weekly.example.evil/x"}, "foreign_address"),
        ({"url": "https://notweekly.example/x"}, "foreign_address"),
        ({"url": "javascript://weekly.example/%0aalert(1)"}, "foreign_address"),
        ({"url": "https://weekly.example/x#part"}, "foreign_address"),
        ({"url": "https://[weekly.example/"}, "foreign_address"),
        ({"url": "https://daily.example\\@weekly.example/x"}, "foreign_address"),
        ({"url": "https://ada@weekly.example/x"}, "foreign_address"),
        ({"domain": ""}, "foreign_address"),
        ({"speaker_kind": "unnamed", "speaker_name": None}, "speaker_unknown"),
        ({"speaker_kind": "unnamed", "speaker_name": "a witness"}, "speaker_unknown"),
        ({"speaker_kind": "article", "outlet": None}, "speaker_unknown"),
        ({"speaker_kind": "document"}, "speaker_not_a_person"),
        ({"speaker_kind": "article", "outlet": "the weekly"}, "same_origin"),
        ({"status": PublicationStatus.CORRECTED}, "correction_without_note"),
        ({"status": PublicationStatus.CORRECTED, "correction": "x"}, "correction_without_note"),
        ({"modified": date(2026, 1, 19)}, "dates_reversed"),
    ],
)
def test_what_breaks_a_rule_is_refused(change: dict[str, Any], reason: str) -> None:
    publication = replace(LIVE, **change)

    assert list_problems(publication) == [reason]
    with pytest.raises(InvalidInput) as caught:
        dump(publication)
    assert (caught.value.code, str(caught.value)) == (reason, REASONS[reason])


@pytest.mark.parametrize(
    "claim", ["The false teeth were paid for.", "He said false: it is.", "Falsehood: a play"]
)
def test_a_claim_may_use_the_word(claim: str) -> None:
    assert list_problems(replace(LIVE, claim=claim)) == []


def test_long_claims_are_only_warned_of() -> None:
    long = replace(LIVE, claim="x" * 75)

    assert (is_long(long), is_long(replace(LIVE, claim="x" * 74))) == (True, False)
    assert list_problems(long) == []
