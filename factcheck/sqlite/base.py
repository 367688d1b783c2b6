"""A database connection whose transactions that write begin one after the other.

SQLite lets one connection write at a time, and lets the others look again every tenth of a second:
whoever is unlucky waits for minutes while others pass. Here they wait for a lock of the file
beside the database, which the system hands on in the order in which they came, and at once. The
lock goes with its process, however that ends.
"""

import os
from typing import Any

from django.db.backends.sqlite3 import base

try:
    import fcntl
except ImportError:  # Not on Windows: there writers look again and again, as everywhere else.
    fcntl = None  # type: ignore[assignment]

WRITES = ("INSERT", "UPDATE", "DELETE")


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn before BEGIN IMMEDIATE, and before a write outside any transaction."""

    _turnstile: int | None = None
    _has_turn = False

    def create_cursor(self, name: Any = None) -> "Cursor":
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def take_turn(self) -> None:
        """Wait until no other connection is writing."""
        if self._has_turn or fcntl is None or self.is_in_memory_db():
            return
        if self._turnstile is None:
            path = f"{self.settings_dict['NAME']}-turn"
            self._turnstile = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)
        self._has_turn = True

    def pass_turn(self) -> None:
        """Let the next one write."""
        if self._has_turn and self._turnstile is not None:
            self._has_turn = False
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.pass_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self.pass_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.pass_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.pass_turn()
            if self._turnstile is not None:
                os.close(self._turnstile)
                self._turnstile = None


class Cursor(base.SQLiteCursorWrapper):
    """Waits for its turn with a write that is a transaction of its own."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.wrapper.in_atomic_block or not query.lstrip()[:6].upper().startswith(WRITES):
            return super().execute(query, params)
        self.wrapper.take_turn()
        try:
            return super().execute(query, params)
        finally:
            self.wrapper.pass_turn()

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.wrapper.in_atomic_block:
            return super().executemany(query, param_list)
        self.wrapper.take_turn()
        try:
            return super().executemany(query, param_list)
        finally:
            self.wrapper.pass_turn()
