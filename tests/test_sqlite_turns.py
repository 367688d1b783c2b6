"""On SQLite, writers wait in a row: none starves, and a turn ends with whoever has it."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from claims.models import User
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only: others lock rows."),
]


def write_in_thread(done: list[str], name: str) -> threading.Thread:
    """It has its connection, and is about to ask for its turn."""
    connected = threading.Event()

    def write() -> None:
        connection.ensure_connection()
        connected.set()
        with transaction.atomic():
            User.objects.filter(username="one").update(name=name)
            # While it is their turn: afterwards the next may be faster.
            done.append(name)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    assert connected.wait(timeout=5)
    return thread


def test_writers_go_one_after_the_other_in_the_order_in_which_they_came() -> None:
    UserFactory(username="one")
    done: list[str] = []

    with transaction.atomic():
        threads = []
        for name in ("a", "b", "c"):
            threads.append(write_in_thread(done, name))
            time.sleep(0.1)
        meanwhile = list(done)
    for thread in threads:
        thread.join()

    assert (meanwhile, done) == ([], ["a", "b", "c"])


def test_a_turn_ends_with_a_rollback_too() -> None:
    UserFactory(username="one")
    done: list[str] = []

    with pytest.raises(ValueError, match="enough"), transaction.atomic():
        raise ValueError("enough")
    write_in_thread(done, "next").join(timeout=5)

    assert done == ["next"]


def test_a_turn_ends_with_its_process(tmp_path: Path) -> None:
    UserFactory(username="one")
    done: list[str] = []
    holder = (
        "import fcntl, os, sys, time;"
        "f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); time.sleep(60)"
    )
    path = f"{connection.settings_dict['NAME']}-turn"

    with subprocess.Popen(
        [sys.executable, "-c", holder, path], stdout=subprocess.PIPE, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        thread = write_in_thread(done, "next")
        thread.join(timeout=0.2)
        meanwhile = list(done)
        process.kill()
    thread.join(timeout=5)

    assert (meanwhile, done) == ([], ["next"])


def test_reading_waits_for_nobody() -> None:
    UserFactory(username="one")
    seen: list[int] = []

    def read() -> None:
        seen.append(User.objects.count())
        connections.close_all()

    with transaction.atomic():
        User.objects.update(name="being written")
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(timeout=5)

    assert seen == [1]
