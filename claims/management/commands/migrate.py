"""`manage.py migrate`, without making everybody wait: Django's own, impatient for locks.

On PostgreSQL a migration that waits for a lock lets all wait that come after it, however short they
would be: behind one long read the site stands still. So it waits LOCK_TIMEOUT, lets the others
pass, and tries again. What was migrated stays; a migration is done whole or not at all.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import DeadlockDetected, LockNotAvailable

ATTEMPTS = 20
# It waited for too long; or for somebody who waits for what it holds, and was the one to give way.
IN_USE = (LockNotAvailable, DeadlockDetected)
# Seconds in which others get on, between two attempts.
PAUSE = 5.0


def _wait_where_nobody_waits(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's
    context: Mapping[str, Any],
) -> Any:
    """An index that is built concurrently waits for reads of before, and nobody waits for it."""
    if " CONCURRENTLY " not in sql:
        return execute(sql, params, many, context)
    with context["connection"].cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        try:
            return execute(sql, params, many, context)
        finally:
            _set_timeout(cursor)


def _set_timeout(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{settings.LOCK_TIMEOUT}s"])


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            _set_timeout(cursor)
        try:
            with connection.execute_wrapper(_wait_where_nobody_waits):
                self._insist(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    def _insist(self, *args: Any, **options: Any) -> None:
        """Migrate from wherever the attempt before has come to."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, IN_USE):
                    raise
                self.stderr.write(
                    "\nA table was in use, by an export, say. Nobody is kept waiting; attempt "
                    f"{attempt} of {ATTEMPTS}."
                )
            else:
                return
            time.sleep(PAUSE)
        raise CommandError(
            "Tables are in use all the time. What was migrated stays: run it again when long reads "
            "are over (pg_stat_activity shows them)."
        )
