"""When a session was last in use: noted every few minutes, by the session itself."""

import time

from django.http import HttpRequest

from claims.operations import sign_ins
from claims.outages import spare_while_unwritable
from claims.requests import read_now

KEY = "seen"
# By the host's clock: it says only whether to write, not what.
STEP = 10 * 60


def note_seen(request: HttpRequest) -> None:
    request.session[KEY] = int(time.time())


def renew(request: HttpRequest) -> None:
    """Write it down again, if that was some time ago. What was not begun here has no such time."""
    seen = request.session.get(KEY)
    if seen is None or time.time() - seen < STEP:
        return
    with spare_while_unwritable():
        sign_ins.note_seen(key=str(request.session.session_key), now=read_now(request))
        note_seen(request)
