"""Articles that tell the same: which must not be torn apart between training and test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter

from django.conf import settings

from claims.exchange.releases.splits import Joined
from claims.models import Article, Claim, Project
from claims.text.near import make_near_keys

# A sentence in more articles than this joins none: a paper's own phrase, below each of its texts.
MOST_ARTICLES = 50


def join_near_duplicates(project: Project) -> Joined:
    """The project's articles, by their UUIDs, joined where both have a sentence that is the same.

    Or nearly (claims.text.near). A corrected article is joined to the one it corrects. In memory
    are the articles' numbers and UUIDs, not the sentences.
    """
    joined = Joined()
    articles = Article.objects.using(settings.SNAPSHOT_DATABASE).filter(project=project)
    names = {pk: str(uuid) for pk, uuid in articles.values_list("pk", "uuid").iterator()}
    for sharing in _list_sharing(project):
        for other in sharing[1:]:
            joined.join(names[sharing[0]], names[other])
    corrected = articles.filter(previous__isnull=False)
    for uuid, previous in corrected.values_list("uuid", "previous__uuid").iterator():
        joined.join(str(uuid), str(previous))
    return joined


def _list_sharing(project: Project) -> Iterator[list[int]]:
    """For each sentence that stands in several articles, which; not of those in too many."""
    # A file that nobody sees, as soon as it is large; gone when it is closed.
    with closing(sqlite3.connect("")) as kept:
        kept.execute("CREATE TABLE key (value INTEGER, article INTEGER)")
        kept.executemany("INSERT INTO key VALUES (?, ?)", _list_keys(project))
        rows = kept.execute("SELECT DISTINCT value, article FROM key ORDER BY value, article")
        for _key, found in groupby(rows, itemgetter(0)):
            sharing = [article for _, article in found]
            if 1 < len(sharing) <= MOST_ARTICLES:
                yield sharing


def _list_keys(project: Project) -> Iterator[tuple[int, int]]:
    claims = Claim.objects.using(settings.SNAPSHOT_DATABASE).active().filter(project=project)
    # Short ones say too little.
    rows = claims.exclude(wire_key="").values_list("text", "article_id")
    for text, article in rows.iterator(chunk_size=2000):
        for key in make_near_keys(text):
            yield key, article
