"""`manage.py import_articles PATH… --project SLUG --user NAME`: files of any size, and links."""

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from claims import clock
from claims.errors import DomainError
from claims.exchange.articles import KINDS, Row
from claims.exchange.articles import stream_articles as read_file
from claims.exchange.chunks import WHOLE_FILE
from claims.exchange.records import RowStatus
from claims.management.printing import make_printable
from claims.models import Project, User
from claims.operations.articles import RowReport, preview_articles, stream_articles
from claims.operations.fetching import fetch_article
from claims.outages import find_outage

# Rows between two lines of progress where these go to a file, not to a terminal.
ROWS_APART = 1000
BAR = 30
# From so many bytes on, what it takes to start more processes is soon made up for.
LARGE_FILE = 1_000_000
MOST_JOBS = 64


class Command(BaseCommand):
    help = (
        f"Import articles from files ({', '.join(KINDS)}) and links. Prints a line for each row "
        "that makes no new article; exit code 1 if any was refused. Again, it creates nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a link")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument(
            "--no-suggestions", action="store_true", help="don't look for speakers (faster)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be imported, and write nothing"
        )
        parser.add_argument(
            "--update", action="store_true", help="let known articles say what the rows say of them"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            metavar="N",
            help="take texts apart in N processes; of files from 1 MB on, as many as there are "
            "processors, else one",
        )

    def handle(
        self,
        *,
        paths: list[str],
        project: str,
        user: str,
        no_suggestions: bool,
        dry_run: bool,
        update: bool,
        jobs: int | None,
        **_: Any,
    ) -> None:
        if jobs is not None and not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs takes a number from 1 to {MOST_JOBS}.")
        for path in paths:
            if not _is_link(path) and not Path(path).is_file():
                raise CommandError(f"{path} is not a file.")
        into = Project.objects.filter(slug=project).first()
        actor = User.objects.filter(username=user).first()
        if into is None or actor is None:
            missing = f"project “{project}”" if into is None else f"user “{user}”"
            raise CommandError(f"There is no {missing}.")
        progress = _Progress(self.stderr)
        try:
            for path in paths:
                rows = progress.watch(path, _read(path, actor, into))
                parts = (
                    preview_articles(actor=actor, project=into, rows=rows)
                    if dry_run
                    else stream_articles(
                        actor=actor,
                        project=into,
                        rows=rows,
                        now=clock.now(),
                        suggest=not no_suggestions,
                        update=update,
                        jobs=jobs or _count_jobs(path),
                    )
                )
                for reports in parts:
                    self._print_rows(path, reports, progress)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except (Error, OSError) as error:
            if not (outage := find_outage(error)):
                raise
            raise CommandError(
                f"{outage.heading}. What is imported stays: begin again once that is over."
            ) from error
        progress.end()
        self._finish(progress.counts, dry_run=dry_run)

    def _print_rows(self, path: str, rows: list[RowReport], progress: "_Progress") -> None:
        for row in rows:
            where = path if row.row == WHOLE_FILE else f"{path}:{row.row}"
            if told := _describe(row):
                progress.clear()
                self.stdout.write(f"{where}: {make_printable(told)}")
        progress.count(rows)

    def _finish(self, counts: Counter[str], *, dry_run: bool) -> None:
        created, known, refused = (counts[status] for status in RowStatus)
        would = " Nothing was written: this was a dry run." if dry_run else ""
        replaced = f" ({counts['corrected']} replace another)" if counts["corrected"] else ""
        self.stdout.write(f"{created} created{replaced}, {known} known, {refused} refused.{would}")
        if refused:
            sys.exit(1)


def _describe(row: RowReport) -> str:
    """What there is to say of a row; nothing of one that simply is a new article."""
    if row.status == RowStatus.REFUSED:
        return f"refused: {row.refusal}"
    if row.status == RowStatus.CREATED:
        return f"replaces another text: {row.title}" if row.corrects else ""
    said = f"; {'now' if row.is_updated else 'not'} changed: {', '.join(row.changed)}"
    return f"known: {row.title}{said if row.changed else ''}"


def _count_jobs(path: str) -> int:
    """In how many processes the file's texts are taken apart where nobody says it."""
    is_large = not _is_link(path) and Path(path).stat().st_size >= LARGE_FILE
    return min(_count_processors(), MOST_JOBS) if is_large else 1


def _count_processors() -> int:
    """Those that this process may use, where the system tells them apart from the others."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_link(path: str) -> bool:
    return path.startswith(("http://", "https://"))


def _read(path: str, actor: User, project: Project) -> Iterator[tuple[Row, float]]:
    """The rows, each with how much of the file has been read by then: 0 to 1."""
    if _is_link(path):
        yield (1, fetch_article(actor=actor, project=project, url=path, now=clock.now())), 1
        return
    size = Path(path).stat().st_size or 1
    with Path(path).open("rb") as file:
        for row in read_file(file, Path(path).name):
            yield row, min(file.tell() / size, 1)


@dataclass(slots=True)
class _Progress:
    """A bar at the terminal; now and then a line where nobody watches."""

    stream: Any
    counts: Counter[str] = field(default_factory=Counter)
    share: float = 0
    path: str = ""

    def watch(self, path: str, rows: Iterator[tuple[Row, float]]) -> Iterator[Row]:
        """The rows, while noting how far they have come."""
        self.path = Path(path).name
        for row, self.share in rows:
            yield row

    def count(self, rows: list[RowReport]) -> None:
        before = self._total()
        self.counts.update(row.status for row in rows)
        self.counts["corrected"] += sum(row.corrects is not None for row in rows)
        total = self._total()
        if self.stream.isatty():
            done = round(BAR * self.share)
            bar = "█" * done + "·" * (BAR - done)
            self.stream.write(f"\r{bar} {self.share:4.0%} {total} rows", ending="")
            self.stream.flush()
        elif total // ROWS_APART > before // ROWS_APART:
            self.stream.write(f"{self.path}: {self.share:.0%}, {total} rows …")

    def clear(self) -> None:
        """Make room for a line of another kind."""
        if self.stream.isatty():
            self.stream.write("\r\033[K", ending="")

    def end(self) -> None:
        if self.stream.isatty():
            self.stream.write("")

    def _total(self) -> int:
        return sum(self.counts[status] for status in RowStatus)
