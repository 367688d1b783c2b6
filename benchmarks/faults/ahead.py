"""The program in a process whose clock is wrong: CLOCK_AHEAD seconds ahead.

`benchmarks.faults.ahead:application` for gunicorn, `python -m benchmarks.faults.ahead work` for a
worker. Whoever asks Python for the time from now on is told the wrong one.
"""

import datetime
import os
import sys
import time
from importlib import import_module
from typing import Any

AHEAD = float(os.environ.get("CLOCK_AHEAD", "600"))
Real = datetime.datetime
_read_time = time.time


class _IsReal(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Real)


class Shifted(Real, metaclass=_IsReal):
    """Makes moments of the real kind, but what is now is wrong."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        return Real(*args, **options)

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return Real.now(tz) + datetime.timedelta(seconds=AHEAD)

    @classmethod
    def utcnow(cls) -> Any:
        return Real.now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(seconds=AHEAD)

    @classmethod
    def today(cls) -> Any:
        return cls.now()


def shift() -> None:
    datetime.datetime = Shifted  # type: ignore[misc]
    time.time = lambda: _read_time() + AHEAD


shift()
# Only now: whatever it imports is to see that clock.
application = None if __name__ == "__main__" else import_module("factcheck.wsgi").application

if __name__ == "__main__":
    import_module("django.core.management").execute_from_command_line(sys.argv)
