"""The records that a release consists of, from one moment, and how many it leaves out."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from copy import copy
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from claims.exchange.records import Kind
from claims.exchange.releases.redistribution import Released
from claims.models import Decision, Release
from claims.queries.export import stream_annotations

# What the records of a release are: the one place to change when they become decisions.
RECORDS_ARE = Kind.ANNOTATIONS
# Records looked up together.
CHUNK = 1000

Item = TypeVar("Item")


def stream_release_records(
    release: Release, as_of: datetime, left_out: Counter[str]
) -> Generator[Released, None, None]:
    """The records that the release holds, in an order that stays; to be closed by who stops early.

    Annotators are called as in this release alone. Counts in `left_out` what is not in it:
    "embargoed" and "undecided" records. Rounds that are no part of the data set are never read.
    """
    # The pseudonyms of records come of their project's key.
    project = copy(release.project)
    project.pseudonym_key = release.pseudonym_key
    with closing(stream_annotations(project)) as records:
        for chunk in _cut(records, CHUNK):
            free: list[Released] = [record for record in chunk if not _is_embargoed(record, as_of)]
            left_out["embargoed"] += len(chunk) - len(free)
            kept = _keep_decided(free) if release.decided_only else free
            left_out["undecided"] += len(free) - len(kept)
            yield from kept


def _cut(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _is_embargoed(record: Released, as_of: datetime) -> bool:
    return record.article.embargo is not None and record.article.embargo > as_of


def _keep_decided(records: list[Released]) -> list[Released]:
    claims = {record.claim.uuid for record in records}
    standing = Decision.objects.using(settings.SNAPSHOT_DATABASE).standing()
    decided: set[tuple[UUID, str]] = set(
        standing.filter(claim__uuid__in=claims).values_list("claim__uuid", "stage")
    )
    return [record for record in records if (record.claim.uuid, record.stage) in decided]
