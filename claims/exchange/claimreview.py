"""ClaimReview, JSON-LD (schema.org), of what a newsroom has published about a claim.

Keys and rules are those of Google's “Fact Check (ClaimReview)” page: what would break one of them
is refused, not repaired. What a publication is made from, and when it may change, is not for here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from claims.errors import InvalidInput
from claims.exchange.report import REASONS
from claims.text.links import is_on_hosts, read_host

CONTEXT = "https://schema.org"
# Characters of the claim above which Google may cut it off.
CLAIM_AIM = 75
WORST, BEST = 1, 5
# What the author of a claim is, by the kind of speaker: schema.org knows no others.
AUTHOR_TYPES = {"person": "Person", "organisation": "Organization", "article": "Organization"}


class PublicationStatus(StrEnum):
    """What has become of a review."""

    LIVE = "live"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationRecord:
    """A review as its page says it. What is absent is None.

    `url` is the page it stands on, `domain` the newsroom's own, `reviewer` the newsroom. `claim`
    is the claim as reviewed, `rating_name` the rating in words and `rating` its number, if it has
    one, from 1 (false) to 5 (true). `speaker_kind` is as in SpeakerRecord; where the article speaks
    itself, `outlet` is who said it. `appearance_…` is the article in which the claim stood; that it
    is the first one nobody says. A corrected review has a dated note.
    """

    url: str
    domain: str
    reviewer: str
    claim: str
    rating_name: str
    published: date
    speaker_kind: str
    status: PublicationStatus = PublicationStatus.LIVE
    rating: int | None = None
    reviewer_url: str | None = None
    speaker_name: str | None = None
    speaker_same_as: str | None = None
    outlet: str | None = None
    claim_date: date | None = None
    appearance_url: str | None = None
    appearance_title: str | None = None
    appearance_published: date | None = None
    modified: date | None = None
    correction: str | None = None
    corrected_on: date | None = None


def list_problems(publication: PublicationRecord) -> list[str]:
    """Why there can be no ClaimReview of it, as codes of REASONS; empty if there can be one."""
    return list(dict.fromkeys(_list_problems(publication)))


def _list_problems(publication: PublicationRecord) -> Iterator[str]:
    if publication.status is PublicationStatus.WITHDRAWN:
        yield "withdrawn"
    if not publication.claim.strip():
        yield "claim_missing"
    if not publication.reviewer.strip():
        yield "reviewer_missing"
    if not _is_own(publication.url, publication.domain):
        yield "foreign_address"
    yield from _list_rating_problems(publication)
    yield from _list_speaker_problems(publication)
    if publication.status is PublicationStatus.CORRECTED and not (
        publication.correction and publication.corrected_on
    ):
        yield "correction_without_note"
    if publication.modified and publication.modified < publication.published:
        yield "dates_reversed"


def _is_own(url: str, domain: str) -> bool:
    """Whether the page, not a place within it, is at the domain or below it."""
    host = read_host(domain)
    return bool(host) and is_on_hosts(url, {host}) and "#" not in url


def _list_rating_problems(publication: PublicationRecord) -> Iterator[str]:
    name = publication.rating_name.strip()
    if not name:
        yield "no_rating_name"
    elif _names_rating(publication.claim, name):
        yield "rating_in_claim"
    if publication.rating is not None and not WORST <= publication.rating <= BEST:
        yield "rating_out_of_range"


def _names_rating(claim: str, name: str) -> bool:
    """Whether the rating stands before or behind the claim, as in “False: …” or “… (False)”.

    Within a sentence the same word may be part of what was said.
    """
    word = re.escape(name)
    around = rf"\s*[\[(“\"]?{word}[\])”\"]?\s*[:–—-]\s.*|.*(\s[–—-]\s{word}|[\[(]{word}[\])])\W*"
    return re.fullmatch(around, claim, re.IGNORECASE | re.DOTALL) is not None


def _list_speaker_problems(publication: PublicationRecord) -> Iterator[str]:
    name = _find_author(publication)
    if publication.speaker_kind == "document":
        yield "speaker_not_a_person"
    elif not name:
        yield "speaker_unknown"
    elif is_same_origin(name, publication.reviewer):
        yield "same_origin"


def is_same_origin(author: str, reviewer: str) -> bool:
    """Whether the claim is the reviewer's own, as far as the names tell."""
    return author.strip().casefold() == reviewer.strip().casefold()


def _find_author(publication: PublicationRecord) -> str | None:
    """Whose claim it is: the outlet's, where the article speaks itself.

    Neither a document's nor of one who is only described.
    """
    if publication.speaker_kind not in AUTHOR_TYPES:
        return None
    is_article = publication.speaker_kind == "article"
    name = publication.outlet if is_article else publication.speaker_name
    return name.strip() if name else None


def is_long(publication: PublicationRecord) -> bool:
    """Whether the claim is longer than what Google is sure to show: a warning, no refusal."""
    return len(publication.claim) >= CLAIM_AIM


def dump(publication: PublicationRecord) -> dict[str, Any]:
    """The JSON-LD object for the page. Raises InvalidInput, its code one of REASONS."""
    if problems := list_problems(publication):
        raise InvalidInput(problems[0], REASONS[problems[0]])
    review: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": publication.url,
        "claimReviewed": publication.claim,
        "datePublished": publication.published.isoformat(),
        "itemReviewed": _dump_claim(publication),
        "author": _drop_absent(
            {
                "@type": "Organization",
                "name": publication.reviewer,
                "url": publication.reviewer_url,
            }
        ),
        "reviewRating": _dump_rating(publication),
    }
    modified = publication.modified or publication.corrected_on
    if modified:
        review["dateModified"] = modified.isoformat()
    if publication.correction and publication.corrected_on:
        review["correction"] = {
            "@type": "CorrectionComment",
            "text": publication.correction,
            "datePublished": publication.corrected_on.isoformat(),
        }
    return review


def _dump_claim(publication: PublicationRecord) -> dict[str, Any]:
    is_article = publication.speaker_kind == "article"
    claim: dict[str, Any] = {
        "@type": "Claim",
        "author": _drop_absent(
            {
                "@type": AUTHOR_TYPES[publication.speaker_kind],
                "name": _find_author(publication),
                "sameAs": None if is_article else publication.speaker_same_as,
            }
        ),
    }
    if publication.claim_date:
        claim["datePublished"] = publication.claim_date.isoformat()
    if publication.appearance_url:
        claim["appearance"] = _dump_appearance(publication)
    return claim


def _dump_appearance(publication: PublicationRecord) -> dict[str, Any]:
    published = publication.appearance_published
    return _drop_absent(
        {
            "@type": "NewsArticle",
            "url": publication.appearance_url,
            "headline": publication.appearance_title,
            "datePublished": published.isoformat() if published else None,
        }
    )


def _dump_rating(publication: PublicationRecord) -> dict[str, Any]:
    """Words alone where there is no number, as of what lacks evidence."""
    name = {"alternateName": publication.rating_name}
    if publication.rating is None:
        return {"@type": "Rating", **name}
    scale = {"ratingValue": publication.rating, "bestRating": BEST, "worstRating": WORST}
    return {"@type": "Rating", **scale, **name}


def _drop_absent(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
