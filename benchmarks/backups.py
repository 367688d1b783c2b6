"""Backup, verification and restore: rows a second, and how much memory each takes.

`python -m benchmarks.backups --sizes 1k,10k`, on both databases; `--databases sqlite` on one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.__main__ import make_environment, read_choice, read_sizes
from benchmarks.databases import NAMES, Databases
from claims.exchange.backups import BackupReader

# A process of its own, which tells on its last line the most memory it had.
CHILD = """
import resource, sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""
FILL = """
import django
django.setup()
from benchmarks.fill import fill
fill({size}, 1)
"""


def main() -> None:
    arguments = parse_arguments()
    print(
        "| claims | database | what | rows/s | s | peak MB |\n| --- | --- | --- | --- | --- | --- |"
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-bench-")))
        for name in arguments.databases:
            databases = Databases(name, folder, stack)
            for size in arguments.sizes:
                file = folder / f"{name}-{size}.zip"
                environment = make_environment(folder)
                with databases.make(size) as url:
                    filled = environment | {"DATABASE_URL": url}
                    run(filled, "migrate", "-v0")
                    subprocess.run(
                        [sys.executable, "-c", FILL.format(size=size)], env=filled, check=True
                    )
                    made = run(filled, "backup", str(file))
                    verified = run(filled, "verify_backup", str(file))
                with databases.make(size + 1) as url:
                    empty = environment | {"DATABASE_URL": url}
                    run(empty, "migrate", "-v0")
                    restored = run(empty, "restore", str(file))
                rows = count_rows(file)
                for what, (seconds, peak) in zip(
                    ("backup", "verify_backup", "restore"), (made, verified, restored), strict=True
                ):
                    print(
                        f"| {size:,} | {name} | {what} | {rows / seconds:,.0f} | {seconds:.1f} "
                        f"| {peak:.0f} |",
                        flush=True,
                    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backups", description=__doc__)
    parser.add_argument("--sizes", type=read_sizes, default=(10_000,), help="numbers of claims")
    parser.add_argument("--databases", type=read_choice(NAMES), default=NAMES, help=",".join(NAMES))
    return parser.parse_args()


def run(environment: Mapping[str, str], *command: str) -> tuple[float, float]:
    """The seconds that a command takes, its start included, and the most MB."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *command],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return time.perf_counter() - started, float(done.stdout.splitlines()[-1])


def count_rows(file: Path) -> int:
    with file.open("rb") as stream, BackupReader(stream) as backup:
        return backup.manifest.rows


if __name__ == "__main__":
    main()
