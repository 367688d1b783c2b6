"""A database connection whose transactions that write begin one after the other.

SQLite lets one connection write at a time, and lets the others look again every tenth of a second:
whoever is unlucky waits for long while others pass. Here they wait for a lock of the file beside
the database, which the system hands on in the order in which they came, and at once. The lock goes
with its process, however that ends.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

try:
    import fcntl
except ImportError:  # Not on Windows: there writers look again and again, as everywhere else.
    fcntl = None  # type: ignore[assignment]

UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
WRITES = ("INSERT", "UPDATE", "DELETE")
Wrapper: Any = base.DatabaseWrapper  # What is private has no types.


class DatabaseWrapper(Wrapper):
    """Takes its turn before BEGIN IMMEDIATE, and before a write outside any transaction."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turnstile: int | None = None
        self._has_turn = False
        self.execute_wrappers.append(self._execute_in_turn)

    def get_new_connection(self, conn_params: Mapping[str, Any]) -> Any:
        """Also where the disk only reads, and nobody had the database open when that began.

        SQLite makes files beside the database to read it, which it cannot there.
        """
        try:
            return super().get_new_connection(conn_params)
        except sqlite3.OperationalError as error:
            database = Path(str(self.settings_dict["NAME"]))
            if error.sqlite_errorname != "SQLITE_CANTOPEN" or not _cannot_change(database):
                raise
        # Until the connection is closed, which is with the request.
        unchanging = f"{database.resolve().as_uri()}?immutable=1"
        return super().get_new_connection({**conn_params, "database": unchanging})

    def take_turn(self) -> None:
        """Wait until no other connection is writing."""
        if self._has_turn or fcntl is None or self.is_in_memory_db():
            return
        if self._turnstile is None:
            try:
                self._turnstile = _open_beside(str(self.settings_dict["NAME"]))
            except OSError as error:
                if error.errno not in UNWRITABLE:
                    raise
                return  # Nor may the database be written: SQLite says so.
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)
        self._has_turn = True

    def pass_turn(self) -> None:
        """Let the next one write."""
        if self._has_turn and self._turnstile is not None:
            self._has_turn = False
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":
            super()._start_transaction_under_autocommit()
            return
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.pass_turn()
            raise

    def _execute_in_turn(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django’s
        context: Any,
    ) -> Any:
        """A write that is a transaction of its own."""
        if self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        self.take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self.pass_turn()

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self.pass_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.pass_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self.pass_turn()
            if self._turnstile is not None:
                os.close(self._turnstile)
                self._turnstile = None


def _cannot_change(database: Path) -> bool:
    """Whether all of the database is in its file, on a disk that only reads."""
    if not database.is_file() or not hasattr(os, "statvfs"):
        return False
    is_read_only = os.statvfs(database).f_flag & os.ST_RDONLY
    return bool(is_read_only) and not Path(f"{database}-wal").exists()


def _open_beside(database: str) -> int:
    """The file whose lock is the turn, for whoever may write the database itself."""
    turnstile = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(OSError):  # Not ours to change, or there is no database yet.
        of_database = os.stat(database)
        os.fchmod(turnstile, of_database.st_mode & 0o777)
        os.fchown(turnstile, of_database.st_uid, of_database.st_gid)
    return turnstile
