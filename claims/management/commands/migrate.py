"""`manage.py migrate`, without making everybody wait: Django's own, impatient for locks.

On PostgreSQL a migration that waits for a lock lets all wait that come after it, however short they
would be: behind one long read the site stands still. So it waits LOCK_TIMEOUT, lets the others
pass, and tries again. What was migrated stays; a migration is done whole or not at all.
"""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg2.errors import LockNotAvailable

ATTEMPTS = 20
# Seconds in which others get on, between two attempts.
PAUSE = 5.0


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = %s", [f"{settings.LOCK_TIMEOUT}s"])
        try:
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
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write(
                    f"\nA table was in use for more than {settings.LOCK_TIMEOUT} s, by an export or "
                    f"a backup, say. Nobody is kept waiting; attempt {attempt} of {ATTEMPTS}."
                )
            else:
                return
            time.sleep(PAUSE)
        raise CommandError(
            "Tables are in use all the time. What was migrated stays: run it again when long reads "
            "are over (pg_stat_activity shows them)."
        )
