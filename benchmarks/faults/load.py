"""Annotators at the desk who think between two labels, by locust: how long they wait, and for what.

Two gunicorn workers on a project of a million claims.
"""

import csv
import json
import os
import re
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse

from benchmarks.faults.clusters import Cluster
from benchmarks.faults.processes import list_family, serve_site
from benchmarks.faults.report import Report
from benchmarks.fill import fill
from benchmarks.server import HOST, make_session
from claims.models import Annotation, Membership, Project, User

ROOT = Path(__file__).resolve().parents[2]
# locust puts itself in the place of Python's sockets and threads: not into the same environment.
LOCUST = ROOT / ".cache/locust"
REQUIREMENTS = ROOT / "benchmarks/requirements-load.txt"
WORKERS = 2
PERCENTS = ("50%", "95%", "99%")
NAMES = ("desk page", "submit", "draft", "next article", "bare")
LOCKED = re.compile("database is locked", re.IGNORECASE)
# The share of a processor's time from which on it is what holds everything up.
BUSY = 0.85


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--users", type=int, help="200; on SQLite 20")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--think", type=float, default=5.0, help="seconds between two labels")


def make_small(arguments: Namespace) -> None:
    arguments.users = arguments.users or 10
    arguments.claims, arguments.minutes, arguments.think = 1_000, 0.5, 1.0


def run(arguments: Namespace, folder: Path, cluster: Cluster | None) -> Report:
    report = Report("load", connection.vendor)
    locust = _provide_locust()
    scene = fill(arguments.claims, arguments.seed)
    users = arguments.users or (200 if cluster else 20)
    seconds = round(arguments.minutes * 60)
    people = folder / "people.json"
    people.write_text(json.dumps(_describe_people(scene.project, users, arguments.think)))
    connection.close()
    with serve_site(folder, workers=WORKERS) as site:
        watched = {"web": site.process.pid} | ({"database": cluster.process} if cluster else {})
        before, began = _read_seconds(watched), time.monotonic()
        own = _read_own_seconds()
        failed = _drive(locust, folder, people, site.port, users, seconds)
        took = time.monotonic() - began
        spent = {name: _read_seconds(watched)[name] - before[name] for name in watched}
        spent["locust"] = _read_own_seconds() - own
        report.expect(runs=site.runs, what="ended: the site did not live through it")
        locked = len(LOCKED.findall(site.read_log()))
    rows = _read_rows(folder / "load_stats.csv")
    report.expect(runs=not failed or bool(rows), what="failed: locust measured nothing")
    report.expect(runs=not locked, what=f"locked: the log says so {locked} times")
    _describe(report, rows, users, arguments, took)
    _describe_errors(report, folder / "load_failures.csv")
    _describe_processors(report, spent, took)
    labels = Annotation.objects.filter(project=scene.project).count()
    report.add({"labels": labels, "violations": len(report.violations) or "none"})
    return report


def _provide_locust() -> Path:
    """locust's program, in an environment of its own, which is made where there is none."""
    program = LOCUST / "bin/locust"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(LOCUST)], check=True)
        pip = [str(LOCUST / "bin/pip"), "install", "--quiet", "-r", str(REQUIREMENTS)]
        subprocess.run(pip, check=True)
    return program


def _describe_people(project: Project, users: int, think: float) -> Mapping[str, object]:
    """So many annotators who have signed in."""
    people = User.objects.bulk_create(
        User(username=f"annotator{number}") for number in range(users)
    )
    Membership.objects.bulk_create(
        Membership(project=project, user=user, role="annotator") for user in people
    )
    return {
        "sessions": [make_session(user) for user in people],
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "next": reverse("desk-next", args=[project.slug]),
        "idle": reverse("desk", args=[project.slug]),
        "think": think,
    }


def _drive(locust: Path, folder: Path, people: Path, port: int, users: int, seconds: int) -> bool:
    """Let them work; whether any request failed, or anything else."""
    command = [str(locust), "--headless", "--only-summary", "-f", "benchmarks/locustfile.py"]
    command += ["--host", f"http://{HOST}:{port}", "--users", str(users)]
    # They come by and by, in a tenth of the time; what is measured begins when all are there.
    command += ["--spawn-rate", str(max(1.0, users * 10 / seconds)), "--reset-stats"]
    command += ["--run-time", f"{seconds}s", "--csv", str(folder / "load"), "--loglevel", "ERROR"]
    with (folder / "locust.log").open("wb") as log:
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PEOPLE": str(people)}, stdout=log, stderr=log
        )
    return done.returncode != 0


def _read_rows(path: Path) -> dict[str, Mapping[str, str]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Name"]: row for row in csv.DictReader(file)}


def _describe(
    report: Report,
    rows: Mapping[str, Mapping[str, str]],
    users: int,
    arguments: Namespace,
    took: float,
) -> None:
    report.add(
        {
            "people": users,
            "claims": arguments.claims,
            "took, s": f"{took:.0f}",
            "think, s": f"{arguments.think:g}",
        }
    )
    for name in NAMES:
        if (row := rows.get(name)) is None:
            report.expect(runs=False, what=f"failed: no {name} was measured")
            continue
        times = " / ".join(row[percent] for percent in PERCENTS)
        report.add({f"{name}, p50 / p95 / p99, ms": f"{times} of {row['Request Count']}"})
        failures = int(row["Failure Count"])
        report.expect(runs=not failures, what=f"failed: {name}: {failures} times")
    if total := rows.get("Aggregated"):
        report.add({"requests/s": f"{float(total['Requests/s']):.1f}"})
    bare = float(rows["bare"]["95%"]) if "bare" in rows else 0.0
    for name in NAMES[:2]:
        if name in rows and bare:
            ratio = float(rows[name]["95%"]) / bare
            report.add({f"{name}, p95, times a bare request's": f"{ratio:.1f}"})


def _describe_errors(report: Report, path: Path) -> None:
    """Each kind of failure, and how often."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            report.add({f"error, {row['Name']}: {row['Error'][:80]}": int(row["Occurrences"])})


def _describe_processors(report: Report, spent: Mapping[str, float], took: float) -> None:
    """How much of the machine each part took, and what then bounds it."""
    processors = len(os.sched_getaffinity(0))
    for name, seconds in spent.items():
        report.add({f"processors, {name}": f"{seconds / took:.2f} of {processors}"})
    share = sum(spent.values()) / took / processors
    if share < BUSY:
        bound = "no processor of these: people think, or something else takes the machine"
    else:
        bound = f"the processors, mostly those of the {max(spent, key=lambda one: spent[one])}"
    report.add({"bounded by": bound})


def _read_seconds(watched: Mapping[str, int]) -> dict[str, float]:
    """Processor time of each family of processes so far, those that have ended included."""
    ticks = os.sysconf("SC_CLK_TCK")
    return {
        name: sum(map(_read_ticks, list_family(process))) / ticks
        for name, process in watched.items()
    }


def _read_own_seconds() -> float:
    """Processor time of what this process has started and waited for: locust, that is."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read_ticks(process: int) -> int:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except OSError:
        return 0
    times: Sequence[str] = stat.rpartition(")")[2].split()[11:15]
    return sum(map(int, times))
