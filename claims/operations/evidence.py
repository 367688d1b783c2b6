"""What is found out about evidence when it is given: of which page it is, and what is doubtful.

Warnings refuse nothing: they are kept with the item, for whoever decides and whoever uses the data.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from claims.models import Annotation, Article, Evidence, Project
from claims.operations.labelling import EvidenceItem, Labelling
from claims.text.links import is_same_page, normalise_url

Precision = Annotation.Precision


def find_columns(item: EvidenceItem, labelling: Labelling, article: Article) -> dict[str, Any]:
    """The columns of an item of a labelling that nobody hands in."""
    dated = (labelling.claim_date, labelling.claim_date_precision)
    found = find_warnings(item, article, article.project, *dated)
    return {
        "url_key": normalise_url(item.url),
        "warnings": [warning.value for warning in found],
    }


def find_warnings(
    item: EvidenceItem,
    article: Article,
    project: Project,
    claim_date: date | None,
    precision: str = "",
) -> tuple[Evidence.WarningKind, ...]:
    """What is doubtful about an item, for a claim of the article that is judged as of that date."""
    return tuple(_find_warnings(item, article, project, claim_date, precision))


def _find_warnings(
    item: EvidenceItem, article: Article, project: Project, claim_date: date | None, precision: str
) -> Iterator[Evidence.WarningKind]:
    if any(is_same_page(link, article.url) for link in (item.url, item.archived_url)):
        yield Evidence.WarningKind.OWN_ARTICLE
    # An answer always comes after the claim that it is about.
    if item.published is None or item.is_reply:
        return
    if project.evidence_cut_off and item.published > project.evidence_cut_off:
        yield Evidence.WarningKind.AFTER_CUT_OFF
    if claim_date and _is_after(item.published, claim_date, precision):
        yield Evidence.WarningKind.AFTER_CLAIM_DATE


def _is_after(day: date, claim_date: date, precision: str) -> bool:
    """Whether a day is later than a date that may stand for its whole month or year."""
    if precision == Precision.YEAR:
        return day.year > claim_date.year
    if precision == Precision.MONTH:
        return (day.year, day.month) > (claim_date.year, claim_date.month)
    return day > claim_date
