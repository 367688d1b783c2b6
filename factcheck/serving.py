"""How gunicorn serves the site: `gunicorn --config python:factcheck.serving factcheck.wsgi`.

Why so: docs/decisions/0040-operation.md
"""

from typing import Any

from claims.traffic import traffic

# Read here already: what is wrong with them stops the server, with a sentence, before it starts.
from factcheck import settings

workers = settings.WEB_WORKERS
# Threads: a long export holds one, and not the process, which answers the server meanwhile.
worker_class = "gthread"
threads = settings.WEB_THREADS
# Seconds in which a process must give the server a sign, not in which a request must be answered.
timeout = 60
# Told to end, a process answers what it has begun, for so many seconds.
graceful_timeout = 30
# Longer than proxies keep theirs: they close connections, never we in the face of a request.
keepalive = 75
# No way to steer the server but its signals.
control_socket_disable = True
# What each request was the application logs itself (claims/web/access.py).
accesslog = None


def on_starting(server: Any) -> None:
    """Room for each process, and for those that are being replaced.

    For as many as it does start: the command line (`--workers`) is heard before this file.
    """
    traffic.make_room(2 * server.cfg.workers + 2)


def pre_fork(server: Any, worker: Any) -> None:
    """Each process counts in a part that no other one has."""
    taken = {other.part for other in server.WORKERS.values()}
    worker.part = next(part for part in range(len(taken) + 1) if part not in taken)


def post_fork(server: Any, worker: Any) -> None:
    traffic.use_part(worker.part)
