"""`manage.py import_export --articles FILE --labels FILE --user …`: our own exports come back."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import DomainError
from claims.exchange import jsonl, parquet
from claims.exchange.chunks import WHOLE_FILE
from claims.exchange.records import AnnotationRecord, ArticleDocument, DecisionRecord, Kind
from claims.management.printing import make_printable
from claims.models import User
from claims.operations.restored_survey import Contents, ExportFiles
from claims.operations.restoring import RestoreReport, look_at_export, restore_export

Record = TypeVar("Record")
SUFFIXES = (".jsonl", ".ndjson", ".parquet")


class Command(BaseCommand):
    help = (
        "Make a project of exports of ours, JSON Lines or Parquet: its articles, its labels and, "
        "if they are given, its decisions. Exported again, they are the same bytes. Every record "
        "that cannot come back is named, and then nothing does. Cut off and begun again, it goes "
        "on. docs/labelled-imports.md says what an export does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", required=True, metavar="FILE", type=Path)
        parser.add_argument("--labels", required=True, metavar="FILE", type=Path)
        parser.add_argument("--decisions", metavar="FILE", type=Path)
        parser.add_argument(
            "--user", required=True, metavar="USERNAME", help="a site admin, who imports"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come back")

    def handle(
        self,
        *,
        articles: Path,
        labels: Path,
        user: str,
        decisions: Path | None = None,
        dry_run: bool = False,
        **_: Any,
    ) -> None:
        paths = {Kind.ARTICLES: articles, Kind.ANNOTATIONS: labels}
        if decisions is not None:
            paths[Kind.DECISIONS] = decisions
        for path in paths.values():
            if not path.is_file():
                raise CommandError(f"{path} is not a file.")
            if path.suffix.lower() not in SUFFIXES:
                raise CommandError(f"{path}: its name must end in one of {', '.join(SUFFIXES)}.")
        actor = User.objects.filter(username=user).first()
        if actor is None:
            raise CommandError(f"There is no user “{user}”.")
        try:
            self._restore(actor, paths, is_rehearsal=dry_run)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _restore(self, actor: User, paths: dict[Kind, Path], *, is_rehearsal: bool) -> None:
        files = _name_files(paths)
        contents = look_at_export(actor=actor, files=files, now=clock.now())
        self._print_refusals(paths, contents)
        if contents.lost and not contents.refused:
            self.stdout.write(
                f"Not in {paths[Kind.ANNOTATIONS]}: {len(contents.lost)} labels that decisions "
                "stand on. They come back as taken back."
            )
        if is_rehearsal and not contents.refused:
            self.stdout.write(
                f"{len(contents.articles)} articles, {len(contents.labels)} labels, "
                f"{len(contents.decisions)} decisions; nothing is written."
            )
            return
        report = None
        for report in restore_export(actor=actor, files=files, contents=contents, now=clock.now()):
            if sys.stderr.isatty():
                self.stderr.write(
                    f"{report.articles} articles, {report.labels} labels, "
                    f"{report.decisions} decisions …"
                )
        if report is not None:
            self._print_report(report)

    def _print_refusals(self, paths: dict[Kind, Path], contents: Contents) -> None:
        for one in contents.refusals:
            path = paths[one.kind]
            where = path if one.number == WHOLE_FILE else f"{path}:{one.number}"
            self.stdout.write(f"{where}: refused: {make_printable(str(one.problem))}")
        if more := contents.refused - len(contents.refusals):
            self.stdout.write(f"{more} more are refused.")

    def _print_report(self, report: RestoreReport) -> None:
        self.stdout.write(
            f"{report.project.slug}: {report.articles} articles, {report.labels} labels, "
            f"{report.decisions} decisions; {report.known_articles}, {report.known_labels} and "
            f"{report.known_decisions} were there already."
        )


def _name_files(paths: dict[Kind, Path]) -> ExportFiles:
    read_articles = partial(_read_each, paths[Kind.ARTICLES], ArticleDocument)
    read_labels = partial(_read_each, paths[Kind.ANNOTATIONS], AnnotationRecord)
    if Kind.DECISIONS not in paths:
        return ExportFiles(read_articles, read_labels)
    read_decisions = partial(_read_each, paths[Kind.DECISIONS], DecisionRecord)
    return ExportFiles(read_articles, read_labels, read_decisions)


def _read_each(path: Path, record_type: type[Record]) -> Iterator[tuple[int, Record | DomainError]]:
    with path.open("rb") as stream:
        if path.suffix.lower() == ".parquet":
            yield from parquet.read_each(stream, record_type)
        else:
            yield from jsonl.read_each(stream, record_type)
