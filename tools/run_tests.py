"""The whole test suite on SQLite and then on PostgreSQL, with all that it needs.

Where both are run, what comes out the same on each runs on SQLite only: tests that can reach no
database (of texts, formats, agreement and the code itself), and those marked `once`, which are
about what a page looks like, say.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time

from tools.browser import ensure_chromium
from tools.environment import make_clean_environment
from tools.postgres import NoPostgresError, provide_database

DATABASES = ("sqlite", "postgresql")
# pytest's own: nothing was selected, as with `-k` on a name that no test has.
NO_TESTS = 5
# Of tests/conftest.py.
ONLY_ABOUT_DATABASE = "--only-about-database"


def main() -> int:
    """Run what the command line asks for; 0 only if every run passed."""
    arguments = parse_arguments()
    # So that an interrupted run stops its server and removes its folders too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = make_pytest_options(arguments)
    ensure_chromium()
    runs = {"sqlite": run_on_sqlite, "postgresql": run_on_postgresql}
    results: dict[str, tuple[bool, str]] = {}
    for name in arguments.only or DATABASES:
        results[name] = runs[name]([*options, ONLY_ABOUT_DATABASE] if results else options)
    print()
    for name, (passed, remark) in results.items():
        print(f"{'PASSED' if passed else 'FAILED'} on {name}: {remark}")
    return 0 if all(passed for passed, _ in results.values()) else 1


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=DATABASES, action="append", help="only this database")
    parser.add_argument("--workers", default="2", help="processes at once; 0 for none but this")
    parser.add_argument("pytest_options", nargs="*", metavar="-- OPTION", help="passed to pytest")
    return parser.parse_args()


def make_pytest_options(arguments: argparse.Namespace) -> list[str]:
    """What is asked for, in several processes at once unless that is asked for differently."""
    options: list[str] = arguments.pytest_options
    chosen = any(option.startswith(("-n", "--numprocesses", "--pdb")) for option in options)
    # In small portions, so that no process is given all that is long.
    return options if chosen else [*options, "-n", arguments.workers, "--maxschedchunk", "4"]


def run_on_sqlite(options: list[str]) -> tuple[bool, str]:
    """Run the suite on a SQLite file in a temporary folder."""
    return run_pytest("SQLite", options, {})


def run_on_postgresql(options: list[str]) -> tuple[bool, str]:
    """Run the suite on the PostgreSQL that can be had."""
    try:
        with provide_database() as (url, source):
            return run_pytest(f"PostgreSQL, {source}", options, {"DATABASE_URL": url})
    except NoPostgresError as refusal:
        return False, str(refusal)


def make_test_environment() -> dict[str, str]:
    """One in which Python keeps what it compiles: each process would do so anew, for long."""
    environment = make_clean_environment()
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def run_pytest(title: str, options: list[str], variables: dict[str, str]) -> tuple[bool, str]:
    """Run pytest with only our own settings; say whether it passed, and how it went."""
    print(f"\n=== Tests on {title} ===", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="factcheck-tests-") as data_dir:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            env={**make_test_environment(), "DATA_DIR": data_dir, **variables},
            check=False,
        )
    remark = f"pytest ended with {done.returncode} after {time.monotonic() - started:.0f} s"
    return done.returncode in {0, NO_TESTS}, f"{remark} ({title})"


if __name__ == "__main__":
    sys.exit(main())
