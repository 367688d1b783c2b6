"""What an export of a project holds, as records."""

from collections.abc import Generator
from datetime import datetime
from typing import Any
from uuid import UUID

from claims.models import Project
from claims.queries.export import Snapshot
from claims.queries.export_moment import Moment
from claims.queries.export_selection import Of, Selection, resolve
from tests.factories import NOW


def stream(
    project: Project,
    *,
    now: datetime = NOW,
    moment: Moment | None = None,
    after: UUID | None = None,
    **selection: Any,
) -> Generator[Any, None, None]:
    narrowing = resolve(project, Selection(**selection))
    with Snapshot(project, narrowing, now=now, moment=moment, after=after) as snapshot:
        yield from snapshot.stream()


def stream_annotations(project: Project, **selection: Any) -> Generator[Any, None, None]:
    return stream(project, of=Of.ANNOTATIONS, **selection)
