"""`manage.py backup FILE`: the whole database and the files of releases, as one file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims import clock
from claims.durable import give_name
from claims.errors import DomainError
from claims.exchange.backups import Manifest
from claims.operations.backups import make_backup, note_backup


class Command(BaseCommand):
    help = (
        "Write everything to FILE, a zip that any database can be restored from, while the site "
        "goes on. It is written beside as FILE.part, and has its name only when it is whole; the "
        "exit code is 0 only then. A file that is there is never overwritten. docs/backups.md"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--without-files", action="store_true", help="leave out the files of releases"
        )

    def handle(self, *, file: Path, without_files: bool, **_: Any) -> None:
        part = file.with_name(f"{file.name}.part")
        if file.exists():
            raise CommandError(f"{file} is there already.")
        try:
            # Only its owner may read it, from the first byte on.
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(
                f"{part} is there: a backup is being written, or one was cut off. Remove it then."
            ) from None
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        try:
            manifest = self._write(descriptor, with_files=not without_files)
            self._give_name(part, file)
            # Last: nothing tells of a backup that a power cut could still take away.
            note_backup(manifest, actor=None, now=clock.now())
        except (DatabaseError, DomainError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(
            f"{manifest.rows} rows, {len(manifest.files)} files, {len(manifest.missing)} missing; "
            f"SHA-256 of the contents: {manifest.content_sha256}"
        )

    def _give_name(self, part: Path, file: Path) -> None:
        """Backups to the same name exclude each other by their part."""
        if file.exists():
            raise CommandError(f"{file} is there already.")
        give_name(part, file)

    def _write(self, descriptor: int, *, with_files: bool) -> Manifest:
        with os.fdopen(descriptor, "wb") as out:
            return make_backup(out, with_files=with_files, now=clock.now(), tell=self.stderr.write)
