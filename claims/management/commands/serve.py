"""`manage.py serve [ADDRESS]`: the web server and a worker, with one command, until Ctrl+C."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# Seconds to end in, before it is made to.
PATIENCE = 30.0


class Command(BaseCommand):
    help = (
        "Serve the site and do what waits in the background: Django's own server with DEBUG=1, "
        "else gunicorn. When one of the processes ends, so do the others."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", metavar="ADDRESS:PORT")
        parser.add_argument("--workers", type=int, default=1, help="processes for jobs (default 1)")

    def handle(self, *, address: str, workers: int, **_: Any) -> None:
        if workers < 0:
            raise CommandError("There can be no fewer than 0 workers.")
        # SIGTERM is as Ctrl+C, which whoever starts us in the background has switched off.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.default_int_handler)
        manage = [sys.executable, sys.argv[0]]
        started = [_start(_make_server(manage, address))]
        try:
            started += [_start([*manage, "work"]) for _ in range(workers)]
            ended = _wait_for_any(started)
        except KeyboardInterrupt:
            return
        finally:
            _end_all(started)
        if ended.returncode:
            raise CommandError(
                f"A process has ended with {ended.returncode}.", returncode=ended.returncode
            )


def _start(program: Sequence[str]) -> "subprocess.Popen[bytes]":
    """In a session of its own: Ctrl+C reaches this process alone, which ends the others once."""
    return subprocess.Popen(program, start_new_session=True)  # noqa: S603 - our own words


def _make_server(manage: Sequence[str], address: str) -> list[str]:
    if settings.DEBUG:
        return [*manage, "runserver", address]
    program = [sys.executable, "-m", "gunicorn", "--config", "python:factcheck.serving"]
    return [*program, "--bind", address, "factcheck.wsgi"]


def _wait_for_any(started: Sequence["subprocess.Popen[bytes]"]) -> "subprocess.Popen[bytes]":
    while True:
        for process in started:
            if process.poll() is not None:
                return process
        time.sleep(0.2)


def _end_all(started: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Ask all to end, and make those that do not; with Ctrl+C again at once."""
    for process in started:
        if process.poll() is None:
            process.terminate()
    for process in started:
        try:
            process.wait(PATIENCE)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
