"""One database at one size, in a process of its own: started by __main__ for each.

Prints the results as JSON, one a line.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - after setup, as all that has models

from benchmarks.adjudication import measure_adjudication  # noqa: E402
from benchmarks.browser import measure_browser  # noqa: E402
from benchmarks.desk import measure_desk  # noqa: E402
from benchmarks.exports import measure_export  # noqa: E402
from benchmarks.figures import measure_figures  # noqa: E402
from benchmarks.fill import Scene, fill  # noqa: E402
from benchmarks.imports import measure_import  # noqa: E402
from benchmarks.machine import describe_database, describe_machine  # noqa: E402
from benchmarks.many import measure_many  # noqa: E402
from benchmarks.plans import measure_plans  # noqa: E402
from benchmarks.queue import measure_next  # noqa: E402
from benchmarks.rows import Result  # noqa: E402
from benchmarks.server import Server, serve  # noqa: E402
from benchmarks.submit import measure_submit  # noqa: E402
from benchmarks.veteran import label_most, label_rest  # noqa: E402

SEED = 1
# In this order: next and submit find the veteran halfway, the others a project that is labelled.
MEASURES: Mapping[str, Callable[[Scene, Server], Iterator[Result]]] = {
    "next": measure_next,
    "submit": measure_submit,
    "adjudication": measure_adjudication,
    "desk": measure_desk,
    "browser": measure_browser,
    "export": measure_export,
    "import": measure_import,
    "many": measure_many,
    "figures": measure_figures,
}


def main() -> int:
    """Fill the database, and measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("measures", nargs="+", choices=["plans", *MEASURES])
    arguments = parser.parse_args()
    # So that an interrupted run stops its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    call_command("migrate", verbosity=0)
    print(json.dumps({"machine": [describe_machine(), describe_database()]}), flush=True)
    scene = fill(arguments.size, SEED)
    label_most(scene)
    if "plans" in arguments.measures:
        print(f"{connection.vendor}, {arguments.size:,}: plans", file=sys.stderr)
        print(json.dumps({"plans": list(measure_plans(scene))}), flush=True)
    with serve() as server:
        for name, measure in MEASURES.items():
            if name in arguments.measures:
                print(f"{connection.vendor}, {arguments.size:,}: {name}", file=sys.stderr)
                if name == "export":
                    label_rest(scene)
                for result in measure(scene, server):
                    print(json.dumps(asdict(result)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
