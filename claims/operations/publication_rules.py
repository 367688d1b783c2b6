"""What stands on a page of the newsroom: its link, the claim in short, the day; as refusals."""

from collections.abc import Collection, Sequence
from datetime import date

from claims.errors import Conflict, DomainError, InvalidInput
from claims.exchange.claimreview import list_problems
from claims.exchange.report import REASONS
from claims.models import Publication, get_max_length
from claims.operations.validation import bound_text
from claims.queries.claim_reviews import make_record
from claims.text.links import is_on_hosts

URL_LIMIT = get_max_length(Publication, "url") or 0
CLAIM_LIMIT = get_max_length(Publication, "claim_reviewed") or 0
NOTE_LIMIT = 2_000
# What a ClaimReview wants of the claim's words.
OF_THE_CLAIM = {"claim_missing", "rating_in_claim"}


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
    if "#" in url:
        raise InvalidInput(
            "url_fragment", "The link is the page’s: leave out what begins with #.", field="url"
        )
    if not is_on_hosts(url, hosts):
        raise InvalidInput(
            "not_own_page",
            "The page must be on a domain of the newsroom: %(hosts)s.",
            field="url",
            hosts=", ".join(hosts),
        )
    return url


def read_claim_reviewed(text: str) -> str:
    """The claim, on one line. Raises InvalidInput."""
    return bound_text(" ".join(text.split()), field="claim_reviewed", limit=CLAIM_LIMIT)


def check_review(publication: Publication) -> None:
    """Raise InvalidInput where there can be no ClaimReview of what the row says."""
    problems = list_problems(make_record(publication))
    if problems:
        code = problems[0]
        field = "claim_reviewed" if code in OF_THE_CLAIM else ""
        raise InvalidInput(code, REASONS[code], field=field)


def check_day(day: date, today: date) -> date:
    """The day of the review, which is none to come. Raises InvalidInput."""
    if day > today:
        raise InvalidInput("day_to_come", "This day is still to come.", field="reviewed_on")
    return day
