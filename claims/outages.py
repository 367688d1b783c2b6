"""What keeps the whole site from working for a while, known by what database and system say.

No bug and nobody's mistake: there is no room, the database is away, or it only reads. Who meets one
is told so and comes again; everything else stays a failure.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True, eq=False)
class Outage:
    """A kind of outage, and how it is told.

    `code` is for programs; after `wait` seconds another try is worth it.
    """

    code: str
    status: int
    wait: int
    heading: "StrPromise"
    text: "StrPromise"


FULL = Outage(
    "storage_full",
    HTTPStatus.INSUFFICIENT_STORAGE,
    60,
    _("There is no room left"),
    _(
        "The server cannot store anything more, so this was not kept. What was stored before is"
        " safe and can be read. Try again once its operators have made room."
    ),
)
AWAY = Outage(
    "database_away",
    HTTPStatus.SERVICE_UNAVAILABLE,
    5,
    _("The database cannot be reached"),
    _(
        "The database does not answer at the moment. What was stored before is safe. Try again in"
        " a few seconds."
    ),
)
READ_ONLY = Outage(
    "read_only",
    HTTPStatus.SERVICE_UNAVAILABLE,
    60,
    _("This site is read-only for now"),
    _(
        "Nothing can be changed at the moment, so this was not kept. You can go on reading, and"
        " try again later."
    ),
)

BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
}
# PostgreSQL's codes (its documentation, appendix A); a code of two characters is a whole class.
BY_SQLSTATE = {
    "53100": FULL,  # disk_full
    "53300": AWAY,  # too_many_connections
    "08": AWAY,  # the connection broke
    "57P01": AWAY,  # admin_shutdown
    "57P02": AWAY,  # crash_shutdown
    "57P03": AWAY,  # cannot_connect_now: it is starting, or recovers
    "25006": READ_ONLY,  # read_only_sql_transaction
}
# SQLite's, by their names; the first part of a name is a kind.
BY_SQLITE_NAME = {
    "SQLITE_FULL": FULL,
    # The file beside the database that its connections share cannot grow.
    "SQLITE_IOERR_SHMSIZE": FULL,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CANTOPEN": AWAY,
    # Others have been writing for longer than one waits. BUSY_SNAPSHOT, however, is a bug of ours.
    "SQLITE_BUSY": AWAY,
    "SQLITE_READONLY": READ_ONLY,
}
WHOLE_NAMES = {"SQLITE_BUSY"}
# The classes of psycopg2's that come without a code only where a connection broke: whatever the
# server itself refuses has one. By their names: where there is no PostgreSQL there may be no
# psycopg2.
WITHOUT_CODE = {"OperationalError", "DatabaseError"}
# What it says of such a connection where that is used once more.
BROKEN = "connection already closed"


def find_outage(exception: BaseException | None) -> Outage | None:
    """Which outage the exception comes from; None where from none, and then it is a failure."""
    while exception is not None:
        if outage := _judge(exception):
            return outage
        exception = exception.__cause__
    return None


def _judge(exception: BaseException) -> Outage | None:
    if name := getattr(exception, "sqlite_errorname", None):
        return _judge_sqlite(name)
    if hasattr(exception, "pgcode"):
        return _judge_postgresql(exception, exception.pgcode)
    if isinstance(exception, OSError) and exception.errno is not None:
        return BY_ERRNO.get(exception.errno)
    return None


def _judge_sqlite(name: str) -> Outage | None:
    kind = "_".join(name.split("_")[:2])
    return BY_SQLITE_NAME.get(name) or (None if kind in WHOLE_NAMES else BY_SQLITE_NAME.get(kind))


def _judge_postgresql(exception: BaseException, code: str | None) -> Outage | None:
    if code is not None:
        return BY_SQLSTATE.get(code) or BY_SQLSTATE.get(code[:2])
    is_broken = type(exception).__name__ in WITHOUT_CODE or BROKEN in str(exception)
    return AWAY if is_broken else None


@contextmanager
def spare_while_unwritable() -> Iterator[None]:
    """What reading can do without: inside the block nothing is written where nothing can be.

    Not within a transaction, which would be broken after it.
    """
    try:
        yield
    except (DatabaseError, OSError) as error:
        if find_outage(error) not in {FULL, READ_ONLY}:
            raise
