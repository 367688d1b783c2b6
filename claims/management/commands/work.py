"""`manage.py work`: do jobs in the background, one after another, until Ctrl+C."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from claims.management.worker import Worker


class Command(BaseCommand):
    help = (
        "Do what waits in the background, such as building releases. Start as many as you like, on "
        "any hosts that reach the database and the files. Ctrl+C hands on what is being done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between looks (default: 1)"
        )

    def handle(self, *, once: bool, interval: float, **_: Any) -> None:
        name = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(6)}"
        worker = Worker(name, interval=interval, batch=once)
        worker.configure_signals()
        worker.run()
