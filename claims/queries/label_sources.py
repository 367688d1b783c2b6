"""Sources of imported labels: what there is of each, and their rows as they came."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from claims.errors import InvalidInput
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedClaim
from claims.models import LabelSource, Project, Slot, SourceRow

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class SourceInNumbers:
    """A source, and how many rows, claims and labels it has brought."""

    source: LabelSource
    rows: int
    claims: int
    labels: int

    @property
    def title(self) -> str:
        """Of its format."""
        known = IMPORT_FORMATS.get(self.source.format)
        return known.title if known else self.source.format

    @property
    def comes_back(self) -> bool:
        """Whether its rows can be written again as they came."""
        known = IMPORT_FORMATS.get(self.source.format)
        return known is not None and known.write_again is not None


def list_sources(project: Project) -> list[SourceInNumbers]:
    """The project's sources by name, in numbers. Three queries."""
    sources = list(
        LabelSource.objects.filter(project=project)
        .exclude(format=LabelSource.RESTORED)
        .order_by("name", "pk")
    )
    rows: dict[int, dict[str, int]] = {
        row["source"]: row
        for row in SourceRow.objects.filter(source__in=sources)
        .order_by()
        .values("source")
        .annotate(rows=Count("pk"), claims=Count("claim", distinct=True))
    }
    labels = dict(
        Slot.objects.labelled()
        .filter(Q(purpose=Slot.Purpose.IMPORTED), annotator__stands_for__source__in=sources)
        .order_by()
        .values_list("annotator__stands_for__source")
        .annotate(Count("pk"))
    )
    nothing = {"rows": 0, "claims": 0}
    return [
        SourceInNumbers(
            source,
            rows.get(source.pk, nothing)["rows"],
            rows.get(source.pk, nothing)["claims"],
            labels.get(source.pk, 0),
        )
        for source in sources
    ]


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
