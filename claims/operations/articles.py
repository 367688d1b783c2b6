"""Importing articles: from a page, a file, the API or the command line, always through here.

And changing what is known about one: its text never changes.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput
from claims.exchange.records import ArticleRecord, RowStatus
from claims.foreground import foreground
from claims.models import Project, StagedImport, User
from claims.operations import audit
from claims.operations.article_rows import Import, Prepared, find_outlet, insert, prepare
from claims.operations.assignment import save_article
from claims.queries.imports import (
    EarlierRows,
    JudgedRow,
    Row,
    choose_language,
    judge,
    list_names,
)
from claims.text.attribution import Analysis
from claims.text.workers import Workers

# Articles in one transaction: few enough that nobody waits long, many enough to be fast.
ARTICLES_AT_ONCE = 50
# How often a row is looked at again that others were faster at: each time one of them is through.
ROUNDS = 50
# Batches, for each process, that are taken apart ahead of the one that is inserted.
AHEAD = 2
STAGED_FOR = timedelta(days=1)

Analyses = Mapping[int, Analysis]


@dataclass(frozen=True, kw_only=True, slots=True)
class RowReport:
    """What became of one row.

    `corrects`: the article that a new one replaces. `changed`: what a known one says otherwise, by
    the names of fields; `is_updated`: the article says so too by now.
    """

    row: int
    status: RowStatus
    title: str = ""
    source_id: str = ""
    article: UUID | None = None
    claims: int = 0
    corrects: UUID | None = None
    changed: tuple[str, ...] = ()
    is_updated: bool = False
    refusal: DomainError | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of each row, in order."""

    rows: list[RowReport] = field(default_factory=list)

    def count(self, status: RowStatus) -> int:
        return sum(row.status == status for row in self.rows)

    @property
    def created(self) -> int:
        return self.count(RowStatus.CREATED)

    @property
    def corrected(self) -> int:
        """Those of the created that stand in the place of another text."""
        return sum(row.corrects is not None for row in self.rows)

    @property
    def known(self) -> int:
        return self.count(RowStatus.KNOWN)

    @property
    def refused(self) -> int:
        return self.count(RowStatus.REFUSED)


def import_articles(
    *,
    actor: User,
    project: Project,
    rows: Iterable[Row],
    now: datetime,
    suggest: bool = True,
    update: bool = False,
) -> ImportReport:
    """As `stream_articles`, all at once: for as many rows as a page or an answer holds."""
    parts = stream_articles(
        actor=actor, project=project, rows=rows, now=now, suggest=suggest, update=update
    )
    return ImportReport([report for part in parts for report in part])


def stream_articles(
    *,
    actor: User,
    project: Project,
    rows: Iterable[Row],
    now: datetime,
    suggest: bool = True,
    update: bool = False,
    jobs: int = 1,
) -> Iterator[list[RowReport]]:
    """Make articles of rows: each is wholly in, known already, or refused with a reason.

    The same rows again create nothing. Committed by and by, each time before the reports on those
    rows are given; so a stop in the middle loses nothing that was reported, and importing again
    goes on to what one import would have come to. Another text under a known id, or of a known
    page, is a new article that replaces the one before (operations/corrections.py).
    `suggest=False` leaves speakers alone. `update` changes what known articles say of themselves.
    `jobs` processes take the texts apart; one writes, in the order of the rows.
    """
    permissions.require(permissions.can_manage(actor, project))
    run = Import(actor, project, now, suggest, update)
    return _stream(run, rows, jobs)


def preview_articles(
    *, actor: User, project: Project, rows: Iterable[Row]
) -> Iterator[list[RowReport]]:
    """What `stream_articles` would report of them; nothing is written. Nothing new has claims."""
    permissions.require(permissions.can_manage(actor, project))
    earlier = EarlierRows()
    return ([_report(row, {}) for row in judge(project, batch, earlier)] for batch in _cut(rows))


def _stream(run: Import, rows: Iterable[Row], jobs: int) -> Iterator[list[RowReport]]:
    if jobs == 1:
        for batch in _cut(rows):
            yield _import_batch(run, batch, {})
        return
    with Workers(jobs, run.known_names if run.suggest else None) as workers:
        ahead: deque[tuple[list[Row], list[int], Future[list[Analysis]]]] = deque()
        for batch in _cut(rows):
            ahead.append((batch, *_submit(run, batch, workers)))
            if len(ahead) > AHEAD * jobs:
                yield _take_next(run, ahead)
        while ahead:
            yield _take_next(run, ahead)


def _submit(
    run: Import, batch: list[Row], workers: Workers
) -> tuple[list[int], Future[list[Analysis]]]:
    """Have the batch's articles taken apart that are new, as far as one can say by now."""
    new = [(row.row, row.record) for row in judge(run.project, batch) if row.is_new and row.record]
    texts = [(record.text, choose_language(record, run.project)) for _row, record in new]
    return [row for row, _record in new], workers.submit(texts)


def _take_next(
    run: Import, ahead: deque[tuple[list[Row], list[int], Future[list[Analysis]]]]
) -> list[RowReport]:
    batch, numbers, analyses = ahead.popleft()
    return _import_batch(run, batch, dict(zip(numbers, analyses.result(), strict=True)))


def _cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Batches in which no row may be another text of an earlier one: each is judged by what is in.

    The same rows are always cut alike.
    """
    batch: list[Row] = []
    names: set[tuple[str, str]] = set()
    for row, record in rows:
        own = list_names(record) if isinstance(record, ArticleRecord) else set()
        if len(batch) == ARTICLES_AT_ONCE or not names.isdisjoint(own):
            yield batch
            batch, names = [], set()
        batch.append((row, record))
        names |= own
    if batch:
        yield batch


def _import_batch(run: Import, batch: list[Row], analyses: Analyses) -> list[RowReport]:
    try:
        return _insert_batch(run, batch, analyses)
    except (IntegrityError, OperationalError, Conflict):
        # Another import brought in one of these meanwhile, or waits for this one as this for it;
        # singly, each row finds out for itself.
        return [_import_row(run, row, analyses) for row in batch]


def _import_row(run: Import, row: Row, analyses: Analyses) -> RowReport:
    for _round in range(ROUNDS - 1):
        try:
            return _insert_batch(run, [row], analyses)[0]
        except (IntegrityError, OperationalError, Conflict):
            continue
    return _insert_batch(run, [row], analyses)[0]


def _insert_batch(run: Import, batch: Sequence[Row], analyses: Analyses) -> list[RowReport]:
    judged = list(judge(run.project, batch))
    prepared = {}
    for row in judged:
        if row.is_new and row.record:
            if not connection.in_atomic_block:  # Else others would wait for what that one holds.
                foreground.give_way()
            prepared[row.row] = prepare(run, row, row.record, analyses.get(row.row))
    if prepared:
        with transaction.atomic():
            insert(run, list(prepared.values()))
            audit.record(
                "articles.imported",
                actor=run.actor,
                now=run.now,
                project=run.project,
                data={"articles": [str(one.article.uuid) for one in prepared.values()]},
            )
    if run.update:
        for row in judged:
            _update(run, row)
    return [_report(row, prepared, is_updated=run.update) for row in judged]


def _update(run: Import, row: JudgedRow) -> None:
    """Let a known article say of itself what the row says; not its text."""
    article, record = row.known, row.record
    if article is None or record is None or not row.changed:
        return
    for name in row.changed:
        if name == "outlet":
            article.outlet = find_outlet(run.project, record.outlet.strip())
        else:
            setattr(article, name, getattr(record, name))
    save_article(actor=run.actor, article=article, changed=row.changed, now=run.now)


def _report(
    row: JudgedRow, created: Mapping[int, Prepared], *, is_updated: bool = False
) -> RowReport:
    record = row.record
    about: dict[str, Any] = {
        "row": row.row,
        "title": record.title if record else "",
        "source_id": record.source_id if record else "",
    }
    if row.refusal is not None:
        return RowReport(status=RowStatus.REFUSED, refusal=row.refusal, **about)
    if row.is_known:
        first = None if row.repeats is None else created.get(row.repeats)
        known = row.known or (first.article if first else None)
        if known:
            about |= {"title": known.title, "article": known.uuid}
        return RowReport(
            status=RowStatus.KNOWN, changed=row.changed, is_updated=is_updated, **about
        )
    if (new := created.get(row.row)) is not None:
        about |= {
            "title": new.article.title,
            "article": new.article.uuid,
            "claims": len(new.claims),
        }
    corrects = row.previous.uuid if row.previous else None
    return RowReport(status=RowStatus.CREATED, corrects=corrects, **about)


@transaction.atomic
def stage_import(
    *, actor: User, project: Project, rows: list[dict[str, Any]], file_name: str, now: datetime
) -> StagedImport:
    """Keep an upload until its owner has looked at the preview. Older ones than a day go."""
    permissions.require(permissions.can_manage(actor, project))
    if len(rows) > settings.IMPORT_MAX_ROWS:
        raise InvalidInput(
            "too_many_rows",
            "More than %(limit)d articles at once: bring them in by the import_articles command, "
            "or line by line over REST.",
            limit=settings.IMPORT_MAX_ROWS,
        )
    StagedImport.objects.filter(created_at__lt=now - STAGED_FOR).delete()
    return StagedImport.objects.create(
        project=project, created_by=actor, created_at=now, file_name=file_name[:255], rows=rows
    )


def discard_staged(*, actor: User, staged: StagedImport) -> None:
    """Forget an upload: it was imported, or its owner does not want it."""
    permissions.require(staged.created_by_id == actor.pk)
    staged.delete()
