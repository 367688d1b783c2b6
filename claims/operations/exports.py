"""Taking a project's labels out."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from claims import permissions
from claims.errors import NotFound
from claims.exchange.formats import DEFAULT_FORMAT, Format, Writing, find_format, pick_format
from claims.exchange.records import AnnotationRecord
from claims.exchange.timesheet import DEFAULT_SHEET, SHEETS
from claims.models import Article, Project, User
from claims.operations import audit
from claims.queries.export import stream_annotations
from claims.queries.label_mapping import read_label_map
from claims.queries.timesheet import stream_weeks


@transaction.atomic
def start_export(
    *,
    actor: User,
    project: Project,
    format_name: str = DEFAULT_FORMAT,
    article: UUID | None = None,
    all_rounds: bool = False,
    now: datetime,
) -> Iterator[bytes]:
    """The project's labels that count, or one article's, as a file's bytes, piece by piece.

    `all_rounds`: also those of rounds that are not part of the data set. Audited before the first
    byte. What goes wrong after that is raised where the bytes are read: an export never ends as if
    it were whole. To be closed by whoever stops reading early. Raises NotAllowed, InvalidInput
    ("unknown_format"), NotFound (the article is not the project's).
    """
    permissions.require(permissions.can_export(actor, project))
    format_ = find_format(format_name)
    if article and not Article.objects.filter(project=project, uuid=article).exists():
        raise NotFound("not_found", "There is no such article in this project.")
    audit.record(
        "export.started",
        actor=actor,
        now=now,
        project=project,
        target=article or project.uuid,
        data={
            "format": format_.name,
            "article": str(article) if article else None,
            "all_rounds": all_rounds,
        },
    )
    open_records = partial(stream_annotations, project, article=article, all_rounds=all_rounds)
    return _stream(format_, open_records, Writing(mapping=read_label_map(project)))


def _stream(
    format_: Format,
    open_records: Callable[[], Generator[AnnotationRecord, None, None]],
    writing: Writing,
) -> Iterator[bytes]:
    # Closed by name: the transaction must not wait until somebody collects the garbage.
    if format_.prepare:
        with closing(open_records()) as records:
            format_.prepare(records, writing)
    with closing(open_records()) as records:
        yield from format_.write(records, writing)


@transaction.atomic
def start_timesheet(
    *, actor: User, project: Project, format_name: str = DEFAULT_SHEET, now: datetime
) -> Iterator[bytes]:
    """Who worked how much in which week, as a file's bytes, piece by piece; audited before.

    Raises NotAllowed and InvalidInput ("unknown_format").
    """
    permissions.require(permissions.can_manage(actor, project))
    format_ = pick_format(format_name, SHEETS)
    audit.record(
        "timesheet.exported",
        actor=actor,
        now=now,
        project=project,
        target=project.uuid,
        data={"format": format_.name},
    )
    return format_.write(stream_weeks(project, now))
