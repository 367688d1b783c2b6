"""Whether a person is shown what machines suggest for an article's claims.

Decided when the article is first handed out to them, and so from then on, on every page and in each
further lease: what a label records is what was shown. Why so: docs/decisions/0024-suggestions.md
"""

from django.db.models import OuterRef, QuerySet

from claims.models import Article, Lease, User
from claims.models.prepared import prepared


def are_shown(person: User, article: Article, lease: Lease | None = None) -> bool:
    """As was decided for the person, else as the article's project has it now.

    `lease`: one that the person has, or had, of the article, where it is at hand.
    """
    decided = find_decided(person, article, lease)
    return article.project.shows_suggestions(article) if decided is None else decided


def find_decided(person: User, article: Article, lease: Lease | None = None) -> bool | None:
    """What was decided when the person got the article; None where it was never handed to them."""
    if lease is not None and lease.shows_suggestions is not None:
        return lease.shows_suggestions
    return next(iter(_list_decided(person, article)), None)


@prepared
def _list_decided(person: User, article: Article) -> QuerySet[Lease, bool | None]:
    return list_decided(person, article)


def list_decided(person: User, article: Article | OuterRef) -> QuerySet[Lease, bool | None]:
    """What was decided for the person, if anything: one value at most."""
    kept = Lease.objects.filter(annotator=person, article=article, shows_suggestions__isnull=False)
    return kept.order_by("pk").values_list("shows_suggestions", flat=True)[:1]
