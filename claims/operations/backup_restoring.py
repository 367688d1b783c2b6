"""A backup becomes a database again: the whole of it, compared with the original, or nothing."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction

from claims.errors import Conflict, DomainError, Phrase, gettext_noop
from claims.exchange.backups import (
    MANIFEST_NAME,
    BackupReader,
    FilePart,
    Manifest,
    TablePart,
    Tell,
    make_damaged,
)
from claims.models import User
from claims.models.bulk import PLAIN, insert_values
from claims.operations import audit
from claims.operations.backups import describe, tell_rows
from claims.operations.release_files import hash_stored, make_durable
from claims.queries.backup_rows import (
    MADE_BY_MIGRATE,
    ROWS_AT_ONCE,
    UNFIT,
    AnyField,
    Model,
    list_columns,
    list_filled,
    list_migrations,
    list_models,
    list_stored_files,
    name_columns,
    parse_line,
    resolve,
    stream_lines,
)
from claims.queries.release_storage import get_storage

ALIAS = "default"
# Bytes of lines held in memory at once, or one line.
BYTES_AT_ONCE = 1 << 24
# What is raised of values that the database does not take.
REFUSED = (*UNFIT, DataError, IntegrityError)
LINE_UNFIT = gettext_noop("Line %(number)d: %(problem)s")
LINES_UNFIT = gettext_noop("Lines %(first)d to %(last)d: %(problem)s")
OTHER_COLUMNS = gettext_noop("It names other tables or columns than these migrations make.")
OTHER_FILES = gettext_noop("It names other files than the rows do.")


def restore_backup(
    backup: BackupReader, *, actor: User | None, now: datetime, tell: Tell
) -> Manifest:
    """Put all rows and files back, into a database that is migrated and empty, in one transaction.

    Every table is read again afterwards: its rows have the hash that they had. `actor` is None on
    the command line. Raises Conflict: "other_migrations", "not_empty", "other_file" (the storage
    has another one of that name); DomainError ("restored_otherwise"); InvalidInput of a damaged
    backup; OSError as the storage does; IntegrityError where a row refers to none.
    """
    manifest = backup.manifest
    backup.verify(tell)
    with _removing_on_failure() as added, transaction.atomic():
        _require_fitting(manifest)
        by_table = {str(model._meta.db_table): model for model in list_models()}
        _remove_made_by_migrate()
        for part in manifest.tables:
            _insert_rows(backup, part, by_table[part.table], tell)
        _restart_numbers(list(by_table.values()))
        connection.check_constraints()
        for part in manifest.tables:
            _compare(part, by_table[part.table], tell)
        _require_files(manifest)
        for file in manifest.files:
            _put_back(backup, file, added)
        tell(f"{len(manifest.files):,} files put back")
        audit.record("backup.restored", actor=actor, now=now, data=describe(manifest))
    ContentType.objects.clear_cache()
    return manifest


def _require_fitting(manifest: Manifest) -> None:
    """The same tables, and nothing in them."""
    columns = {str(model._meta.db_table): name_columns(model) for model in list_models()}
    if list(manifest.migrations) != list_migrations(ALIAS):
        raise Conflict(
            "other_migrations",
            "The backup is of version %(version)s, with other migrations than this database. "
            "Restore it with that version, and upgrade then.",
            version=manifest.software,
        )
    if {part.table: part.columns for part in manifest.tables} != columns:
        raise make_damaged(MANIFEST_NAME, Phrase(OTHER_COLUMNS))
    if filled := list_filled(ALIAS):
        raise Conflict(
            "not_empty",
            "The database is not empty: %(count)d tables have rows, as %(table)s. Restore into a "
            "new one, after “manage.py migrate”.",
            count=len(filled),
            table=filled[0],
        )


def _remove_made_by_migrate() -> None:
    """Nothing refers to them yet; those of the backup come instead, with their own numbers."""
    for model in MADE_BY_MIGRATE[::-1]:
        models.QuerySet(model, using=ALIAS).delete()


def _insert_rows(backup: BackupReader, part: TablePart, model: Model, tell: Tell) -> None:
    """References are looked at when the transaction ends: rows may come before what they name."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    lines = tell_rows(f"{part.table}, put back", backup.read_lines(part), tell)
    number = 1
    for some in _gather(lines):
        rows = list(_read_rows(part, model, some, number))
        with _telling_where(part, number, number + len(some) - 1):
            insert_values(model, names, rows)
        number += len(some)


def _gather(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """As many as memory takes easily."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if len(gathered) == ROWS_AT_ONCE or size > BYTES_AT_ONCE:
            yield gathered
            gathered, size = [], 0
    if gathered:
        yield gathered


def _read_rows(
    part: TablePart, model: Model, lines: Iterable[bytes], number: int
) -> Iterator[list[Any]]:
    """The values as they go to the database, of lines whose first has this number."""
    columns = list_columns(model)
    fields = map(resolve, model._meta.local_concrete_fields)
    odd = [(at, field) for at, field in enumerate(fields) if not isinstance(field, PLAIN)]
    for at_line, line in enumerate(lines, start=number):
        with _telling_where(part, at_line, at_line):
            row = parse_line(line, columns)
            for at, field in odd:
                row[at] = _prepare(field, row[at])
        yield row


@contextmanager
def _telling_where(part: TablePart, first: int, last: int) -> Iterator[None]:
    try:
        yield
    except REFUSED as fault:
        message = LINE_UNFIT if first == last else LINES_UNFIT
        where = {"number": first, "first": first, "last": last, "problem": fault}
        raise make_damaged(part.name, Phrase(message, where)) from fault


def _prepare(field: AnyField, value: Any) -> Any:
    """The value as it goes to the database. A column of JSON that takes no NULL has JSON's own."""
    if isinstance(field, models.JSONField) and not (value is None and field.null):
        return field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(value, connection)


def _restart_numbers(restored: Sequence[Model]) -> None:
    """PostgreSQL numbers on from the highest row; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(restored)):
            cursor.execute(statement)


def _compare(part: TablePart, model: Model, tell: Tell) -> None:
    """Read the rows as they now lie there."""
    digest, count = sha256(), 0
    lines = tell_rows(f"{part.table}, compared", stream_lines(ALIAS, model), tell)
    # Some of what a database takes, Python does not take from it.
    with suppress(*UNFIT):
        for line in lines:
            digest.update(line)
            count += 1
    if (count, digest.hexdigest()) != (part.rows, part.sha256):
        raise DomainError(
            "restored_otherwise",
            "The rows of %(table)s are not those of the backup.",
            table=part.table,
        )


def _require_files(manifest: Manifest) -> None:
    """All that the rows tell of, and no others."""
    held = sorted([*(file.stored_as for file in manifest.files), *manifest.missing])
    if held != (sorted(list_stored_files(ALIAS)) if manifest.with_files else []):
        raise make_damaged(MANIFEST_NAME, Phrase(OTHER_FILES))


def _put_back(backup: BackupReader, file: FilePart, added: list[str]) -> None:
    """Store the file, unless it is there already."""
    storage = get_storage()
    if storage.exists(file.stored_as):
        if hash_stored(file.stored_as) != file.sha256:
            raise Conflict(
                "other_file",
                "The storage of releases has another file named %(name)s.",
                name=file.stored_as,
            )
        return
    added.append(file.stored_as)
    # By way of a file: what the storage raises is not taken for damage of the backup.
    with tempfile.TemporaryFile() as scratch:
        scratch.writelines(backup.read_chunks(file))
        scratch.seek(0)
        storage.save(file.stored_as, File(scratch))
    make_durable(file.stored_as)
    if hash_stored(file.stored_as) != file.sha256:
        raise DomainError("storage_failed", "The storage has not kept a file as it was written.")


@contextmanager
def _removing_on_failure() -> Iterator[list[str]]:
    """The names of files that are stored meanwhile; they go where the rows do not come."""
    added: list[str] = []
    try:
        yield added
    except BaseException:
        for name in added:
            get_storage().delete(name)
        raise
