"""`manage.py verify_backup FILE`: whether a backup is whole, without any database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.errors import DomainError
from claims.exchange.backups import BackupReader
from claims.management.printing import make_printable


class Command(BaseCommand):
    help = (
        "Read a backup to its end, and compare the number of rows and the SHA-256 of each part "
        "with its manifest; exit code 1 if any differs. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            with file.open("rb") as stream, BackupReader(stream) as backup:
                backup.verify(self.stderr.write)
                manifest = backup.manifest
        except (DomainError, OSError) as fault:
            raise CommandError(make_printable(str(fault))) from fault
        told = (
            f"Whole: {manifest.rows} rows, {len(manifest.files)} files, "
            f"{len(manifest.missing)} missing, made at {manifest.made_at} by version "
            f"{manifest.software}; SHA-256 of the contents: {manifest.content_sha256}"
        )
        self.stdout.write(make_printable(told))
