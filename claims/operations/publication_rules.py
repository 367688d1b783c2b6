"""What stands on a page of the newsroom: its link, the claim in short, the day; as refusals."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Publication, get_max_length
from claims.operations.validation import bound_text
from claims.text.links import is_on_hosts

URL_LIMIT = get_max_length(Publication, "url") or 0
CLAIM_LIMIT = get_max_length(Publication, "claim_reviewed") or 0
# Longer than this, readers of ClaimReview cut it off.
SHORT_CLAIM = 75
NOTE_LIMIT = 2_000


class NotEligible(Conflict):
    """A decision that cannot be published: with all that speaks against it."""

    def __init__(self, bars: Sequence[DomainError]) -> None:
        first = bars[0]
        super().__init__(first.code, first.message, field=first.field, **first.params)
        self.problems = tuple(bars)


def check_page(url: str, hosts: Collection[str]) -> str:
    """The link of a page on one of the hosts. Raises InvalidInput."""
    url = bound_text(url, field="url", limit=URL_LIMIT)
    if not url:
        raise InvalidInput("url_missing", "Say on which page it is published.", field="url")
    if not is_on_hosts(url, hosts):
        raise InvalidInput(
            "not_own_page",
            "The page must be on a domain of the newsroom: %(hosts)s.",
            field="url",
            hosts=", ".join(hosts),
        )
    return url


def read_claim_reviewed(text: str, ratings: Collection[str]) -> str:
    """The claim on one line, without what it was rated (`ratings`: the names). InvalidInput."""
    text = bound_text(" ".join(text.split()), field="claim_reviewed", limit=CLAIM_LIMIT)
    if not text:
        raise InvalidInput("claim_missing", "Say what the claim is.", field="claim_reviewed")
    rating = next((name for name in ratings if _is_rated(text, name)), None)
    if rating is not None:
        raise InvalidInput(
            "rating_in_claim",
            "The claim stands without its rating: “%(rating)s”.",
            field="claim_reviewed",
            rating=rating,
        )
    return text


def _is_rated(text: str, rating: str) -> bool:
    """Whether the text begins or ends with the rating, set apart: “False: …”, “… (false)”."""
    name = re.escape(rating)
    return bool(
        re.match(rf"{name}\s*[:–—|-]\s", text, re.IGNORECASE)
        or re.search(rf"(\({name}\)|[:–—|-]\s+{name})[.!]?$", text, re.IGNORECASE)
    )


def check_day(day: date, today: date) -> date:
    """The day of the review, which is none to come. Raises InvalidInput."""
    if day > today:
        raise InvalidInput("day_to_come", "This day is still to come.", field="reviewed_on")
    return day


def is_long(claim_reviewed: str) -> bool:
    """Whether readers of ClaimReview will cut the claim off: a warning, no refusal."""
    return len(claim_reviewed) > SHORT_CLAIM
