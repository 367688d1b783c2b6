"""Taking our own exports in again: a project on another installation, from its files.

What is in the files comes back as it was: exported again, the bytes are the same. What is not in
them is not made up: docs/labelled-imports.md says what that is. For site admins, who give the files
on the command line.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Annotation, Article, Decision, Project, User
from claims.operations import audit
from claims.operations.batches import cut
from claims.operations.restored_articles import (
    carry_labels_over,
    insert_articles,
    link_corrections,
)
from claims.operations.restored_decisions import insert_decisions
from claims.operations.restored_labels import insert_labels
from claims.operations.restored_project import Restored, prepare
from claims.operations.restored_survey import Contents, ExportFiles, read_contents

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
    decisions: int = 0
    known_decisions: int = 0


def look_at_export(*, actor: User, files: ExportFiles, now: datetime) -> Contents:
    """What is in the files, and each record that cannot come back. Writes nothing.

    Raises NotAllowed; InvalidInput for files without anything; Conflict where the installation has
    something else under their names.
    """
    permissions.require(permissions.can_administer(actor))
    contents = read_contents(files)
    if not contents.refused:
        _write(partial(_rehearse, actor, contents, now))
    return contents


def _rehearse(actor: User, contents: Contents, now: datetime) -> None:
    restored = prepare(actor, contents, now)
    _refuse_taken(restored.project, contents)
    transaction.set_rollback(True)


def _refuse_taken(project: Project, contents: Contents) -> None:
    """Raise Conflict where another project has one of the records."""
    named: tuple[tuple[QuerySet[Any], Iterable[UUID]], ...] = (
        (Article.objects.exclude(project=project), contents.articles),
        (Annotation.objects.exclude(project=project), contents.labels),
        (Annotation.objects.exclude(project=project), contents.earlier),
        (Annotation.objects.exclude(project=project), contents.lost),
        (Decision.objects.exclude(project=project), contents.decisions),
    )
    for others, uuids in named:
        for some in cut(uuids, LABELS_AT_ONCE):
            taken = others.filter(uuid__in=some).values_list("uuid", flat=True)
            if (uuid := taken.first()) is not None:
                raise Conflict("uuid_taken", "Another project has the record %(uuid)s.", uuid=uuid)


def restore_export(
    *, actor: User, files: ExportFiles, contents: Contents, now: datetime
) -> Generator[RestoreReport, None, None]:
    """Make a project of an export, of which `contents` is what was found; the report, by parts.

    Committed part by part: what was cut off goes on when begun again. Raises NotAllowed;
    InvalidInput where a record was refused ("records_refused"), or the files have changed since;
    Conflict as `look_at_export`.
    """
    permissions.require(permissions.can_administer(actor))
    if contents.refused:
        raise InvalidInput(
            "records_refused",
            "%(count)d records cannot come back, so nothing does.",
            count=contents.refused,
        )
    return _restore(actor, files, contents, now)


def _restore(
    actor: User, files: ExportFiles, contents: Contents, now: datetime
) -> Generator[RestoreReport, None, None]:
    restored = _write(partial(prepare, actor, contents, now))
    report = RestoreReport(restored.project)
    insert = partial(insert_articles, restored, actor, now=now)
    for count, known in _insert(files.open_articles(), ARTICLES_AT_ONCE, insert):
        report = replace(
            report,
            articles=report.articles + count,
            known_articles=report.known_articles + known,
        )
        yield report
    _write(partial(link_corrections, restored, contents.corrections))
    labels = _insert(files.open_labels(), LABELS_AT_ONCE, partial(insert_labels, restored))
    for count, known in labels:
        report = replace(
            report, labels=report.labels + count, known_labels=report.known_labels + known
        )
        yield report
    _write(partial(carry_labels_over, restored, contents.corrections))
    decisions = _insert(files.open_decisions(), LABELS_AT_ONCE, partial(insert_decisions, restored))
    for count, known in decisions:
        report = replace(
            report,
            decisions=report.decisions + count,
            known_decisions=report.known_decisions + known,
        )
        yield report
    _conclude(actor, restored, report, now)
    yield report


def _insert(
    rows: Iterable[tuple[int, Record | DomainError]],
    size: int,
    insert: Callable[[Sequence[Record]], int],
) -> Iterator[tuple[int, int]]:
    """So many at once, each time in one transaction: how many were new, and how many known."""
    for records in cut(_take(rows), size):
        count = _write(partial(insert, records))
        yield count, len(records) - count


def _take(rows: Iterable[tuple[int, Record | DomainError]]) -> Iterator[Record]:
    """The records; all were good when they were looked at."""
    for _number, row in rows:
        if isinstance(row, DomainError):
            raise row
        yield row


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
    counts = {
        "articles": report.articles,
        "labels": report.labels,
        "decisions": report.decisions,
    }
    if any(counts.values()):
        audit.record(
            "export.restored",
            actor=actor,
            now=now,
            project=restored.project,
            target=restored.project.uuid,
            data=counts,
        )
