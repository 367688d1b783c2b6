"""Make things fail, and find out what is lost: `python -m benchmarks.faults crashes`, say.

Prints a table for each run; ends with 1 where anything was not as it has to be.
What each run does and shows: docs/benchmarks.md, "Faults".
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import django

from benchmarks.__main__ import make_environment, run_manage
from benchmarks.databases import NAMES
from benchmarks.faults.clusters import run_cluster
from benchmarks.faults.disks import NoMountError, mount_disk
from tools.postgres import find_open_temp_dir

RUNS = ("crashes", "kills", "clocks", "load", "disk", "readonly")
# All data lie on a small disk of their own.
ON_DISK = ("disk", "readonly")
# Where such a one cannot be had: neither well nor a fault.
NOT_RUN = 77


def main(words: Sequence[str]) -> int:
    """Do what the words of a command line ask for."""
    # So that an interrupted run stops its servers and removes its databases too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    name = words[0] if words else ""
    if name not in RUNS:
        sys.exit(f"{__doc__}\nRuns: {', '.join(RUNS)}")
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="factcheck-faults-", dir=find_open_temp_dir())
            )
        )
        home = _find_home(stack, name, folder)
        environment = make_environment(home) | {"API_RATE_LIMIT": "0"}
        os.environ.clear()
        os.environ.update(environment)
        database = parse_database(words[1:])
        data = home / "postgresql" if name in ON_DISK else None
        cluster = stack.enter_context(run_cluster(data)) if database == "postgresql" else None
        os.environ["DATABASE_URL"] = (
            cluster.url if cluster else f"sqlite:///{home / 'factcheck.sqlite3'}"
        )
        run_manage(os.environ, "collectstatic", "--noinput", "--verbosity", "0")
        django.setup()
        run = import_module(f"benchmarks.faults.{name}")
        parser = make_parser(name)
        run.add_arguments(parser)
        arguments = parser.parse_args(words[1:])
        if arguments.small:
            run.make_small(arguments)
        import_module("django.core.management").call_command("migrate", verbosity=0)
        report = run.run(arguments, folder, cluster)
        report.print()
        if report.violations:
            keep_logs(folder)
    return 1 if report.violations else 0


def _find_home(stack: ExitStack, name: str, folder: Path) -> Path:
    """Where the data are to lie."""
    if name not in ON_DISK:
        return folder
    # PostgreSQL runs as somebody else, and has to come through it to its data.
    folder.chmod(0o711)
    try:
        return stack.enter_context(mount_disk(folder / "disk")).folder
    except NoMountError as error:
        print(error, file=sys.stderr)
        sys.exit(NOT_RUN)


def keep_logs(folder: Path) -> None:
    """What the processes said, for whoever looks for the fault."""
    kept = Path(tempfile.mkdtemp(prefix="factcheck-faults-logs-"))
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)
    print(f"The logs: {kept}")


def make_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.faults {name}")
    parser.add_argument("--database", choices=NAMES, default=NAMES[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="in little: about a minute")
    return parser


def parse_database(arguments: Sequence[str]) -> str:
    """Known before the settings are read; the run's own options only afterwards."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--database", choices=NAMES, default=NAMES[0])
    database: str = parser.parse_known_args(arguments)[0].database
    return database


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
