"""`manage.py export_data PROJECT FILE --user NAME`: an export as a file, whole or not at all."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.durable import give_name
from claims.errors import DomainError
from claims.exchange.formats import DEFAULT_FORMAT, FORMATS
from claims.models import Project, User
from claims.operations.exports import Download, Wish, start_export
from claims.queries.export_selection import Of, Selection, Status

# Bytes between two lines that tell how far it is.
TOLD_EACH = 64_000_000


class Command(BaseCommand):
    help = (
        "Export a project to a file. It is written beside as FILE.part, and has its name only when "
        "it is whole; the exit code is 0 only then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="its short name")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who exports")
        parser.add_argument("--of", choices=list(map(str, Of)), default=Of.ANNOTATIONS.value)
        parser.add_argument("--format", choices=list(FORMATS), default=DEFAULT_FORMAT)
        parser.add_argument("--article", type=UUID, metavar="UUID")
        parser.add_argument("--status", choices=list(map(str, Status)), default="")
        parser.add_argument("--rounds", choices=["all"], help="also those not of the data set")
        parser.add_argument("--gzip", action="store_true")
        parser.add_argument("--trailer", action="store_true", help="a last line of JSONL")

    def handle(self, *, project: str, file: Path, user: str, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        actor = User.objects.filter(username=user).first()
        if found is None or actor is None:
            missing = f"project “{project}”" if found is None else f"user “{user}”"
            raise CommandError(f"There is no {missing}.")
        wish = Wish(
            selection=Selection(
                of=Of(options["of"]),
                article=options["article"],
                status=options["status"],
                all_rounds=options["rounds"] == "all",
            ),
            format_name=options["format"],
            gzip=options["gzip"],
            trailer=options["trailer"],
        )
        try:
            with start_export(actor=actor, project=found, wish=wish, now=clock.now()) as download:
                self._write(download, file)
        except (DomainError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{download.report.records} records; {download.embargoed} stay out by embargo."
        )

    def _write(self, download: Download, file: Path) -> None:
        """First beside it: what has its name is whole, also when the power goes."""
        part = file.with_name(f"{file.name}.part")
        size = told = 0
        with part.open("wb") as out:
            for piece in download:
                out.write(piece)
                size += len(piece)
                if size - told >= TOLD_EACH or (sys.stderr.isatty() and not told):
                    told = size
                    self.stderr.write(f"{download.report.records} records, {size:,} bytes …")
        give_name(part, file)
