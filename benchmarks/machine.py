"""What was measured on: printed by the measuring process, since it knows the databases."""

import os
import platform
import sqlite3
from datetime import UTC, datetime

import django
from django.db import connection


def describe_machine() -> str:
    """Cores, memory and versions, without anything that names the machine."""
    return " · ".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d}",
            f"{len(os.sched_getaffinity(0))} cores",
            f"Linux {platform.machine()}",
            f"Python {platform.python_version()}",
            f"Django {django.get_version()}",
        ]
    )


def describe_database() -> str:
    if connection.vendor != "postgresql":
        return f"SQLite {sqlite3.sqlite_version} (WAL, synchronous FULL)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit')"
        )
        version, fsync, synchronous = cursor.fetchone()
    number = version.split()[0]
    return f"PostgreSQL {number} (fsync {fsync}, synchronous_commit {synchronous})"
