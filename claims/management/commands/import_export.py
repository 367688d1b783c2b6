"""`manage.py import_export --articles FILE --labels FILE --user …`: our own exports come back."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import DomainError
from claims.exchange import jsonl, parquet
from claims.exchange.records import AnnotationRecord, ArticleDocument
from claims.models import User
from claims.operations.restoring import restore_export

Record = TypeVar("Record")
SUFFIXES = (".jsonl", ".ndjson", ".parquet")


class Command(BaseCommand):
    help = (
        "Make a project of two exports of ours, JSON Lines or Parquet: its articles, and its "
        "labels. Exported again, they are the same bytes. Cut off and begun again, it goes on. "
        "docs/labelled-imports.md says what an export does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", required=True, metavar="FILE", type=Path)
        parser.add_argument("--labels", required=True, metavar="FILE", type=Path)
        parser.add_argument(
            "--user", required=True, metavar="USERNAME", help="a site admin, who imports"
        )

    def handle(self, *, articles: Path, labels: Path, user: str, **_: Any) -> None:
        for path in (articles, labels):
            if not path.is_file():
                raise CommandError(f"{path} is not a file.")
            if path.suffix.lower() not in SUFFIXES:
                raise CommandError(f"{path}: its name must end in one of {', '.join(SUFFIXES)}.")
        actor = User.objects.filter(username=user).first()
        if actor is None:
            raise CommandError(f"There is no user “{user}”.")
        try:
            self._restore(actor, articles, labels)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _restore(self, actor: User, articles: Path, labels: Path) -> None:
        report = None
        for report in restore_export(
            actor=actor,
            open_articles=_make_opener(articles, ArticleDocument),
            open_labels=_make_opener(labels, AnnotationRecord),
            now=clock.now(),
        ):
            if sys.stderr.isatty():
                self.stderr.write(f"{report.articles} articles, {report.labels} labels …")
        if report is not None:
            self.stdout.write(
                f"{report.project.slug}: {report.articles} articles, {report.labels} labels; "
                f"{report.known_articles} and {report.known_labels} were there already."
            )


def _make_opener(path: Path, record_type: type[Record]) -> Callable[[], Iterator[Record]]:
    def read_all() -> Iterator[Record]:
        with path.open("rb") as stream:
            if path.suffix.lower() == ".parquet":
                yield from parquet.read(stream, record_type)
            else:
                yield from jsonl.read_records(stream, record_type)

    return read_all
