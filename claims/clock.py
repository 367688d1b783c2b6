"""The one clock: the database's. The edges read it once and pass it down as `now=`.

Hosts disagree about the time; leases that compare two hosts' clocks are given out twice.
"""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The database's time, in UTC, to the microsecond (SQLite: to the millisecond)."""
    sql = (
        "SELECT clock_timestamp()"
        if connection.vendor == "postgresql"
        else "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (value,) = cursor.fetchone()
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
