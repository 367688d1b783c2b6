"""Sources of imported labels: what there is of each, and their rows as they came."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from claims.errors import InvalidInput
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedClaim
from claims.models import LabelSource, Project, Slot, SourceRow
from claims.models.sources import LabelSourceQuerySet

ROWS_AT_ONCE = 1000


def with_numbers(sources: LabelSourceQuerySet) -> LabelSourceQuerySet:
    """Each with how many rows, claims and labels it has brought: `row_count`, and so on."""
    of_source = OuterRef("pk")
    rows = SourceRow.objects.filter(source=of_source).order_by().values("source")
    slots = Slot.objects.labelled().filter(
        purpose=Slot.Purpose.IMPORTED, annotator__stands_for__source=of_source
    )
    labels = slots.order_by().values("annotator__stands_for__source")
    return sources.annotate(
        row_count=_count(rows, Count("pk")),
        claim_count=_count(rows, Count("claim", distinct=True)),
        label_count=_count(labels, Count("pk")),
    )


def _count(grouped: Any, count: Count) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(count=count).values("count")), 0)


def list_sources(project: Project) -> LabelSourceQuerySet:
    """The project's sources in numbers; not the export that it was restored from. One query."""
    sources = LabelSource.objects.filter(project=project).exclude(format=LabelSource.RESTORED)
    return with_numbers(sources.order_by("name", "pk"))


def write_again(source: LabelSource) -> Iterator[bytes]:
    """The source's rows in the format that they came in, each field as it was, in their order.

    Raises InvalidInput ("comes_not_back") where the format is only read.
    """
    known = IMPORT_FORMATS.get(source.format)
    if known is None or known.write_again is None:
        raise InvalidInput(
            "comes_not_back", "Files of this format can be read here, but not written."
        )
    return known.write_again(_stream_rows(source))


def _stream_rows(source: LabelSource) -> Iterator[ImportedClaim]:
    alias: str = settings.SNAPSHOT_DATABASE
    rows: Any = SourceRow.objects.using(alias).filter(source_id=source.pk).exclude(row="")
    last = 0
    with transaction.atomic(using=alias):
        while part := list(
            rows.filter(pk__gt=last).order_by("pk").values_list("pk", "row")[:ROWS_AT_ONCE]
        ):
            for _number, row in part:
                yield ImportedClaim(format=source.format, text="", source=json.loads(row))
            last = part[-1][0]
