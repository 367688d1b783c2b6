"""A backup becomes a database again: the whole of it, compared with the original, or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.management.color import no_style
from django.db import connection, models, transaction

from claims.errors import Conflict, DomainError
from claims.exchange.backups import BackupReader, FilePart, Manifest, TablePart, Tell
from claims.models import User
from claims.models.bulk import PLAIN, insert_values
from claims.operations import audit
from claims.operations.backups import describe, tell_rows
from claims.operations.release_files import hash_stored, make_durable
from claims.queries.backup_rows import (
    MADE_BY_MIGRATE,
    ROWS_AT_ONCE,
    AnyField,
    Model,
    find_kind,
    list_columns,
    list_filled,
    list_migrations,
    list_models,
    parse_line,
    resolve,
    stream_lines,
)
from claims.queries.release_storage import get_storage

ALIAS = "default"


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
        for file in manifest.files:
            _put_back(backup, file, added)
        tell(f"{len(manifest.files):,} files put back")
        audit.record("backup.restored", actor=actor, now=now, data=describe(manifest))
    ContentType.objects.clear_cache()
    return manifest


def _require_fitting(manifest: Manifest) -> None:
    """The same tables, and nothing in them."""
    columns = {str(model._meta.db_table): list_columns(model) for model in list_models()}
    held = {part.table: part.columns for part in manifest.tables}
    if manifest.migrations != list_migrations(ALIAS) or held != columns:
        raise Conflict(
            "other_migrations",
            "The backup is of version %(version)s, with other migrations than this database. "
            "Restore it with that version, and upgrade then.",
            version=manifest.software,
        )
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
    fields = list(model._meta.local_concrete_fields)
    loads = [find_kind(field).load for field in fields]
    names = [field.attname for field in fields]
    odd = [(at, field) for at, field in enumerate(map(resolve, fields)) if _is_odd(field)]
    lines = tell_rows(f"{part.table}, put back", backup.read_lines(part), tell)
    while some := list(islice(lines, ROWS_AT_ONCE)):
        rows = [parse_line(line, loads) for line in some]
        for row in rows:
            for at, field in odd:
                row[at] = _prepare(field, row[at])
        insert_values(model, names, rows)


def _is_odd(field: AnyField) -> bool:
    return not isinstance(field, PLAIN)


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
    for line in lines:
        digest.update(line)
        count += 1
    if (count, digest.hexdigest()) != (part.rows, part.sha256):
        raise DomainError(
            "restored_otherwise",
            "The rows of %(table)s are not those of the backup.",
            table=part.table,
        )


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
    with backup.open_file(file) as stream:
        storage.save(file.stored_as, File(stream))
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
