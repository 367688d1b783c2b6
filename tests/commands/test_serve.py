"""`manage.py serve` and `manage.py work`, started as an operator would."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tools.environment import make_clean_environment

# Seconds until something is there, or gone, on a busy machine.
PATIENCE = 180.0


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database of the embedded kind."""
    folder = tmp_path_factory.mktemp("serve")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        cwd=settings.BASE_DIR,
        env=make_environment(folder),
        check=True,
    )
    return folder


def make_environment(data_dir: Path) -> dict[str, str]:
    return {**make_clean_environment(), "DATA_DIR": str(data_dir), "HTTPS": "0"}


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def serving(data_dir: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"127.0.0.1:{port}"],
        cwd=settings.BASE_DIR,
        env=make_environment(data_dir),
    ) as process:
        yield process
        process.terminate()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def list_children(process: "subprocess.Popen[bytes]") -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return [int(number) for number in children.split()]


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_command_starts_server_and_worker_and_ends_both(
    serving: "subprocess.Popen[bytes]", port: int, number: signal.Signals
) -> None:
    wait_until(lambda: answers(port))
    children = list_children(serving)
    assert len(children) == 2

    serving.send_signal(number)

    assert serving.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)


@pytest.mark.long
@pytest.mark.once
def test_when_the_worker_ends_so_does_the_server(
    serving: "subprocess.Popen[bytes]", port: int
) -> None:
    wait_until(lambda: answers(port))
    server, worker = list_children(serving)

    os.kill(worker, signal.SIGKILL)

    assert serving.wait(PATIENCE) != 0
    assert not Path(f"/proc/{server}").exists()
