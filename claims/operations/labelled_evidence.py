"""Evidence that comes in with imported labels: what a data set says of it, and no more."""

from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from claims.exchange.imported import ImportedClaim, ImportedEvidence
from claims.models import Annotation, Evidence, get_max_length
from claims.models.base import validate_web_url
from claims.text.links import normalise_url

URL_LENGTH = get_max_length(Evidence, "url") or 0


def make_evidence(
    label: Annotation, row: ImportedClaim, left_out: Counter[str]
) -> Iterator[Evidence]:
    """The items to insert. Which way they point, no data set says: they are neutral.

    What can't be kept is counted by its reason.
    """
    position = 0
    for item in row.evidence:
        url = check_link(item.url, left_out)
        if not (url or item.answer or item.explanation):
            left_out["evidence_empty"] += 1
            continue
        position += 1
        yield Evidence(
            annotation=label,
            position=position,
            stance=Evidence.Stance.NEUTRAL,
            url=url,
            url_key=normalise_url(url),
            archived_url=check_link(item.archived_url, left_out),
            medium=_find_medium(item),
            quote=item.explanation,
            question=item.question,
            answer=item.answer,
            set_number=item.set_number,
        )


def check_link(url: str, left_out: Counter[str]) -> str:
    """The address, if it is one of the web; else "", and counted."""
    if not url:
        return ""
    try:
        validate_web_url(url)
    except ValidationError:
        left_out["link_unusable"] += 1
        return ""
    if len(url) > URL_LENGTH:
        left_out["link_unusable"] += 1
        return ""
    return url


def _find_medium(item: ImportedEvidence) -> str:
    return item.medium if item.medium in Evidence.Medium.values else ""
