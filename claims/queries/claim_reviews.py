"""ClaimReviews of what is published: one document, the markup of its page, and the feed's items.

The feed is a schema.org DataFeed, as Google's Fact Check tools give theirs: each of its
`dataFeedElement` has its ClaimReviews in `item`. docs/publications.md describes it.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from claims.errors import Gone, NotFound
from claims.exchange import claimreview
from claims.exchange.claimreview import PublicationRecord, PublicationStatus
from claims.exchange.shapes import format_moment
from claims.models import Project, Publication, PublicationCorrection

# In a script element of a page they would end it, or begin another.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def make_record(
    publication: Publication, corrections: Sequence[PublicationCorrection] = ()
) -> PublicationRecord:
    """What the ClaimReview is made of: all as the row says it. `corrections`: oldest first."""
    notes = [one for one in corrections if not one.is_withdrawal]
    last = notes[-1] if notes else None
    is_corrected = last is not None and not publication.is_withdrawn
    status = PublicationStatus.CORRECTED if is_corrected else PublicationStatus.LIVE
    return PublicationRecord(
        url=publication.url,
        # That it is the newsroom's was checked when it was published.
        domain=urlsplit(publication.url).hostname or "",
        reviewer=publication.reviewer_name,
        reviewer_url=publication.reviewer_url or None,
        claim=publication.claim_reviewed,
        rating_name=publication.rating_name,
        rating=publication.rating,
        published=publication.reviewed_on,
        status=PublicationStatus.WITHDRAWN if publication.is_withdrawn else status,
        speaker_kind=publication.author_kind,
        speaker_name=publication.author_name,
        speaker_same_as=publication.author_same_as or None,
        claim_date=publication.claim_date,
        appearance_url=publication.appearance_url or None,
        appearance_title=publication.appearance_title or None,
        appearance_published=publication.appearance_date,
        correction=last.note if last else None,
        corrected_on=_find_day(last.created_at) if last else None,
    )


def is_long(publication: Publication) -> bool:
    """Whether readers of ClaimReview may cut the claim off: a warning, no refusal."""
    return claimreview.is_long(make_record(publication))


def _find_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def dump_review(publication: Publication) -> dict[str, Any]:
    """The ClaimReview of one that was not withdrawn, with all that was corrected."""
    corrections = list(publication.corrections.all())
    review = claimreview.dump(make_record(publication, corrections))
    if len(corrections) > 1:
        review["correction"] = [_dump_correction(one) for one in corrections]
    return review


def _dump_correction(made: PublicationCorrection) -> dict[str, str]:
    return {
        "@type": "CorrectionComment",
        "text": made.note,
        "datePublished": _find_day(made.created_at).isoformat(),
    }


def write_document(publication: Publication, now: datetime) -> bytes:
    """The ClaimReview as JSON-LD. Raises Gone with the reason, NotFound under an embargo."""
    if publication.claim.article.is_under_embargo(now):
        raise NotFound("not_found", "There is no such thing here.")
    if publication.is_withdrawn:
        made = next(one for one in publication.corrections.all() if one.is_withdrawal)
        raise Gone(
            "publication_withdrawn",
            "This was withdrawn on %(day)s: %(reason)s",
            day=_find_day(made.created_at).isoformat(),
            reason=made.note,
        )
    return write(dump_review(publication))


def write_markup(publication: Publication) -> str:
    """The script element for the page; empty of one that was withdrawn.

    Nothing in it ends the element, whatever the claim says.
    """
    if publication.is_withdrawn:
        return ""
    content = write(dump_review(publication)).decode().translate(ESCAPED)
    return f'<script type="application/ld+json">\n{content}\n</script>'


def write(document: object) -> bytes:
    """As JSON that people can read, too."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode()


def dump_feed(
    project: Project, publications: Sequence[Publication], *, address: str
) -> dict[str, Any]:
    """The feed, of one page of publications; `address` is the feed's own."""
    latest = max((one.changed_at for one in publications), default=None)
    feed: dict[str, Any] = {
        "@context": claimreview.CONTEXT,
        "@type": "DataFeed",
        "url": address,
        "name": f"ClaimReview: {project.newsroom_name or project.name}",
        "dataFeedElement": [_dump_element(one) for one in publications],
    }
    if latest is not None:
        feed["dateModified"] = format_moment(latest)
    return feed


def _dump_element(publication: Publication) -> dict[str, Any]:
    """One publication; of a withdrawn one no review any more, but when and why it went."""
    element: dict[str, Any] = {
        "@type": "DataFeedItem",
        "identifier": f"urn:uuid:{publication.uuid}",
        "url": publication.url,
        "dateCreated": format_moment(publication.published_at),
        "dateModified": format_moment(publication.changed_at),
    }
    if not publication.is_withdrawn:
        return {**element, "item": [dump_review(publication)]}
    made = next(one for one in publication.corrections.all() if one.is_withdrawal)
    gone = {"dateDeleted": format_moment(made.created_at), "description": made.note}
    return {**element, **gone, "item": []}
