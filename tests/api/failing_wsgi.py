"""The application as gunicorn serves it, but that exports fail on the way: see FAULTS.

For tests of what a client sees then. `FAULT` in the environment says how.
"""

import os
import signal
from collections.abc import Iterator
from typing import Any

from claims.exchange import chunks
from factcheck.wsgi import application as whole

FAULTS: dict[str, Exception] = {
    "none": StopIteration(),
    "disk": OSError("The disk is gone."),
    "bug": KeyError("What nobody thought of"),
}
# No exception: the process is gone.
KILLED = "killed"
# Records that go out before it.
BEFORE = 2


def _fail(stream: Any, name: str) -> Any:
    def stream_some(self: Any) -> Iterator[Any]:
        for number, record in enumerate(stream(self)):
            if number == BEFORE and name == KILLED:
                os.kill(os.getpid(), signal.SIGKILL)
            if number == BEFORE:
                raise FAULTS[name]
            yield record

    return stream_some


def _make_application() -> Any:
    from claims.queries.export import Snapshot  # noqa: PLC0415 - when Django is set up

    chunks.CHUNK = 1
    name = os.environ["FAULT"]
    if name != "none":
        Snapshot.stream = _fail(Snapshot.stream, name)  # type: ignore[method-assign]
    return whole


application = _make_application()
