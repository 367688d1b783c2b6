"""The disk of the database and of releases fills up while people label, import and build a release.

Who is refused is told that there is no room; what was acknowledged is there, nothing is there by
half, and reading goes on. Then there is room, and all goes on without a restart.
"""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.urls import reverse

from benchmarks.faults import people as crowd
from benchmarks.faults.clusters import Cluster
from benchmarks.faults.disks import Disk
from benchmarks.faults.imported import (
    Dump,
    dump,
    import_file,
    list_differences,
    list_halves,
    write_file,
)
from benchmarks.faults.people import Person, make_people
from benchmarks.faults.probing import (
    PASSWORD,
    Page,
    Visitor,
    describe_people,
    list_mistold,
)
from benchmarks.faults.processes import Site, serve_site, wait_until
from benchmarks.faults.reading import count_left
from benchmarks.faults.reconciling import End
from benchmarks.faults.report import Report
from benchmarks.fill import OVERLAP, Scene, add_empty_project, fill
from benchmarks.server import make_key
from claims import clock
from claims.models import Article, Job, Project, Release, ReleaseFile
from claims.operations import releases
from claims.operations.release_files import is_intact, remove_leftovers
from claims.outages import FULL
from claims.queries.release_storage import get_storage

WORKERS = 2
# Seconds in which what is full is filled up again, if anything has become free.
FILL_AGAIN = 0.05
SLOW = "benchmarks.faults.slow_storage.SlowStorage"
IMPORTS = ("command", "api")
# Refusals of people of each kind that are waited for.
REFUSALS = 5
# How often something is sent until it is refused: a little fits into pages that are not full.
TRIES = 20


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--submits", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--full", type=float, default=30, help="seconds that there is no room")
    parser.add_argument("--patience", type=float, default=3600, help="seconds for all of it")


def make_small(arguments: Namespace) -> None:
    arguments.submits, arguments.clients, arguments.articles = 600, 4, 300
    arguments.full, arguments.patience = 5.0, 120


def run(arguments: Namespace, folder: Path, _cluster: Cluster | None) -> Report:
    report = Report("disk", connection.vendor)
    disk = Disk(folder / "disk")
    scene = fill(arguments.submits // OVERLAP, arguments.seed)
    scene.manager.set_password(PASSWORD)
    scene.manager.save()
    scratch = disk.folder / "scratch"
    scratch.mkdir()
    location = {"location": str(disk.folder / "releases"), "seconds": 0.5}
    storage = json.dumps({"BACKEND": SLOW, "OPTIONS": location})
    imports = _Imports(folder, scene, arguments.articles, report)
    with serve_site(folder, workers=WORKERS, RELEASES_STORAGE=storage, TMPDIR=str(scratch)) as site:
        people = make_people(
            scene.project, scene.newcomers[: arguments.clients], [site.port], arguments.seed
        )
        _fill_up_and_make_room(report, disk, scene, site, people, imports, arguments)
        report.expect(runs=site.runs, what="ended: the site did not live through it")
        report.add(
            {"restarts of the web server": site.read_log().count("Booting worker") - WORKERS}
        )
    describe_people(report, scene.project, people, FULL)
    return report


def _fill_up_and_make_room(
    report: Report,
    disk: Disk,
    scene: Scene,
    site: Site,
    people: list[Person],
    imports: "_Imports",
    arguments: Namespace,
) -> None:
    manager, worker = Visitor(site.port, scene.manager), Visitor(site.port, scene.stand_ins[0])
    pages = [(visitor, visitor.find_pages()) for visitor in (manager, worker)]
    threads = crowd.start(people)
    wait_until(lambda: _count_taken(people) > arguments.submits * 0.1, "the first labels")
    release = _queue_release(scene)
    wait_until(lambda: _is_building(release), "the release to be begun", site.log)
    with imports.run_command() as importing:
        wait_until(lambda: imports.has_begun("command"), "the import")
        with _keep_full(disk):
            began, before = time.monotonic(), _count_taken(people)
            report.expect(runs=importing.wait(120) == 1, what="told: the import did not fail")
            _probe(report, scene, manager, imports)
            imports.check_whole()
            for visitor, paths in pages:
                report.add_violations(visitor.list_unreadable(paths, FULL))
            wait_until(lambda: _are_refused(people), "refusals of each kind", site.log)
            time.sleep(max(0.0, arguments.full - (time.monotonic() - began)))
            taken, full = _count_taken(people), time.monotonic() - began
        since = time.monotonic()
    wait_until(lambda: _count_taken(people) > taken, "the first label after it", site.log)
    again = time.monotonic() - since
    imports.finish(manager)
    attempts = _finish_release(report, scene, release, site)
    deadline = time.monotonic() + arguments.patience
    while time.monotonic() < deadline and count_left(scene.project):
        time.sleep(0.5)
    people[0].stop.set()
    for thread in threads:
        thread.join(120)
    report.add(
        {
            "full, s": f"{full:.0f}",
            "pages read meanwhile": sum(len(paths) for _visitor, paths in pages),
            "labels while it was full": taken - before,
            "first label after it, s": f"{again:.1f}",
            "release built in attempts": attempts,
        }
    )


@contextmanager
def _keep_full(disk: Disk) -> Iterator[None]:
    if connection.vendor == "sqlite":
        _empty_journal()
    done = Event()

    def fill_again() -> None:
        while not done.is_set():
            disk.fill()
            done.wait(FILL_AGAIN)

    filling = Thread(target=fill_again, daemon=True)
    filling.start()
    try:
        yield
    finally:
        done.set()
        filling.join()
        disk.make_room()


def _empty_journal() -> None:
    """Else it would be written over from its beginning, in the room that it has already."""
    with connection.cursor() as cursor:
        wait_until(lambda: _truncate_journal(cursor), "a moment in which nobody reads or writes")


def _truncate_journal(cursor: CursorWrapper) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    is_busy: int = cursor.fetchone()[0]
    return not is_busy


def _count_taken(people: list[Person]) -> int:
    return sum(one.end is End.TAKEN for person in people for one in list(person.sent))


def _are_refused(people: list[Person]) -> bool:
    """Both forms and programs."""
    refused = Counter(
        person.kind
        for person in people
        for answer in list(person.answers)
        if answer.status == FULL.status
    )
    return all(refused[person.kind] >= REFUSALS for person in people)


def _queue_release(scene: Scene) -> Release:
    values = {"slug": "disk", "version": "1.0", "title": "Disk", "seed": 1}
    release = releases.create_release(
        actor=scene.manager,
        project=scene.project,
        values={**values, "records": "labels", "splits": "none"},
        now=clock.now(),
    )
    releases.queue_build(actor=scene.manager, release=release, now=clock.now())
    return release


def _is_building(release: Release) -> bool:
    return ReleaseFile.objects.filter(release=release).exists()


def _finish_release(report: Report, scene: Scene, release: Release, site: Site) -> int:
    """It goes on by itself, or says that it could not be stored: then it is asked for once more."""

    def has_ended() -> bool:
        release.refresh_from_db()
        return release.state in {Release.State.READY, Release.State.FAILED}

    wait_until(has_ended, "the release", site.log)
    if release.state == Release.State.FAILED:
        job = Job.objects.filter(release=release).latest("pk")
        told = job.error.get("code")
        report.expect(runs=told == "storage_failed", what=f"mistold: the release says {told}")
        report.add({"the release failed, saying": told})
        releases.queue_build(actor=scene.manager, release=release, now=clock.now())
        wait_until(has_ended, "the release, once more", site.log)
    report.expect(
        runs=release.state == Release.State.READY, what=f"failed: a release is {release.state}"
    )
    broken = [file.name for file in release.files.filter(is_frozen=True) if not is_intact(file)]
    report.expect(runs=not broken, what=f"halfway: broken files {broken}")
    report.add_violations(_list_strangers(are_left=True))
    # As a worker does when it starts.
    remove_leftovers()
    report.add_violations(_list_strangers(are_left=False))
    return sum(job.attempt for job in Job.objects.filter(release=release))


def _list_strangers(*, are_left: bool) -> Iterator[str]:
    """Files that no row tells of; and rows of no file, but where those of a failed job `are_left`:
    it had no room to remove them.
    """
    stored = set(get_storage().listdir("")[1])
    rows = set(ReleaseFile.objects.values_list("stored_as", flat=True))
    if strange := stored - rows if are_left else stored ^ rows:
        yield f"halfway: files of no release: {strange}"


def _probe(report: Report, scene: Scene, manager: Visitor, imports: "_Imports") -> None:
    """What writes says to programs, scripts and people that there is no room."""
    probes: dict[str, Callable[[], Page]] = {
        "an import by page": lambda: imports.upload(manager),
        "an import by script": lambda: imports.upload(manager, Accept="application/json"),
        "an import by program": lambda: imports.post(manager),
    }
    for what, act in probes.items():
        tries, page = 1, act()
        while page.status < 400 and tries < TRIES:
            tries, page = tries + 1, act()
        report.add_violations(list_mistold(what, page, FULL))
        report.add({f"{what}, while it was full": f"{page.status}, at try {tries}"})
    # A row fits in, or does not.
    page = Visitor(manager.port).sign_in(scene.manager.username)
    if page.status != 302:
        report.add_violations(list_mistold("signing in", page, FULL))
    report.add({"signing in, while it was full": page.status})


@dataclass
class _Imports:
    """A file of articles that comes in by the command and over REST."""

    folder: Path
    scene: Scene
    articles: int
    report: Report
    projects: dict[str, Project] = field(init=False)
    file: Path = field(init=False)
    expected: Dump = field(init=False)

    def __post_init__(self) -> None:
        self.file = write_file(self.folder / "articles.jsonl", self.articles)
        clean = self._add_project("clean")
        import_file(self.file, clean, self.scene.manager)
        self.expected = dump(clean)
        self.projects = {name: self._add_project(name) for name in IMPORTS}
        self.key = make_key(self.scene.manager)

    def _add_project(self, slug: str) -> Project:
        project = add_empty_project(self.scene, slug)
        Project.objects.filter(pk=project.pk).update(sample_seed=self.scene.project.sample_seed)
        project.refresh_from_db()
        return project

    @contextmanager
    def run_command(self) -> "Iterator[subprocess.Popen[bytes]]":
        command = [sys.executable, "manage.py", "import_articles", str(self.file)]
        command += ["--project", "command", "--user", self.scene.manager.username]
        with ExitStack() as stack:
            log = stack.enter_context((self.folder / "import.log").open("ab"))
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def has_begun(self, name: str) -> bool:
        return Article.objects.filter(project=self.projects[name]).exists()

    def post(self, manager: Visitor) -> Page:
        body = json.dumps([json.loads(line) for line in self.file.read_text().splitlines()])
        kind = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return manager.ask("POST", "/api/v1/projects/api/articles/", body.encode(), **kind)

    def upload(self, manager: Visitor, **headers: str) -> Page:
        path, content = reverse("article-import", args=["api"]), self.file.read_bytes()
        return manager.upload(path, self.file.name, content, {"way": "upload"}, **headers)

    def check_whole(self) -> None:
        for name, project in self.projects.items():
            self.report.add_violations(list_halves(name, dump(project), self.expected))
        told = (self.folder / "import.log").read_text()
        self.report.expect(
            runs=str(FULL.heading) in told and "Traceback" not in told,
            what=f"mistold: the command says {told[-500:]!r}",
        )
        count = Article.objects.filter(project=self.projects["command"]).count()
        self.report.add({"the command had imported articles": f"{count} of {self.articles}"})

    def finish(self, manager: Visitor) -> None:
        """Both once more: what is there already is recognised."""
        with self.run_command() as process:
            self.report.expect(runs=process.wait(300) == 0, what="failed: the import afterwards")
        status = self.post(manager).status
        self.report.expect(runs=status in {200, 201}, what=f"failed: {status} to the import")
        for name, project in self.projects.items():
            self.report.add_violations(list_differences(name, dump(project), self.expected))
