"""Taking our own exports in again: a project on another installation, from its files.

What is in the files comes back as it was: exported again, the bytes are the same. What is not in
them is not made up: docs/labelled-imports.md says what that is. For site admins, who give the files
on the command line.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.db import DatabaseError, transaction

from claims import permissions
from claims.errors import InvalidInput
from claims.exchange.records import AnnotationRecord, ArticleDocument
from claims.models import Project, User
from claims.operations import audit
from claims.operations.restored_articles import (
    carry_labels_over,
    insert_articles,
    link_corrections,
)
from claims.operations.restored_labels import insert_labels
from claims.operations.restored_project import Restored, prepare
from claims.operations.restored_survey import Contents, read_contents

Record = TypeVar("Record")
ARTICLES_AT_ONCE = 50
LABELS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """How many came in so far, and how many were there already."""

    project: Project
    articles: int = 0
    known_articles: int = 0
    labels: int = 0
    known_labels: int = 0


def restore_export(
    *,
    actor: User,
    open_articles: Callable[[], Iterable[ArticleDocument]],
    open_labels: Callable[[], Iterable[AnnotationRecord]],
    now: datetime,
) -> Generator[RestoreReport, None, None]:
    """Make a project of an export of its articles and one of its labels; the report, part by part.

    Both are gone through twice: first all of it is looked at, and nothing is written where it does
    not fit together. Committed part by part: what was cut off goes on when begun again.
    Raises NotAllowed; InvalidInput for what is no such export; Conflict where the installation has
    something else under its names.
    """
    permissions.require(permissions.can_administer(actor))
    contents = read_contents(open_articles(), open_labels())
    return _restore(actor, contents, open_articles, open_labels, now)


def _restore(
    actor: User,
    contents: Contents,
    open_articles: Callable[[], Iterable[ArticleDocument]],
    open_labels: Callable[[], Iterable[AnnotationRecord]],
    now: datetime,
) -> Generator[RestoreReport, None, None]:
    restored = _write(partial(prepare, actor, contents, now))
    report = RestoreReport(restored.project)
    for documents in _part(open_articles(), ARTICLES_AT_ONCE):
        count = _write(partial(insert_articles, restored, actor, documents, now))
        report = replace(
            report,
            articles=report.articles + count,
            known_articles=report.known_articles + len(documents) - count,
        )
        yield report
    _write(partial(link_corrections, restored, contents.corrections))
    for records in _part(open_labels(), LABELS_AT_ONCE):
        count = _write(partial(insert_labels, restored, records))
        report = replace(
            report,
            labels=report.labels + count,
            known_labels=report.known_labels + len(records) - count,
        )
        yield report
    _write(partial(carry_labels_over, restored, contents.corrections))
    _conclude(actor, restored, report, now)
    yield report


def _part(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    remaining = iter(records)
    while part := list(islice(remaining, size)):
        yield part


def _write(step: Callable[[], Any]) -> Any:
    """In one transaction. What the database refuses was no export of ours."""
    try:
        with transaction.atomic():
            return step()
    except DatabaseError as refusal:
        raise InvalidInput(
            "not_restorable",
            "The database refuses these records: %(problem)s",
            problem=str(refusal).splitlines()[0],
        ) from refusal


def _conclude(actor: User, restored: Restored, report: RestoreReport, now: datetime) -> None:
    if report.articles or report.labels:
        audit.record(
            "export.restored",
            actor=actor,
            now=now,
            project=restored.project,
            target=restored.project.uuid,
            data={"articles": report.articles, "labels": report.labels},
        )
