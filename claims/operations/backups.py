"""The whole database and the files of releases as one file, read at one moment."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from claims.exchange.backups import FORMAT, BackupWriter, Manifest, Tell
from claims.exchange.shapes import format_moment
from claims.models import User
from claims.operations import audit
from claims.outages import spare_while_unwritable
from claims.queries.backup_rows import (
    list_migrations,
    list_models,
    list_stored_files,
    name_columns,
    stream_lines,
)
from claims.queries.release_storage import READ_AT_ONCE, get_storage

TOLD_EACH = 100_000


def make_backup(out: IO[bytes], *, with_files: bool, now: datetime, tell: Tell) -> Manifest:
    """Write a backup. Whoever writes may go on meanwhile: what they write is not in it.

    `tell` hears how far it is. To be audited by `note_backup`, once it is where it stays. Raises
    OSError as the file or the storage does.
    """
    with BackupWriter(out) as writer:
        migrations, stored = _add_tables(writer, tell)
        missing = tuple(_add_files(writer, stored if with_files else [], tell))
        manifest = Manifest(
            format=FORMAT,
            software=settings.SOFTWARE_VERSION,
            database=connection.vendor,
            made_at=format_moment(now),
            migrations=tuple(migrations),
            tables=tuple(writer.tables),
            with_files=with_files,
            files=tuple(writer.files),
            missing=missing,
        )
        writer.finish(manifest)
    return manifest


def note_backup(manifest: Manifest, *, actor: User | None, now: datetime) -> None:
    """Audit that a backup was made. `actor` is None on the command line.

    Where the database takes nothing any more, a backup is wanted all the more: no row tells of it.
    """
    with spare_while_unwritable(), transaction.atomic():
        audit.record("backup.made", actor=actor, now=now, data=describe(manifest))


def _add_tables(writer: BackupWriter, tell: Tell) -> tuple[list[str], list[str]]:
    """Add all of them, from one snapshot; its migrations, and the names of files it tells of."""
    alias: str = settings.SNAPSHOT_DATABASE
    with transaction.atomic(using=alias):
        migrations = list_migrations(alias)
        for model in list_models():
            table = str(model._meta.db_table)
            lines = tell_rows(table, stream_lines(alias, model), tell)
            part = writer.add_table(table, name_columns(model), lines)
            tell(f"{table}: {part.rows:,} rows")
        return migrations, list_stored_files(alias)


def tell_rows(table: str, lines: Iterable[bytes], tell: Tell) -> Iterator[bytes]:
    """The lines, while it is told how many have come."""
    for count, line in enumerate(lines, start=1):
        yield line
        if count % TOLD_EACH == 0:
            tell(f"{table}: {count:,} rows …")


def _add_files(writer: BackupWriter, stored: list[str], tell: Tell) -> Iterator[str]:
    """Add the files; the names of those that the storage does not have."""
    for name in stored:
        try:
            with get_storage().open(name) as file:
                # Some storages look for it only now.
                first = file.read(READ_AT_ONCE)
                writer.add_file(name, chain([first], iter(lambda: file.read(READ_AT_ONCE), b"")))
        except FileNotFoundError:
            tell(f"The storage does not have {name}: it is not in the backup.")
            yield name
    tell(f"{len(writer.files):,} files")


def describe(manifest: Manifest) -> dict[str, object]:
    """What the audit says of a backup: enough to know it again."""
    return {
        "content_sha256": manifest.content_sha256,
        "made_at": manifest.made_at,
        "rows": manifest.rows,
        "files": len(manifest.files) if manifest.with_files else None,
    }
