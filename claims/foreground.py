"""What takes long gives way to whoever waits for an answer of the same process.

Python runs one thread of a process at a time, and lets one that computes have its 5 ms whenever
another has waited for the database. A request asks it a dozen times: beside an export it would
take five times as long. So long work stops, between two pieces of some milliseconds, while others
are being answered; but not for ever, so that it gets on however many they are.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, local

# Seconds that one piece of long work waits at most, and goes on afterwards.
PATIENCE = 0.05


class _Own(local):
    """What a thread knows of itself."""

    answers = False
    # Until when it need not wait.
    turn_ends = 0.0


class Foreground:
    """How many requests this process is answering."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.answered = 0
        self._clock = clock
        self._changed = Condition()
        self._own = _Own()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A request is answered inside the block, by this thread."""
        self._count(1)
        self._own.answers = True
        try:
            yield
        finally:
            self._own.answers = False
            self._count(-1)

    def give_way(self) -> None:
        """Wait until nobody is being answered, at most PATIENCE. To be called often.

        Who has waited so long for nothing goes on for as long without waiting: where somebody is
        always being answered, long work has half of the time. What belongs to an answer does not
        wait: somebody waits for it, and it may hold locks.
        """
        now = self._clock()
        if not self.answered or self._own.answers or now < self._own.turn_ends:
            return
        until = now + PATIENCE
        with self._changed:
            while self.answered and (left := until - self._clock()) > 0:
                self._changed.wait(left)
            if self.answered:
                self._own.turn_ends = self._clock() + PATIENCE

    def _count(self, change: int) -> None:
        with self._changed:
            self.answered += change
            if not self.answered:
                self._changed.notify_all()


foreground = Foreground()
