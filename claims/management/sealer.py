"""The thread of a worker that seals the audit every minute, whatever job is being done."""

import logging
from threading import Event, Thread

from django.db import close_old_connections, connection

from claims import clock
from claims.management.outages import is_outage
from claims.operations.sealing import seal_audit

logger = logging.getLogger(__name__)

# Seconds between two seals.
INTERVAL = 60.0


class Sealer:
    """Seals what has come, until `ended`. Several workers make one chain."""

    def __init__(self, ended: Event, interval: float = INTERVAL) -> None:
        self._ended = ended
        self._interval = interval
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
                self._seal()
        finally:
            connection.close()

    def _seal(self) -> None:
        try:
            close_old_connections()
            for _seal in seal_audit(now=clock.now()):
                if self._ended.is_set():
                    break
        except Exception as error:
            logger.exception("sealing the audit went wrong")
            if is_outage(error):
                connection.close()
