"""Articles with their texts and claims, so few at a time that long ones fit into memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from claims.exchange.records import SCHEMA_VERSION, ArticleDocument, ClaimSpan, ProjectHead
from claims.models import ArticleText, Claim, Project
from claims.queries import export_parts as parts

# Code points of text read at once; a longer article is read alone.
TEXT_AT_ONCE = 500_000


class ArticleRow(NamedTuple):
    """An article, by the names of its columns; `previous` is the UUID of the one it corrects."""

    id: int
    length: int
    previous: UUID | None
    created_at: datetime


def _read_texts(alias: str, articles: parts.Ids) -> dict[int, str]:
    rows = ArticleText.objects.using(alias).filter(article__in=parts.select_ids(alias, articles))
    return dict(rows.values_list("article_id", "text"))


def _read_spans(alias: str, articles: parts.Ids) -> dict[int, list[ClaimSpan]]:
    """The claims of each article, retired ones too, in the order of their starts."""
    rows = Claim.objects.using(alias).filter(article__in=parts.select_ids(alias, articles))
    spans = defaultdict(list)
    columns = ("uuid", "start", "end", "kind", "paragraph", "position")
    for article, splitter, retired_at, *values in rows.order_by(
        "article_id", "start", "pk"
    ).values_list("article_id", "splitter_version", "retired_at", *columns):
        spans[article].append(ClaimSpan._make([*values, retired_at is not None, splitter]))
    return spans


class ArticleMaker:
    """Makes records of rows."""

    def __init__(self, alias: str, project: Project) -> None:
        self.alias = alias
        self.project_head = ProjectHead(uuid=project.uuid, slug=project.slug)

    def make_records(self, rows: Sequence[ArticleRow]) -> Iterator[ArticleDocument]:
        few: list[ArticleRow] = []
        length = 0
        for row in rows:
            if few and length + row.length > TEXT_AT_ONCE:
                yield from self._make_few(few)
                few, length = [], 0
            few.append(row)
            length += row.length
        yield from self._make_few(few)

    def _make_few(self, rows: Sequence[ArticleRow]) -> Iterator[ArticleDocument]:
        numbers = [row.id for row in rows]
        heads = parts.read_articles(self.alias, numbers)
        texts = _read_texts(self.alias, numbers)
        spans = _read_spans(self.alias, numbers)
        for row in rows:
            yield ArticleDocument(
                schema_version=SCHEMA_VERSION,
                project=self.project_head,
                article=heads[row.id],
                previous=row.previous,
                created_at=row.created_at,
                text=texts[row.id],
                claims=tuple(spans.get(row.id, ())),
            )
