"""Articles that tell the same: which must not be torn apart between training and test.

Read in the snapshot that a release is read from, and joined after it, since sorting takes its time.
In memory are numbers and UUIDs of the articles, not the sentences.
"""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings

from claims.exchange.releases.splits import Joined
from claims.models import Article, Claim, Project
from claims.text.near import make_near_keys

# What stands in more articles than this joins none: a paper's own phrase, below each of its texts.
MOST_ARTICLES = 50
# Claims between two signs that reading goes on.
CLAIMS_APART = 2000
TABLE = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
CREATE TABLE key (value INTEGER, article INTEGER);
"""


class NearDuplicates:
    """The keys of a project's sentences (claims.text.near), in a file of the folder."""

    def __init__(self, folder: Path) -> None:
        self._names: dict[int, str] = {}
        self._corrected: list[tuple[str, str]] = []
        self._kept = sqlite3.connect(folder / "near")
        self._kept.executescript(TABLE)

    def close(self) -> None:
        self._kept.close()

    def read(self, project: Project, note: Callable[[], None]) -> None:
        """All that `join` needs; `note` is called now and then, and may raise."""
        articles = Article.objects.using(settings.SNAPSHOT_DATABASE).filter(project=project)
        numbered = articles.values_list("pk", "uuid").iterator()
        self._names = {pk: str(uuid) for pk, uuid in numbered}
        corrected = articles.filter(previous__isnull=False)
        self._corrected = [
            (str(uuid), str(previous))
            for uuid, previous in corrected.values_list("uuid", "previous__uuid").iterator()
        ]
        self._kept.executemany("INSERT INTO key VALUES (?, ?)", _list_keys(project, note))

    def join(self) -> Joined:
        """The articles, by their UUIDs, joined where both have a sentence that is nearly the same.

        A corrected article is joined to the one it corrects.
        """
        joined = Joined()
        for first, *others in self._list_sharing():
            for other in others:
                joined.join(self._names[first], self._names[other])
        for uuid, previous in self._corrected:
            joined.join(uuid, previous)
        return joined

    def _list_sharing(self) -> Iterator[list[int]]:
        """For each key that several articles have, which; not of those that too many have."""
        rows = self._kept.execute("SELECT DISTINCT value, article FROM key ORDER BY value, article")
        for _key, found in groupby(rows, itemgetter(0)):
            sharing = [article for _, article in found]
            if 1 < len(sharing) <= MOST_ARTICLES:
                yield sharing


def _list_keys(project: Project, note: Callable[[], None]) -> Iterator[tuple[int, int]]:
    claims = Claim.objects.using(settings.SNAPSHOT_DATABASE).active().filter(project=project)
    # Short ones say too little.
    rows = claims.exclude(wire_key="").values_list("text", "article_id")
    for number, (text, article) in enumerate(rows.iterator(chunk_size=CLAIMS_APART)):
        if number % CLAIMS_APART == 0:
            note()
        for key in make_near_keys(text):
            yield key, article
