"""What goes out: a project's labels, decisions or articles, as records, in flat memory.

All reads of one export happen in one transaction of the snapshot alias: on SQLite a read
transaction of the write-ahead log, on PostgreSQL REPEATABLE READ. Neither makes a writer wait, and
what is written meanwhile does not show. Within it, rows are read by their number, so many at a
time, and what they refer to with a constant number of queries for each such chunk.

What was cut off goes on: of the moment that the first part was of, after the last record that
arrived. Why so: docs/decisions/0025-moments.md
"""

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce

from claims.errors import InvalidInput
from claims.exchange.records import AnyRecord, Kind, Labelled
from claims.foreground import foreground
from claims.models import Annotation, Article, Decision, Project
from claims.queries.export_articles import ArticleMaker, ArticleRow
from claims.queries.export_beside import Beside
from claims.queries.export_decisions import DecisionMaker, DecisionRow
from claims.queries.export_moment import Moment, Past, read_moment
from claims.queries.export_raw import Row, read_raw
from claims.queries.export_records import AnnotationMaker, AnnotationRow
from claims.queries.export_rows import Choice, count_embargoed, find_bound, select_rows
from claims.queries.export_selection import Narrowing

# Records in memory at once: so many that queries cost little for each, so few that they fit.
CHUNK = 2000
# Of the first chunk, so that the first byte goes out at once.
FIRST_CHUNK = 100

Column = str | Cast | Coalesce
# Of a chunk of rows the records, as many at once as may be in memory.
Make = Callable[[Sequence[Row]], Iterator[Sequence[AnyRecord]]]


class Reading(NamedTuple):
    """How rows are read: by which columns, in the order of the first, and what is made of them."""

    row_type: type[Any]
    columns: Sequence[Column]
    make: Make


class Snapshot:
    """A project at one moment: what is chosen of it, as records. To be closed, or used by `with`.

    `moment` is that of the database now, or the earlier one that is given; `after` the UUID of the
    record of that moment that the first one comes after. Raises InvalidInput ("unknown_record").
    """

    def __init__(
        self,
        project: Project,
        narrowing: Narrowing,
        *,
        now: datetime,
        moment: Moment | None = None,
        after: UUID | None = None,
    ) -> None:
        self.alias: str = settings.SNAPSHOT_DATABASE
        self._beside: Beside
        self._stack = ExitStack()
        self._stack.enter_context(transaction.atomic(using=self.alias))
        try:
            self.moment = moment or read_moment(self.alias, now)
            self.choice = Choice(
                project=project,
                narrowing=narrowing,
                as_of=self.moment.as_of,
                past=Past(self.alias, moment),
            )
            self._last = _find_place(self.choice, after) if after else 0
            self.embargoed = count_embargoed(self.choice)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the transaction. Nothing was written: there is nothing to take back."""
        self._stack.close()

    def stream(self) -> Generator[AnyRecord, None, None]:
        """The records, in the order of their slots, or of their own numbers."""
        reading = _make_reading(self.choice)
        place = reading.columns[0]
        rows = select_rows(self.choice).order_by(place)
        last, count = self._last, min(FIRST_CHUNK, CHUNK)
        while True:
            with _collecting_paused():
                bound = find_bound(self.choice, last, count)
                upper = {} if bound is None else {f"{place}__lte": bound}
                some = rows.filter(**{f"{place}__gt": last}, **upper)[:count]
                chunk = read_raw(some, reading.columns, reading.row_type)
                batches = reading.make(chunk) if chunk else iter(())
                batch = next(batches, None)
            if batch is None and bound is None:
                return
            last, count = bound or chunk[-1][0], CHUNK
            self._beside = Beside(self.choice, reading.row_type, chunk)
            while batch is not None:
                yield from batch
                foreground.give_way()
                with _collecting_paused():
                    batch = next(batches, None)

    def has_label_pass(self, record: Labelled) -> bool:
        """Whether one of the label pass, of the same claim, is chosen too. Of the last record."""
        return self._beside.has_label_pass(record)

    def find_page(self, record: Labelled) -> str | None:
        """Where the decision is published. Of the last record."""
        return self._beside.find_page(record)


@contextmanager
def _collecting_paused() -> Iterator[None]:
    """No looking for garbage in cycles for the moment that a chunk takes: nothing in it has any.

    Python would look at all of its rows again and again, for a sixth of an export's time. Whoever
    paused it lets it go on: two threads at once only lose the advantage.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def count_records(project: Project, narrowing: Narrowing, now: datetime) -> tuple[int, int]:
    """How many records an export holds, and how many stay out by embargo. Two queries."""
    choice = Choice(
        project=project, narrowing=narrowing, as_of=now, past=Past(DEFAULT_DB_ALIAS, None)
    )
    return select_rows(choice).count(), count_embargoed(choice)


def _make_reading(choice: Choice) -> Reading:
    alias, project = choice.alias, choice.project
    if choice.of.kind == Kind.ARTICLES:
        columns = _name_columns(ArticleRow, previous="previous__uuid")
        return Reading(ArticleRow, columns, ArticleMaker(alias, project).make_records)
    if choice.of.kind == Kind.DECISIONS:
        columns = _name_columns(
            DecisionRow,
            article_id="claim__article_id",
            previous=Coalesce("previous__uuid", "previous_elsewhere"),
            claim_types=_as_text("claim_types"),
        )
        return Reading(DecisionRow, columns, DecisionMaker(choice.past, project).make_records)
    make = AnnotationMaker(alias, project).make_records
    if choice.is_past:
        columns = _name_columns(
            AnnotationRow, article_id="slot__article_id", claim_types=_as_text("claim_types")
        )
        return Reading(AnnotationRow, columns, make)
    columns = _name_columns(
        AnnotationRow,
        "current__",
        slot_id="pk",
        article_id="article_id",
        claim_id="claim_id",
        claim_types=_as_text("current__claim_types"),
    )
    return Reading(AnnotationRow, columns, make)


def _name_columns(row: Any, prefix: str = "", **others: Column) -> list[Column]:
    return [others.get(name, f"{prefix}{name}") for name in row._fields]


def _as_text(column: str) -> Cast:
    """A list as it lies there: the same few over and over, which are parsed once."""
    return Cast(column, TextField())


def _find_place(choice: Choice, after: UUID) -> int:
    """The number that the record stands at, in the order of the export."""
    model: Any = {Kind.ARTICLES: Article, Kind.DECISIONS: Decision}.get(choice.of.kind, Annotation)
    order = "slot_id" if model is Annotation else "pk"
    rows = model.objects.using(choice.alias).filter(project=choice.project, uuid=after)
    number: int | None = rows.values_list(order, flat=True).first()
    if number is None:
        raise InvalidInput(
            "unknown_record", "There is no such record in this export.", field="after"
        )
    return number
