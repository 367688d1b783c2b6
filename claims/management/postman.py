"""The threads of a worker that send what webhooks are to be told, whatever job is being done."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.conf import settings
from django.db import close_old_connections, connection

from claims import clock
from claims.management.outages import LONGEST, SHORTEST, is_outage
from claims.operations.deliveries import forget_old
from claims.tasks import send_deliveries

logger = logging.getLogger(__name__)

# So many receivers may be slow at once before others wait for them. Each has a connection to the
# database.
SENDERS = 3


class Postman:
    """Looks for what is due every few seconds, until `ended`. Where webhooks are off it rests.

    In threads of its own: a release may take an hour to build, and a receiver ten seconds to
    answer. What it is sending when its process is killed, another sends again.
    """

    def __init__(self, interval: float, ended: Event) -> None:
        self._interval = interval
        self._ended = ended
        self._threads = [Thread(target=self._run, daemon=True) for _ in range(SENDERS)]

    def start(self) -> None:
        if not settings.WEBHOOK_HOSTS:
            return
        self._try(lambda: forget_old(now=clock.now()))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Wait until the deliveries at hand are sent."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def send(self) -> bool:
        """Send what is due now; False where that went wrong, and the log says how."""
        return self._try(send_deliveries)

    def _run(self) -> None:
        # Longer each time that something goes wrong which is not the receiver's.
        trouble = SHORTEST
        try:
            while not self._ended.is_set():
                if self.send():
                    trouble = SHORTEST
                    self._ended.wait(self._interval)
                else:
                    self._ended.wait(trouble)
                    trouble = min(2 * trouble, LONGEST)
        finally:
            connection.close()

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            close_old_connections()
            act()
        except Exception as error:
            logger.exception("the post went wrong")
            if is_outage(error):
                connection.close()
        else:
            return True
        return False
