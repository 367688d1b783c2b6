"""Django's SQLite, in which whoever is to write waits for a lock of the operating system first.

SQLite itself has no queue: who meets another's write sleeps and looks again, in the end every
tenth of a second, and whoever comes meanwhile goes first. With 32 people writing at once some
waited six seconds, others 20, and were then refused. Here the next is woken at once. The lock is
on a file beside the database; it is gone with the process that holds it.
"""

import fcntl
from collections.abc import Callable
from typing import IO, Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE")
Wrapper: Any = base.DatabaseWrapper  # What is private has no types.


class DatabaseWrapper(Wrapper):
    """A connection. Whoever only reads waits for nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: IO[bytes] | None = None
        self.execute_wrappers.append(self._execute_in_turn)

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _execute_in_turn(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """A single statement that writes, outside a transaction, would else never get a turn."""
        if self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, *rest)
        self._enter_queue()
        try:
            return execute(sql, *rest)
        finally:
            self._leave_queue()

    def _commit(self) -> None:
        super()._commit()
        self._leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave_queue()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._queue is not None:
                self._queue.close()
                self._queue = None

    def _enter_queue(self) -> None:
        if self.transaction_mode != "IMMEDIATE" or self.is_in_memory_db():
            return
        if self._queue is None:
            self._queue = open(f"{self.settings_dict['NAME']}-queue", "ab")  # noqa: SIM115 - kept
        fcntl.flock(self._queue, fcntl.LOCK_EX)

    def _leave_queue(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
