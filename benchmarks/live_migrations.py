"""How long people who label are held up while the database is migrated, on PostgreSQL.

`python -m benchmarks.live_migrations --sizes 10k --since 0086_ordered_claims`: a project of so many
claims is brought back to that migration and forward again by `manage.py migrate`, while writers do
what a submitted label does to large tables, in SQL that fits both: read a claim, touch its slot,
add a row to the audit. Told is the longest that one of them waited, and how long it takes alone.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg2

from benchmarks.__main__ import make_environment, read_sizes
from benchmarks.backups import FILL
from benchmarks.databases import Databases

WRITERS = 4
# Seconds of writing alone, before and after.
ALONE = 2.0


class Writer(threading.Thread):
    """Writes until it is told to stop; when each write was, and the seconds it took."""

    def __init__(self, url: str, size: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.times: list[tuple[float, float]] = []
        self._url = url
        self._size = size
        self._chance = random.Random(seed)

    def run(self) -> None:
        with closing(psycopg2.connect(self._url)) as connection:
            while not self.stopping.is_set():
                started = time.perf_counter()
                self._write(connection)
                self.times.append((started, time.perf_counter() - started))

    def _write(self, connection: psycopg2.extensions.connection) -> None:
        number = self._chance.randrange(self._size) + 1
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT text FROM claims_claim WHERE id = %s", [number])
            cursor.execute("UPDATE claims_slot SET stage = stage WHERE claim_id = %s", [number])
            cursor.execute(
                "INSERT INTO claims_auditevent (created_at, action, target, data, request_id) "
                "VALUES (clock_timestamp(), 'annotation.submitted', '', '{}', '')"
            )


def main() -> None:
    arguments = parse_arguments()
    print("| claims | migrated in s | writes meanwhile | longest stall, ms | alone, ms |")
    print("| --- | --- | --- | --- | --- |")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-bench-")))
        databases = Databases("postgresql", folder, stack)
        for size in arguments.sizes:
            with databases.make(size) as url:
                environment = make_environment(folder) | {"DATABASE_URL": url}
                migrate(environment)
                command = [sys.executable, "-c", FILL.format(size=size)]
                subprocess.run(command, env=environment, check=True)
                migrate(environment, "claims", arguments.since)
                print(measure(environment, url, size), flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.live_migrations", description=__doc__
    )
    parser.add_argument("--sizes", type=read_sizes, default=(10_000,), help="numbers of claims")
    parser.add_argument(
        "--since", default="0087_cast_by_speaker", help="the last migration of before"
    )
    return parser.parse_args()


def migrate(environment: Mapping[str, str], *target: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", *target, "-v0"]
    subprocess.run(command, env=environment, check=True)


def measure(environment: Mapping[str, str], url: str, size: int) -> str:
    writers = [Writer(url, size, seed) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(ALONE)
    began = time.perf_counter()
    migrate(environment)
    ended = time.perf_counter()
    time.sleep(ALONE)
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join()
    times = [one for writer in writers for one in writer.times]
    beside = [took for at, took in times if at < ended and at + took > began]
    alone = [took for at, took in times if at + took <= began or at >= ended]
    return (
        f"| {size:,} | {ended - began:.1f} | {len(beside):,} | {max(beside) * 1000:.0f} "
        f"| {max(alone) * 1000:.0f} |"
    )


if __name__ == "__main__":
    main()
