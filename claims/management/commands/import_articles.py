"""`manage.py import_articles PATH… --project SLUG --user NAME`: files of any size."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import DomainError
from claims.exchange.articles import WHOLE_FILE, Row, stream_articles
from claims.exchange.records import RowStatus
from claims.models import Project, User
from claims.operations.articles import RowReport, import_articles

# Rows handed on at once: what is in memory, and how often progress is shown.
ROWS_AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Import articles from .txt, .jsonl, .ndjson and .csv files. Prints a line for each row "
        "that makes no new article; exit code 1 if any was refused. Again, it creates nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument(
            "--no-suggestions", action="store_true", help="don't look for speakers (faster)"
        )

    def handle(
        self, *, paths: list[Path], project: str, user: str, no_suggestions: bool, **_: Any
    ) -> None:
        for path in paths:
            if not path.is_file():
                raise CommandError(f"{path} is not a file.")
        into = Project.objects.filter(slug=project).first()
        actor = User.objects.filter(username=user).first()
        if into is None or actor is None:
            missing = f"project “{project}”" if into is None else f"user “{user}”"
            raise CommandError(f"There is no {missing}.")
        counts: Counter[str] = Counter()
        try:
            for path in paths:
                for batch in _read_batches(path):
                    report = import_articles(
                        actor=actor,
                        project=into,
                        rows=batch,
                        now=clock.now(),
                        suggest=not no_suggestions,
                    )
                    self._print_rows(path, report.rows)
                    counts.update(row.status for row in report.rows)
                    self._print_progress(counts)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._finish(counts)

    def _print_rows(self, path: Path, rows: list[RowReport]) -> None:
        for row in rows:
            where = path if row.row == WHOLE_FILE else f"{path}:{row.row}"
            if row.status == RowStatus.KNOWN:
                self.stdout.write(f"{where}: known: {_make_printable(row.title)}")
            elif row.status == RowStatus.REFUSED:
                self.stdout.write(f"{where}: refused: {_make_printable(str(row.refusal))}")

    def _print_progress(self, counts: Counter[str]) -> None:
        if counts.total() >= ROWS_AT_ONCE or sys.stderr.isatty():
            self.stderr.write(f"{counts.total()} rows …")

    def _finish(self, counts: Counter[str]) -> None:
        created, known, refused = (counts[status] for status in RowStatus)
        self.stdout.write(f"{created} created, {known} known, {refused} refused.")
        if refused:
            sys.exit(1)


def _read_batches(path: Path) -> Iterator[list[Row]]:
    with path.open("rb") as file:
        rows = stream_articles(file, path.name)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            yield batch


def _make_printable(text: str) -> str:
    """One line, without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
