"""Tables are emptied after a test that really commits, as quickly as each database can.

Django's own way truncates all tables and makes content types and permissions anew. Truncating takes
PostgreSQL long, however little there is in a table: deleting the few rows of a test is quicker by
far. SQLite has nothing but that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# Django's own about the code, which no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete all rows that tests may have made, also those that are never deleted otherwise."""
    with transaction.atomic(), connection.cursor() as cursor:
        filled = list_filled(cursor)
        with without_triggers(cursor, filled):
            for table in filled:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608


@cache
def list_tables() -> list[str]:
    return [table for table in connection.introspection.table_names() if table not in KEPT]


def list_filled(cursor: CursorWrapper) -> list[str]:
    """The tables that have any rows, found with one query."""
    selects = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"  # noqa: S608
        for table in list_tables()
    )
    cursor.execute(" UNION ALL ".join(selects))
    return [table for (table,) in cursor.fetchall()]


@contextmanager
def without_triggers(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    """Let rows of append-only tables be deleted, within this transaction."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        off = [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in triggers]
        on = [sql for _, sql in triggers]
    else:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        guarded = [table for (table,) in cursor.fetchall() if table in tables]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
        # References are looked at when the transaction ends, but a table that waits for that
        # cannot be altered.
        on = ["SET CONSTRAINTS ALL IMMEDIATE"]
        on += [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded]
    for sql in off:
        cursor.execute(sql)
    yield
    for sql in on:
        cursor.execute(sql)
