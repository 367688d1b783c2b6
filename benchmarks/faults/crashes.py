"""Workers are killed and the database is stopped while people label; nothing is lost or doubled."""

import random
import re
import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from django.db import Error, connection

from benchmarks.faults import people as crowd
from benchmarks.faults.clusters import Cluster
from benchmarks.faults.people import Person, make_people
from benchmarks.faults.processes import Site, kill, serve_site, wait_until
from benchmarks.faults.reading import count_left, read_found
from benchmarks.faults.reconciling import (
    End,
    Outage,
    list_failures,
    measure_recovery,
    reconcile,
    summarise,
)
from benchmarks.faults.report import Report
from benchmarks.fill import OVERLAP, Scene, fill
from claims.models import Project

LEASE_MINUTES = 1
# People who go home early, and leave a reservation behind.
LEAVING = 2
WORKERS = 4
# Seconds that the database stays away.
AWAY = (0.5, 3.0)
LOCKED = re.compile("database is locked", re.IGNORECASE)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--submits", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stops", type=int, default=3, help="of the database; PostgreSQL only")
    parser.add_argument("--patience", type=float, default=7200, help="seconds for all of it")


def make_small(arguments: Namespace) -> None:
    """The same in little: some hundred labels, in less than a minute or so."""
    arguments.submits, arguments.clients, arguments.kills = 300, 8, 4
    arguments.stops = 1
    arguments.patience = 600


@dataclass
class Trouble:
    """What was done to the site while people worked."""

    site: Site
    cluster: Cluster | None
    chance: random.Random
    killed: list[float] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)

    def kill_worker(self) -> None:
        wait_until(lambda: bool(self.site.list_web_workers()), "a worker", self.site.log)
        kill(self.chance.choice(self.site.list_web_workers()))
        self.killed.append(time.monotonic())

    def stop_database(self) -> None:
        assert self.cluster is not None
        began = time.monotonic()
        self.cluster.crash()
        time.sleep(self.chance.uniform(*AWAY))
        self.cluster.start()
        self.outages.append(Outage(began, time.monotonic()))


def run(arguments: Namespace, folder: Path, cluster: Cluster | None) -> Report:
    scene = fill(arguments.submits // OVERLAP, arguments.seed)
    project = scene.project
    Project.objects.filter(pk=project.pk).update(lease_minutes=LEASE_MINUTES)
    with serve_site(folder, workers=WORKERS) as site:
        people = make_people(
            project, scene.newcomers[: arguments.clients], [site.port], arguments.seed, LEAVING
        )
        connection.close()
        chance = random.Random(arguments.seed)
        trouble = Trouble(site, cluster, chance)
        began = time.monotonic()
        threads = crowd.start(people)
        done = Event()
        maker = Thread(target=_make_trouble, args=(trouble, arguments, people, done), daemon=True)
        maker.start()
        _wait_for_end(project, people, trouble, arguments.patience)
        done.set()
        people[0].stop.set()
        for thread in (*threads, maker):
            thread.join(120)
        took = time.monotonic() - began
        report = Report("crashes", connection.vendor)
        report.expect(runs=site.runs, what="ended: the site did not live through it")
        log = site.read_log()
    _describe(report, scene, people, trouble, took, log)
    return report


def _make_trouble(
    trouble: Trouble, arguments: Namespace, people: list[Person], done: Event
) -> None:
    """Each at a moment of its own in the work, in an order of its own."""
    acts = [trouble.kill_worker] * arguments.kills
    if trouble.cluster is not None:
        acts += [trouble.stop_database] * arguments.stops
    trouble.chance.shuffle(acts)
    for number, act in enumerate(acts):
        goal = arguments.submits * 0.9 * (number + trouble.chance.random()) / len(acts)
        while _count_taken(people) < goal:
            if done.wait(0.02):
                return
        time.sleep(trouble.chance.random() / 5)
        act()


def _count_taken(people: list[Person]) -> int:
    return sum(one.end is End.TAKEN for person in people for one in list(person.sent))


def _wait_for_end(
    project: Project, people: list[Person], trouble: Trouble, patience: float
) -> None:
    """Until nothing is left to label, nobody can go on, or time is over: the reconciler tells."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and trouble.site.runs:
        if any(person.crash for person in people):
            return
        try:
            if not count_left(project):
                return
        except Error:
            connection.close()
        time.sleep(0.5)


def _describe(
    report: Report,
    scene: Scene,
    people: list[Person],
    trouble: Trouble,
    took: float,
    log: str,
) -> None:
    sent = [one for person in people for one in person.sent]
    answers = [one for person in people for one in person.answers]
    found = read_found(scene.project)
    violations = reconcile(sent, found, wanted=OVERLAP)
    failures = list_failures(answers, trouble.outages)
    crashed = [f"crashed: {person.name}: {person.crash!r}" for person in people if person.crash]
    locked = [f"locked: the log says so {len(LOCKED.findall(log))} times"] * bool(
        LOCKED.search(log)
    )
    report.add_violations([*violations, *failures, *crashed, *locked])
    recovered = [moment for moment in measure_recovery(answers, trouble.outages) if moment]
    left = max(one.ended for person in people if person.leaves_after for one in person.answers)
    ended = max(one.ended for one in answers if one.status in {201, 302})
    report.add(
        {
            "labels wanted": scene.size * OVERLAP,
            "acknowledged": sum(one.end is End.TAKEN for one in sent),
            "refused": sum(one.end is End.REFUSED for one in sent),
            "there": len(found.labels),
            "people (desk / API)": " / ".join(
                str(sum(one.kind == kind for one in people)) for kind in ("desk", "API")
            ),
            "workers killed": len(trouble.killed),
            "database stopped": len(trouble.outages),
            "requests": len(answers),
            "without an answer": sum(one.status == 0 for one in answers),
            "5xx, all in outages": sum(one.status >= 500 for one in answers),
            "first label after an outage, s": ", ".join(f"{one:.1f}" for one in recovered) or "–",
            "left behind by who went home, labelled within s": f"{ended - left:.0f}",
            "took, s": f"{took:.0f}",
            "labels/s": f"{len(found.labels) / took:.1f}",
            "violations": summarise(report.violations) or "none",
        }
    )
