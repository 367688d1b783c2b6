"""The thread of a worker that seals the audit every minute, whatever job is being done.

Once a day it also removes what is past its time.
"""

import logging
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread

from django.db import close_old_connections, connection

from claims import clock
from claims.management.outages import is_outage
from claims.operations.forgetting import forget_old
from claims.operations.sealing import seal_audit

logger = logging.getLogger(__name__)

# Seconds between two seals, and from the end of one removal to the next.
INTERVAL = 60.0
DAY = 24 * 3600.0


class Sealer:
    """Seals what has come, until `ended`. Several workers make one chain."""

    def __init__(self, ended: Event, interval: float = INTERVAL) -> None:
        self._ended = ended
        self._interval = interval
        self._forgets_at = 0.0
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Wait until the seal at hand is made."""
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended.wait(self._interval):
                self._go_through(lambda: seal_audit(now=clock.now()), "sealing the audit")
                if time.monotonic() >= self._forgets_at:
                    self._forget()
        finally:
            connection.close()

    def _forget(self) -> None:
        """For as long as no seal is due: what is left then goes on in a minute."""
        until = time.monotonic() + self._interval
        done = self._go_through(lambda: forget_old(now=clock.now()), "forgetting", until)
        if done:
            self._forgets_at = time.monotonic() + DAY

    def _go_through(
        self, act: Callable[[], Iterator[object]], what: str, until: float = float("inf")
    ) -> bool:
        """Part by part; False where there may be more. What goes wrong is tried another time."""
        try:
            close_old_connections()
            for _part in act():
                if self._ended.is_set() or time.monotonic() > until:
                    return False
        except Exception as error:
            logger.exception("%s went wrong", what)
            if is_outage(error):
                connection.close()
                return False
        return True
