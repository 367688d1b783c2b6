"""What takes long gives way to whoever waits for an answer of the same process.

Python runs one thread of a process at a time, and lets one that computes have its 5 ms whenever
another has waited for the database. A request asks it a dozen times: beside an export it would
take five times as long. So long work stops, between two pieces of some milliseconds, while others
are being answered; but not for ever, so that it gets on however many they are.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, local

# Seconds that one piece of long work waits at most.
PATIENCE = 0.05


class Foreground:
    """How many requests this process is answering; those that turned out long do not count."""

    def __init__(self) -> None:
        self.answered = 0
        self._changed = Condition()
        self._own = local()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A request is answered inside the block, by this thread."""
        self._count(1)
        self._own.counts = True
        try:
            yield
        finally:
            self._leave()

    def give_way(self) -> None:
        """Wait until nobody else is being answered, at most PATIENCE. To be called often.

        The request that it is called in counts no more: nobody expects it to be quick.
        """
        self._leave()
        if not self.answered:
            return
        until = time.monotonic() + PATIENCE
        with self._changed:
            while self.answered and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)

    def _leave(self) -> None:
        if getattr(self._own, "counts", False):
            self._own.counts = False
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self.answered += change
            if not self.answered:
                self._changed.notify_all()


foreground = Foreground()
