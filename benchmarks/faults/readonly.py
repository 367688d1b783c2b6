"""The database only reads for a while: pages are read, and say so where they would have to write.

PostgreSQL is told to, as a standby is. Under SQLite the disk is mounted for reading, between two
requests; no worker runs then, since that cannot be done to a disk with a file open for writing.
"""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg2
from django.db import connection
from django.urls import reverse

from benchmarks.faults import people as crowd
from benchmarks.faults.clusters import Cluster
from benchmarks.faults.disks import Disk
from benchmarks.faults.imported import write_file
from benchmarks.faults.people import Person, make_people
from benchmarks.faults.probing import PASSWORD, Page, Visitor, describe_people, list_mistold
from benchmarks.faults.processes import find_port, is_ready, run_process, wait_until
from benchmarks.faults.reading import count_left
from benchmarks.faults.reconciling import End
from benchmarks.faults.report import Report
from benchmarks.fill import OVERLAP, Scene, fill
from benchmarks.server import HOST, make_key
from claims import clock
from claims.models import Membership, Release, User
from claims.operations import releases
from claims.outages import READ_ONLY


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--submits", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--lasts", type=float, default=20, help="seconds that it only reads")
    parser.add_argument("--patience", type=float, default=3600, help="seconds for all of it")


def make_small(arguments: Namespace) -> None:
    arguments.submits, arguments.clients, arguments.lasts = 200, 2, 5.0
    arguments.patience = 120


def run(arguments: Namespace, folder: Path, cluster: Cluster | None) -> Report:
    report = Report("readonly", connection.vendor)
    scene = fill(arguments.submits // OVERLAP, arguments.seed)
    file = write_file(folder / "articles.jsonl", 20)
    curator = _make_curator(scene)
    key = make_key(scene.newcomers[0])
    log = folder / "site.log"
    with ExitStack() as stack:
        port = find_port()
        server = ["gunicorn", "--config", "python:factcheck.serving", "factcheck.wsgi"]
        server = [sys.executable, "-m", *server, "--bind", f"{HOST}:{port}", "--no-control-socket"]
        web = stack.enter_context(run_process(server, log))
        wait_until(lambda: is_ready(port), "the site to be ready", log)
        visitors = [Visitor(port, user) for user in (scene.manager, curator, scene.stand_ins[0])]
        pages = [(visitor, visitor.find_pages()) for visitor in visitors]
        people = make_people(
            scene.project, scene.newcomers[: arguments.clients], [port], arguments.seed
        )
        threads = crowd.start(people)
        wait_until(lambda: _count_taken(people) > 5, "the first labels", log)
        release = _queue_release(scene)
        connection.close()
        with _only_reading(folder, cluster):
            began = time.monotonic()
            if cluster is not None:
                stack.enter_context(_run_worker(log))
            wait_until(lambda: bool(_count_refused(people)), "the first refusal", log)
            _probe(report, scene, visitors, key, file)
            for visitor, paths in pages:
                report.add_violations(visitor.list_unreadable(paths, READ_ONLY))
            time.sleep(max(0.0, arguments.lasts - (time.monotonic() - began)))
            taken, lasted = _count_taken(people), time.monotonic() - began
        since = time.monotonic()
        if cluster is None:
            # No process of ours starts on a disk that only reads: it says so, and ends.
            stack.enter_context(_run_worker(log))
        wait_until(lambda: _count_taken(people) > taken, "the first label after it", log)
        again = time.monotonic() - since
        wait_until(lambda: _is_ready(release), "the release", log)
        signed_in = Visitor(port).sign_in(scene.manager.username).status
        report.expect(runs=signed_in == 302, what=f"failed: {signed_in} to signing in afterwards")
        deadline = time.monotonic() + arguments.patience
        while time.monotonic() < deadline and count_left(scene.project):
            time.sleep(0.5)
        people[0].stop.set()
        for thread in threads:
            thread.join(120)
        report.expect(runs=web.poll() is None, what="ended: the site did not live through it")
    report.add(
        {
            "only read, s": f"{lasted:.0f}",
            "pages read meanwhile (manager / curator / annotator)": " / ".join(
                str(len(paths)) for _visitor, paths in pages
            ),
            "first label after it, s": f"{again:.1f}",
        }
    )
    describe_people(report, scene.project, people, READ_ONLY)
    return report


def _make_curator(scene: Scene) -> User:
    """Somebody else is one; and the manager has a password."""
    scene.manager.set_password(PASSWORD)
    scene.manager.save()
    curator: User = scene.stand_ins[1]
    Membership.objects.filter(project=scene.project, user=curator).update(role="curator")
    return curator


@contextmanager
def _run_worker(log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    with run_process([sys.executable, "manage.py", "work", "--interval", "0.5"], log) as worker:
        yield worker


@contextmanager
def _only_reading(folder: Path, cluster: Cluster | None) -> Iterator[None]:
    if cluster is None:
        disk = Disk(folder / "disk")
        disk.stop_writing()
        try:
            yield
        finally:
            disk.let_write()
        return
    _set_read_only(cluster, "on")
    try:
        yield
    finally:
        _set_read_only(cluster, "off")


def _set_read_only(cluster: Cluster, value: str) -> None:
    """For all connections, those that are open too; but not within a transaction."""
    with closing(psycopg2.connect(cluster.url)) as own:
        own.autocommit = True
        with own.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
            cursor.execute("SELECT pg_reload_conf()")


def _probe(report: Report, scene: Scene, visitors: list[Visitor], key: str, file: Path) -> None:
    """What writes says to programs, scripts and people that nothing can be."""
    manager, annotator = visitors[0], visitors[-1]
    next_path = reverse("desk-next", args=[scene.project.slug])
    program = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    api = f"/api/v1/projects/{scene.project.slug}/next/"
    import_path = reverse("article-import", args=[scene.project.slug])
    guest = Visitor(manager.port)
    probes: dict[str, Callable[[], Page]] = {
        "a page's form": lambda: annotator.send(next_path, {}),
        "a page's script": lambda: annotator.send(next_path, {}, Accept="application/json"),
        "a program": lambda: guest.ask("POST", api, b"{}", **program),
        "signing in": lambda: guest.sign_in(scene.manager.username),
        "an import": lambda: manager.upload(
            import_path, file.name, file.read_bytes(), {"way": "upload"}
        ),
    }
    for what, act in probes.items():
        report.add_violations(list_mistold(what, act(), READ_ONLY))
    ready = manager.ask("GET", "/readyz")
    told = (ready.status, json.loads(ready.body)["checks"]["writing"])
    report.expect(runs=told == (200, "read_only"), what=f"mistold: readyz says {told}")
    read = guest.ask("GET", "/api/v1/projects/", None, **program).status
    report.expect(runs=read == 200, what=f"unreadable: {read} to a program")


def _queue_release(scene: Scene) -> Release:
    values = {"slug": "readonly", "version": "1.0", "title": "Read-only", "seed": 1}
    release = releases.create_release(
        actor=scene.manager,
        project=scene.project,
        values={**values, "records": "labels", "splits": "none"},
        now=clock.now(),
    )
    releases.queue_build(actor=scene.manager, release=release, now=clock.now())
    return release


def _is_ready(release: Release) -> bool:
    release.refresh_from_db()
    return release.state == Release.State.READY


def _count_taken(people: list[Person]) -> int:
    return sum(one.end is End.TAKEN for person in people for one in list(person.sent))


def _count_refused(people: list[Person]) -> int:
    return sum(one.status >= 500 for person in people for one in list(person.answers))
