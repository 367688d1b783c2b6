"""Processes of ours: started on this process's database, watched, killed, and always ended."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.server import HOST

# A busy machine takes its time to start Python.
PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Site:
    """The program as an operator starts it: `manage.py serve`, that is gunicorn and a worker."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    workers: int

    def list_web_workers(self) -> list[int]:
        """gunicorn's, which answer requests."""
        for child in list_children(self.process.pid):
            if "gunicorn" in _read_command(child):
                return list_children(child)
        return []

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def has_all_workers(self) -> bool:
        return len(self.list_web_workers()) == self.workers

    def read_log(self) -> str:
        return self.log.read_text("utf-8", errors="replace")


@contextmanager
def serve_site(folder: Path, *, workers: int, **environment: str) -> Iterator[Site]:
    """Serve until the block ends. What it says goes into a file of the folder."""
    port, log = find_port(), folder / "site.log"
    given = {"WEB_WORKERS": str(workers), "GUNICORN_CMD_ARGS": "--no-control-socket"}
    command = [sys.executable, "manage.py", "serve", f"{HOST}:{port}"]
    with run_process(command, log, given | environment) as process:
        site = Site(port, process, log, workers)
        wait_until(
            lambda: not site.runs or (is_ready(port) and site.has_all_workers()),
            "the site to be ready",
            log,
        )
        if not site.runs:
            raise RuntimeError(f"The site did not start: {site.read_log()[-3000:]}")
        yield site


@contextmanager
def run_process(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the command while the block lasts; then it is asked to end, and made to."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        family = {one: _read_start(one) for one in list_family(process.pid)}
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for one, started in family.items():
            # Such as have outlived it: numbers are given anew to others, who began later.
            if started is not None and _read_start(one) == started:
                kill(one)


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_ready(port: int) -> bool:
    """Whether a server answers there, and reaches its database."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until(
    holds: Callable[[], bool], what: str, log: Path | None = None, patience: float = PATIENCE
) -> None:
    """Raises TimeoutError, with the end of the log, where it does not come to hold."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            said = log.read_text("utf-8", errors="replace")[-3000:] if log else ""
            raise TimeoutError(f"Waited in vain for {what}. {said}")
        time.sleep(0.05)


def list_children(process: int) -> list[int]:
    with suppress(OSError):
        path = Path(f"/proc/{process}/task/{process}/children")
        return [int(child) for child in path.read_text("ascii").split()]
    return []


def list_family(process: int) -> list[int]:
    """The process and all that it has started, and these."""
    return [process, *(one for child in list_children(process) for one in list_family(child))]


def kill(process: int) -> None:
    """As the kernel does where memory is short: unasked. Does nothing to one that ended."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _read_start(process: int) -> str | None:
    """When it was started, as the system counts; None where there is no such process."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    return None


def _read_command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text("utf-8").replace("\0", " ")
    return ""
