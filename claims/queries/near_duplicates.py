"""Articles that tell the same: which must not be torn apart between training and test."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.conf import settings

from claims.exchange.releases.splits import Joined
from claims.models import Article, Claim, Project

# A sentence in more articles than this joins none: a paper's own phrase, below each of its texts.
MOST_ARTICLES = 50


def join_near_duplicates(project: Project) -> Joined:
    """The project's articles, by their UUIDs, joined where one sentence stands in both.

    The same sentence is the same wire text (claims.text.wire). A corrected article is joined to
    the one it corrects. In memory are only articles that are joined to any.
    """
    joined = Joined()
    for articles in _list_sharing(project):
        for other in articles[1:]:
            joined.join(articles[0], other)
    corrected = Article.objects.using(settings.SNAPSHOT_DATABASE).filter(
        project=project, previous__isnull=False
    )
    for uuid, previous in corrected.values_list("uuid", "previous__uuid").iterator():
        joined.join(str(uuid), str(previous))
    return joined


def _list_sharing(project: Project) -> Iterator[list[str]]:
    """For each sentence that stands in several articles, which; not of those in too many."""
    claims = Claim.objects.using(settings.SNAPSHOT_DATABASE).active().filter(project=project)
    rows = claims.exclude(wire_key="").order_by("wire_key", "article_id")
    pairs = rows.values_list("wire_key", "article__uuid").iterator(chunk_size=2000)
    for _key, found in groupby(pairs, itemgetter(0)):
        articles = list(dict.fromkeys(str(uuid) for _, uuid in found))
        if 1 < len(articles) <= MOST_ARTICLES:
            yield articles
