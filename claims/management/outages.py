"""What workers do while the database is away, or has no room: they say so, wait, and go on."""

import logging
import time
from collections.abc import Callable
from threading import Event

from django.db import InterfaceError, OperationalError, connection

from claims.outages import find_outage

logger = logging.getLogger(__name__)

# Seconds until the next try: first, and at most.
SHORTEST, LONGEST = 2.0, 30.0


def is_outage(exception: BaseException) -> bool:
    """Whether to wait and go on; also where it was only that others were writing for too long."""
    return isinstance(exception, OperationalError | InterfaceError) or bool(find_outage(exception))


class Patience:
    """How long to wait between tries: longer each time, until one succeeds."""

    def __init__(self, wait: Callable[[float], object] = time.sleep) -> None:
        self._wait = wait
        self._next = SHORTEST

    def bear(self, exception: Exception) -> None:
        """Tell an outage, and wait; whatever else it is, raise it."""
        if not is_outage(exception):
            raise exception
        logger.error("waiting %g s for the database", self._next, exc_info=exception)
        connection.close()
        seconds, self._next = self._next, min(2 * self._next, LONGEST)
        self._wait(seconds)

    def forget(self) -> None:
        """A try has succeeded."""
        self._next = SHORTEST


def insist(act: Callable[[], object], ended: Event) -> bool:
    """Do it as soon as the database lets it be done; False where `ended` comes before."""
    patience = Patience(ended.wait)
    while not ended.is_set():
        try:
            act()
        except Exception as error:  # noqa: BLE001 - raised again where it is no outage
            patience.bear(error)
        else:
            return True
    return False
