"""Measure speed and memory on both databases: `make bench`, or `python -m benchmarks`.

First the text engine and agreement, which need no database (benchmarks/text.py, agreement.py).
Then prints one table, and writes it as JSON. What each row means: docs/benchmarks.md.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import plans_document, report
from benchmarks.databases import NAMES, Databases
from benchmarks.rows import Result, Row
from tools.environment import make_clean_environment

SIZES = (1_000, 10_000, 100_000, 1_000_000)
# What must cost the same however many claims there are is measured beyond this size too.
LARGE = 100_000
FLAT = ("plans", "next", "submit", "adjudication", "export", "import")
MEASURES = (
    "plans",
    "next",
    "submit",
    "adjudication",
    "desk",
    "browser",
    "export",
    "import",
    "many",
    "figures",
)
# These know no database, and print tables of their own.
ALONE = ("text", "agreement")
RESULTS = Path("benchmarks/results")


def main() -> int:
    """Measure what the command line asks for. A missed mark is shown; it is no failure."""
    arguments = parse_arguments()
    for name in ALONE:
        if name in arguments.only:
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
    # So that an interrupted run stops its servers and removes its databases too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rows: list[Row] = []
    machine: list[str] = []
    steps: dict[str, list[dict[str, Any]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-bench-")))
        environment = make_environment(folder)
        run_manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        for name in arguments.databases:
            databases = Databases(name, folder, stack)
            for size in arguments.sizes:
                measures = choose(arguments.only, size, arguments.sizes)
                if not measures:
                    continue
                with databases.make(size) as url:
                    for line in measure(environment | {"DATABASE_URL": url}, size, measures):
                        if "machine" in line:
                            machine += line["machine"]
                        elif "plans" in line:
                            steps[name] = line["plans"]
                        else:
                            rows.append(Row(database=name, size=size, result=Result(**line)))
    publish(arguments, " · ".join(dict.fromkeys(machine)), report.arrange(rows))
    if arguments.document and steps:
        plans_document.write(steps, max(arguments.sizes))
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes", type=read_sizes, default=SIZES, help="numbers of claims (1k,10k,100k,1m)"
    )
    parser.add_argument(
        "--quick", action="store_const", dest="sizes", const=SIZES[:1], help="1k only"
    )
    parser.add_argument("--databases", type=read_choice(NAMES), default=NAMES, help=",".join(NAMES))
    parser.add_argument(
        "--only",
        type=read_choice((*ALONE, *MEASURES)),
        default=(*ALONE, *MEASURES),
        help=",".join((*ALONE, *MEASURES)),
    )
    parser.add_argument(
        "--document", action="store_true", help=f"put the table into {report.DOCUMENT} too"
    )
    return parser.parse_args()


def read_sizes(text: str) -> tuple[int, ...]:
    return tuple(
        sorted(
            int(part.lower().replace("k", "000").replace("m", "000000")) for part in text.split(",")
        )
    )


def read_choice(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        chosen = tuple(text.split(","))
        if not set(chosen) <= set(known):
            raise argparse.ArgumentTypeError(f"choose from {', '.join(known)}")
        return chosen

    return read


def choose(measures: Sequence[str], size: int, sizes: Sequence[int]) -> list[str]:
    """What to measure at this size: the desk weighs the same at all, so once only.

    Figures and many articles have projects of their own: they take the smallest.
    """
    largest = max((one for one in sizes if one <= LARGE), default=0)
    once = {"plans": max(sizes), "desk": largest, "browser": largest, "figures": min(sizes)}
    once["many"] = min(sizes)
    return [
        name
        for name in measures
        if name in MEASURES and once.get(name, size) == size and (size <= LARGE or name in FLAT)
    ]


def make_environment(folder: Path) -> dict[str, str]:
    """As in production, but for HTTPS: nothing of ours stands before the server here."""
    return {
        **make_clean_environment(),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": "a key for benchmarks, which protects nothing at all",
        "DATA_DIR": str(folder),
        "HTTPS": "0",
        "LOG_LEVEL": "ERROR",
    }


def run_manage(environment: Mapping[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", *command],
        env={**environment, "DATABASE_URL": "sqlite://:memory:"},
        check=True,
    )


def measure(
    environment: Mapping[str, str], size: int, measures: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """What benchmarks.measure prints about one database: lines of JSON."""
    command = [sys.executable, "-m", "benchmarks.measure", "--size", str(size), *measures]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                yield json.loads(line)
        finally:
            process.terminate()  # Has ended by itself, unless this run is interrupted.
    if process.returncode:
        sys.exit(f"Measuring failed with {process.returncode}; what it said stands above.")


def publish(arguments: argparse.Namespace, machine: str, rows: Sequence[Row]) -> None:
    """Print the table. Only a whole run becomes the latest one."""
    if not rows:
        return
    table = report.make_table(machine, rows)
    print(table)
    everything = set(arguments.only) >= set(MEASURES)
    whole = everything and (arguments.sizes, arguments.databases) == (SIZES, NAMES)
    report.write_json(RESULTS / ("latest.json" if whole else "partial.json"), machine, rows)
    if arguments.document:
        report.write_document(table)


if __name__ == "__main__":
    sys.exit(main())
