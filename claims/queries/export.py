"""What goes out: a project's labels as they count at one moment, as records, in flat memory.

All reads of one export happen in one transaction of the snapshot alias: on SQLite a read
transaction of the write-ahead log, on PostgreSQL REPEATABLE READ. Neither makes a writer wait, and
what is written meanwhile does not show. Within it, slots are read by their number, so many at a
time, and what they refer to with a constant number of queries for each such chunk.
"""

from collections.abc import Generator
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from claims.exchange.records import AnnotationRecord
from claims.models import Article, Project, Slot
from claims.models.queue import SlotQuerySet
from claims.queries.export_records import AnnotationRow, RecordMaker

# Records in memory at once: so many that queries cost little for each, so few that they fit.
CHUNK = 2000
# Of the first chunk, so that the first byte goes out at once.
FIRST_CHUNK = 100
# How an address asks for rounds that are not part of the data set, too.
ALL_ROUNDS = "all"


def stream_annotations(
    project: Project, *, article: UUID | None = None, all_rounds: bool = False
) -> Generator[AnnotationRecord, None, None]:
    """The project's labels that count now, in the order of their slots; of one article, if given.

    Gold and training slots are no part of it, nor, unless `all_rounds`, are articles of rounds that
    are not part of the data set. The moment is that of the first `next()`. The
    transaction ends with the last record, or when the generator is closed.
    """
    alias: str = settings.SNAPSHOT_DATABASE
    slots = _select_slots(project, alias, all_rounds=all_rounds).order_by("pk")
    if article is not None:
        slots = slots.filter(article__uuid=article)
    with transaction.atomic(using=alias):
        maker = RecordMaker(alias, project)
        last, count = 0, min(FIRST_CHUNK, CHUNK)
        while rows := _read_rows(slots.filter(pk__gt=last), count):
            yield from maker.make_records(rows)
            last, count = rows[-1].slot_id, CHUNK


def count_labels(project: Project, *, all_rounds: bool = False) -> int:
    """How many labels an export of the project holds."""
    return _select_slots(project, DEFAULT_DB_ALIAS, all_rounds=all_rounds).count()


def _select_slots(project: Project, alias: str, *, all_rounds: bool) -> SlotQuerySet:
    slots = Slot.objects.using(alias).labelled()
    slots = slots.filter(project_id=project.pk, purpose=Slot.Purpose.LIVE)
    if all_rounds:
        return slots
    left_out = Article.objects.using(alias).filter(
        round__project=project.pk, round__in_releases=False
    )
    return slots.exclude(article__in=left_out)


_OF_SLOT: dict[str, str | Cast] = {
    "slot_id": "pk",
    "article_id": "article_id",
    "claim_id": "claim_id",
    # As it lies there: the same few lists over and over, which RecordMaker parses once.
    "claim_types": Cast("current__claim_types", TextField()),
}
_COLUMNS = [_OF_SLOT.get(name, f"current__{name}") for name in AnnotationRow._fields]


def _read_rows(slots: QuerySet[Slot], count: int) -> list[AnnotationRow]:
    return [AnnotationRow._make(row) for row in slots.values_list(*_COLUMNS)[:count]]
