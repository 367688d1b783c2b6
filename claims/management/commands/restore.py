"""`manage.py restore FILE`: a backup into a database that is migrated and empty."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims import clock
from claims.errors import DomainError
from claims.exchange.backups import BackupReader
from claims.management.printing import make_printable
from claims.operations.backup_restoring import restore_backup


class Command(BaseCommand):
    help = (
        "Put a backup back, of any database into any: into one that this version has migrated and "
        "in which there is nothing. All rows are compared with the backup's; where anything "
        "fails, nothing is restored. Sessions are in no backup: people sign in again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            with file.open("rb") as stream, BackupReader(stream) as backup:
                manifest = restore_backup(
                    backup, actor=None, now=clock.now(), tell=self.stderr.write
                )
        except (DomainError, DatabaseError, OSError, ValueError) as fault:
            raise CommandError(make_printable(f"{fault} Nothing was restored.")) from fault
        self.stdout.write(
            f"{manifest.rows} rows and {len(manifest.files)} files are as they were at "
            f"{make_printable(manifest.made_at)}."
        )
        if not manifest.with_files:
            self.stdout.write(
                "The files of releases are not in this backup: “manage.py verify_releases” says "
                "which the storage does not have."
            )
