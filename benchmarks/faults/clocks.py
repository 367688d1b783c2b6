"""Two web nodes and two workers on one PostgreSQL, one of each with its clock ten minutes ahead.

Leases last five minutes: by a node's own clock, the other's would all have run out.
"""

import http.client
import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.db import connection
from django.db.models import Count, F

from benchmarks.faults import people as crowd
from benchmarks.faults.clusters import Cluster
from benchmarks.faults.people import Person, make_people
from benchmarks.faults.processes import find_port, is_ready, run_process, wait_until
from benchmarks.faults.reading import count_left, read_found
from benchmarks.faults.reconciling import End, list_failures, reconcile, summarise
from benchmarks.faults.report import Report
from benchmarks.fill import OVERLAP, Scene, fill
from benchmarks.server import HOST
from claims import clock
from claims.models import Annotation, AuditEvent, Job, Lease, Project, Slot
from claims.operations import releases

AHEAD = 600
LEASE_MINUTES = 5
RELEASES = 6
# Long enough for the others to look several times whether somebody builds it.
SLOW = {"BACKEND": "benchmarks.faults.slow_storage.SlowStorage", "OPTIONS": {"seconds": 4.0}}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--submits", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--patience", type=float, default=7200, help="seconds for all of it")


def make_small(arguments: Namespace) -> None:
    arguments.submits, arguments.clients, arguments.patience = 300, 8, 900


def run(arguments: Namespace, folder: Path, cluster: Cluster | None) -> Report:
    report = Report("clocks", connection.vendor)
    if cluster is None:
        report.add({"skipped": "SQLite is for one host: run it with --database postgresql"})
        return report
    scene = fill(arguments.submits // OVERLAP, arguments.seed)
    Project.objects.filter(pk=scene.project.pk).update(lease_minutes=LEASE_MINUTES)
    storage = {**SLOW, "OPTIONS": {**SLOW["OPTIONS"], "location": str(folder / "releases")}}  # type: ignore[dict-item]
    os.environ["RELEASES_STORAGE"] = json.dumps(storage)
    with ExitStack() as stack:
        ports = [_start_node(stack, folder, ahead) for ahead in (False, True)]
        people = make_people(
            scene.project, scene.newcomers[: arguments.clients], ports, arguments.seed
        )
        began = time.monotonic()
        threads = crowd.start(people)
        _queue_releases(scene)
        deadline = began + arguments.patience
        while time.monotonic() < deadline and (count_left(scene.project) or _count_unbuilt()):
            time.sleep(0.5)
        people[0].stop.set()
        for thread in threads:
            thread.join(120)
        took = time.monotonic() - began
        shift = _read_shift(ports)
    report.expect(runs=abs(shift - AHEAD) < 60, what=f"no fault: one clock is {shift:.0f} s ahead")
    _describe(report, scene, people, took, shift)
    return report


def _start_node(stack: ExitStack, folder: Path, ahead: bool) -> int:  # noqa: FBT001 - of two nodes
    """A web server and a worker, by the right clock or by the wrong one; the server's port."""
    port, log = find_port(), folder / f"node-{ahead:d}.log"
    wsgi = "benchmarks.faults.ahead" if ahead else "factcheck.wsgi"
    server = [sys.executable, "-m", "gunicorn", f"{wsgi}:application", "--bind", f"{HOST}:{port}"]
    server += ["--worker-class", "gthread", "--threads", "8", "--workers", "2"]
    program = ["-m", "benchmarks.faults.ahead"] if ahead else ["manage.py"]
    worker = [sys.executable, *program, "work", "--interval", "0.2"]
    clock_ahead = {"CLOCK_AHEAD": str(AHEAD)}
    stack.enter_context(run_process([*server, "--no-control-socket"], log, clock_ahead))
    stack.enter_context(run_process(worker, log, clock_ahead))
    wait_until(lambda: is_ready(port), "the node to be ready", log)
    return port


def _read_shift(ports: list[int]) -> float:
    """How many seconds the second server's clock is ahead of the first's, by their answers."""
    moments = []
    for port in ports:
        connection_ = http.client.HTTPConnection(HOST, port, timeout=60)
        connection_.request("GET", "/healthz")
        moments.append(parsedate_to_datetime(connection_.getresponse().headers["Date"]))
        connection_.close()
    return (moments[1] - moments[0]).total_seconds()


def _queue_releases(scene: Scene) -> None:
    wait_until(
        lambda: Annotation.objects.filter(project=scene.project).count() >= RELEASES,
        "the first labels",
    )
    for number in range(RELEASES):
        release = releases.create_release(
            actor=scene.manager,
            project=scene.project,
            values={
                "slug": "clocks",
                "version": f"1.{number}",
                "title": "Clocks",
                "seed": 1,
                "records": "labels",
                "splits": "none",
            },
            now=clock.now(),
        )
        releases.queue_build(actor=scene.manager, release=release, now=clock.now())


def _count_unbuilt() -> int:
    return Job.objects.unfinished().count()


def _describe(
    report: Report, scene: Scene, people: list[Person], took: float, shift: float
) -> None:
    sent = [one for person in people for one in person.sent]
    answers = [one for person in people for one in person.answers]
    found = read_found(scene.project)
    refused = [f"stolen: {one.key} was refused" for one in sent if one.end is End.REFUSED]
    stolen_jobs = list(Job.objects.exclude(state="done", attempt=1, losses=None))
    report.add_violations(
        [
            *reconcile(sent, found, wanted=OVERLAP),
            *list_failures(answers, ()),
            *refused,
            *_list_stolen(scene.project),
            *_list_from_the_future(scene.project),
            *(f"job stolen or failed: {job.attempt} attempts, {job.state}" for job in stolen_jobs),
            *(f"crashed: {person.name}: {person.crash!r}" for person in people if person.crash),
        ]
    )
    report.add(
        {
            "one clock ahead, s": f"{shift:.0f}",
            "labels": len(found.labels),
            "leases": Lease.objects.filter(project=scene.project).count(),
            "jobs, each in one attempt": Job.objects.count() - len(stolen_jobs),
            "requests": len(answers),
            "took, s": f"{took:.0f}",
            "violations": summarise(report.violations) or "none",
        }
    )


def _list_stolen(project: Project) -> Iterator[str]:
    """Leases that were ended before their person had labelled all of the article.

    Everybody is given one slot of each claim of an article, and stays until all are labelled.
    """
    counted = (
        Lease.objects.filter(project=project)
        .annotate(
            claims=Count("article__claims", distinct=True), labelled=Count("slots", distinct=True)
        )
        .exclude(claims=F("labelled"))
    )
    for number, claims, labelled in counted.values_list("pk", "claims", "labelled"):
        yield f"stolen: lease {number} ended with {labelled} of {claims} claims"
    if Slot.objects.filter(project=project, lease=None, annotator__isnull=False).exists():
        yield "stolen: a label was given without a reservation"


def _list_from_the_future(project: Project) -> Iterator[str]:
    now = clock.now()
    for rows in (
        Annotation.objects.filter(project=project, created_at__gt=now),
        AuditEvent.objects.filter(created_at__gt=now),
        Lease.objects.filter(project=project, started_at__gt=now),
    ):
        if number := rows.count():
            yield f"wrong time: {number} rows of {rows.model.__name__} are of the future"
