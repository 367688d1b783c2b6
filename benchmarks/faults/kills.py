"""Imports, releases, edits of boundaries and splitting anew are killed at moments of their own.

Each time what was begun is wholly there or not at all; done again it comes to what a clean run
comes to.
"""

import http.client
import json
import random
import re
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from django.db import connection

from benchmarks.faults.clusters import Cluster
from benchmarks.faults.imported import (
    Dump,
    count_parts,
    dump,
    import_file,
    list_differences,
    list_halves,
    write_file,
)
from benchmarks.faults.processes import Site, kill, run_process, serve_site, wait_until
from benchmarks.faults.reconciling import summarise
from benchmarks.faults.report import Report
from benchmarks.fill import Scene, add_empty_project, fill
from benchmarks.server import HOST, make_key
from benchmarks.veteran import label_most
from claims import clock
from claims.models import Article, Claim, Job, Project, Release, ReleaseFile, Worker
from claims.operations import boundaries, releases
from claims.operations.boundary_plans import Edit, EditKind
from claims.operations.release_files import is_intact
from claims.operations.resplit import resplit_articles
from claims.queries.release_storage import get_storage

KINDS = ("import", "api", "release", "edits", "resplit")
# Claims of the project of which releases are built.
SCENE = 900
# A job is given up after the fifth worker that died of it.
KILLS_PER_RELEASE = 4
# A number that no text has: in the files of a release it is nothing but its version.
VERSION = 2731
# Of an annotator, made anew for each release.
PSEUDONYM = re.compile(rb"\ba-[0-9a-f]{12}\b")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=20, help="of each kind")
    parser.add_argument("--articles", type=int, default=480)
    parser.add_argument("--only", choices=KINDS, action="append")


def make_small(arguments: Namespace) -> None:
    arguments.kills, arguments.articles = 2, 40


def run(arguments: Namespace, folder: Path, _cluster: Cluster | None) -> Report:
    report = Report("kills", connection.vendor)
    tries = _Tries(arguments, folder, report)
    for kind in arguments.only or KINDS:
        began = time.monotonic()
        getattr(tries, f"try_{kind}")()
        report.add({f"{kind}, s": f"{time.monotonic() - began:.0f}"})
    report.add({"violations": summarise(report.violations) or "none"})
    return report


class _Tries:
    def __init__(self, arguments: Namespace, folder: Path, report: Report) -> None:
        self.kills: int = arguments.kills
        self.folder = folder
        self.report = report
        self.chance = random.Random(arguments.seed)
        self.scene: Scene = fill(SCENE, arguments.seed)
        label_most(self.scene)
        self.key = make_key(self.scene.manager)
        self.articles: int = arguments.articles
        self.file = write_file(folder / "articles.jsonl", self.articles)
        self.clean = self._add_project("clean")
        import_file(self.file, self.clean, self.scene.manager)
        self.expected = dump(self.clean)

    def try_import(self) -> None:
        """The command, each time killed further on."""
        project = self._add_project("command")
        command = [sys.executable, "manage.py", "import_articles", str(self.file)]
        command += ["--project", project.slug, "--user", self.scene.manager.username]
        log = self.folder / "import.log"
        reached = []
        for number in range(self.kills):
            goal = self.articles * (number + self.chance.random()) / (self.kills + 1)
            with run_process(command, log) as process:
                while process.poll() is None and _count(project) < goal:
                    time.sleep(0.005)
                time.sleep(self.chance.random() / 20)
                kill(process.pid)
            reached.append(_count(project))
            self._check_whole("import", project)
        with run_process(command, log) as process:
            self.report.expect(runs=process.wait() == 0, what="failed: the last import")
        self._compare("import", dump(project), self.expected)
        self.report.add({"import, killed at articles": ", ".join(map(str, reached))})

    def try_api(self) -> None:
        """As many requests as kills, each of some of the articles."""
        project = self._add_project("api")
        rows = [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]
        size = -(-len(rows) // self.kills)
        path = f"/api/v1/projects/{project.slug}/articles/"
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        bodies = ((path, part) for part in parts)
        self._send_and_kill("api", bodies, lambda: self._check_whole("api", project))
        self._compare("api", dump(project), self.expected)

    def try_edits(self) -> None:
        """Two sentences become one, in an article each."""
        project, twin = self._add_project("edits"), self._add_project("edits-twin")
        for one in (project, twin):
            import_file(self.file, one, self.scene.manager)
        chosen = [_list_sentences(article) for article in _list_articles(twin)[: self.kills]]
        for claims in chosen:
            edit = Edit(kind=EditKind.MERGE, claims=tuple(claim.uuid for claim in claims))
            boundaries.edit_boundaries(
                actor=self.scene.manager, article=claims[0].article, edit=edit, now=clock.now()
            )
        bodies = []
        for article in _list_articles(project)[: self.kills]:
            merged = [str(claim.uuid) for claim in _list_sentences(article)]
            path = f"/api/v1/articles/{article.uuid}/boundaries/"
            bodies.append((path, {"kind": "merge", "claims": merged, "version": 0}))
        allowed = [dump(self.clean), dump(twin)]
        self._send_and_kill(
            "edits", iter(bodies), lambda: self._check_mixed("edits", project, allowed)
        )
        self._compare("edits", dump(project), allowed[1])

    def try_resplit(self) -> None:
        """Articles that an older splitter had split: each anew or not at all."""
        project, twin = self._add_project("resplit"), self._add_project("resplit-twin")
        for one in (project, twin):
            import_file(self.file, one, self.scene.manager)
            for article in _list_articles(one):
                claims = tuple(claim.uuid for claim in _list_sentences(article))
                edit = Edit(kind=EditKind.MERGE, claims=claims)
                boundaries.edit_boundaries(
                    actor=self.scene.manager, article=article, edit=edit, now=clock.now()
                )
            articles = Article.objects.filter(project=one)
            articles.update(splitter_version="0", boundaries_version=0)
        before = dump(twin)
        for _ in resplit_articles(actor=self.scene.manager, project=twin, now=clock.now()):
            pass
        allowed = [before, dump(twin)]
        path = f"/api/v1/projects/{project.slug}/resplit/"
        bodies: Iterator[tuple[str, Any]] = ((path, {}) for _ in range(self.kills))
        self._send_and_kill(
            "resplit",
            bodies,
            lambda: self._check_mixed("resplit", project, allowed),
            again=False,
        )
        for _ in resplit_articles(actor=self.scene.manager, project=project, now=clock.now()):
            pass
        self._compare("resplit", dump(project), allowed[1])

    def try_release(self) -> None:
        """Workers that build the same; a job is given up after too many deaths, so several."""
        storage = {
            "BACKEND": "benchmarks.faults.slow_storage.SlowStorage",
            "OPTIONS": {"location": str(self.folder / "releases"), "seconds": 0.2},
        }
        slow = {"RELEASES_STORAGE": json.dumps(storage)}
        clean = self._queue_release(f"{VERSION}.0")
        began = time.monotonic()
        self._work(slow)
        took = time.monotonic() - began
        for number in range(-(-self.kills // KILLS_PER_RELEASE)):
            release = self._queue_release(f"{VERSION}.{number + 1}")
            for _ in range(min(KILLS_PER_RELEASE, self.kills - number * KILLS_PER_RELEASE)):
                self._work(slow, killed_after=took * self.chance.random())
                # As if a minute had gone by without a sign of it.
                Worker.objects.update(seen_at=clock.now() - timedelta(minutes=2))
                self._check_release(release)
            self._work(slow)
            self._check_release(release, must_be_ready=True)
            self._compare("release", {"files": _list_files(release)}, {"files": _list_files(clean)})
        stored = set(get_storage().listdir("")[1])
        rows = set(ReleaseFile.objects.values_list("stored_as", flat=True))
        self.report.expect(
            runs=stored == rows, what=f"halfway: files that no release has: {stored ^ rows}"
        )

    def _queue_release(self, version: str) -> Release:
        release = releases.create_release(
            actor=self.scene.manager,
            project=self.scene.project,
            values={
                "slug": "kills",
                "version": version,
                "title": "Kills",
                "seed": 1,
                "records": "labels",
                "splits": "none",
            },
            now=clock.now(),
        )
        releases.queue_build(actor=self.scene.manager, release=release, now=clock.now())
        return release

    def _work(self, environment: Mapping[str, str], killed_after: float | None = None) -> None:
        """A worker until nothing waits; or until it is killed."""
        command = [sys.executable, "manage.py", "work", "--once", "--interval", "0.1"]
        with run_process(command, self.folder / "work.log", environment) as process:
            if killed_after is None:
                self.report.expect(runs=process.wait() == 0, what="failed: a worker")
                return
            time.sleep(killed_after)
            kill(process.pid)

    def _check_release(self, release: Release, *, must_be_ready: bool = False) -> None:
        release.refresh_from_db()
        if release.state != Release.State.READY:
            job = Job.objects.get(release=release)
            self.report.expect(
                runs=not must_be_ready and release.state in {"queued", "building"},
                what=f"failed: a release is {release.state} in attempt {job.attempt}: {job.error}",
            )
            return
        broken = [file.name for file in release.files.filter(is_frozen=True) if not is_intact(file)]
        self.report.expect(runs=not broken, what=f"halfway: broken files {broken}")

    def _send_and_kill(
        self,
        kind: str,
        bodies: Iterator[tuple[str, Any]],
        check: Callable[[], None],
        *,
        again: bool = True,
    ) -> None:
        """Each body to a server whose workers are killed meanwhile; then once more, in peace."""
        answers: Counter[str] = Counter()
        took = 1.0
        with serve_site(self.folder, workers=1, LOG_LEVEL="ERROR") as site:
            for path, body in bodies:
                status: list[int] = []
                sender = Thread(target=lambda: status.append(self._post(site, path, body)))  # noqa: B023
                sender.start()
                time.sleep(self.chance.random() * took)
                for worker in site.list_web_workers():
                    kill(worker)
                sender.join()
                answers[str(status[0] or "no answer")] += 1
                wait_until(site.has_all_workers, "a new worker", site.log)
                check()
                if again:
                    began = time.monotonic()
                    # Done already is as good: it was, and the answer was lost.
                    repeated = self._post(site, path, body)
                    took = min(time.monotonic() - began, took)
                    self.report.expect(
                        runs=repeated in {200, 201, 409}, what=f"failed: {repeated} to {path}"
                    )
        told = ", ".join(f"{answer}: {count}" for answer, count in sorted(answers.items()))
        self.report.add({f"{kind}, answers to what was killed": told})

    def _post(self, site: Site, path: str, body: Any) -> int:
        connection_ = http.client.HTTPConnection(HOST, site.port, timeout=300)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        try:
            connection_.request("POST", path, json.dumps(body), headers)
            response = connection_.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            return 0
        else:
            return response.status
        finally:
            connection_.close()

    def _add_project(self, slug: str) -> Project:
        """As all others here, in all that an import goes by."""
        project = add_empty_project(self.scene, slug)
        Project.objects.filter(pk=project.pk).update(sample_seed=self.scene.project.sample_seed)
        project.refresh_from_db()
        return project

    def _check_whole(self, kind: str, project: Project) -> None:
        """Of each article that is in all its claims are, and their slots."""
        self.report.add_violations(list_halves(kind, dump(project), self.expected))

    def _check_mixed(self, kind: str, project: Project, allowed: Sequence[Dump]) -> None:
        """Each article is as before, or as after."""
        found = count_parts(dump(project))
        before, after = map(count_parts, allowed)
        for article, parts in found.items():
            self.report.expect(
                runs=parts in (before[article], after[article]),
                what=f"halfway: {kind}: {article} has {parts}",
            )

    def _compare(self, kind: str, found: Dump, expected: Dump) -> None:
        self.report.add_violations(list_differences(kind, found, expected))


def _count(project: Project) -> int:
    return Article.objects.filter(project=project).count()


def _list_articles(project: Project) -> list[Article]:
    """Those that stand, in the order of their texts: the same in each project."""
    return list(Article.objects.filter(project=project, replaced_at=None).order_by("sha256"))


def _list_sentences(article: Article) -> list[Claim]:
    """The first two."""
    found = Claim.objects.active().filter(article=article, kind="sentence")
    return list(found.select_related("article").in_text_order()[:2])


def _list_files(release: Release) -> list[str]:
    """Their names and lines, but for what has to tell one release from another.

    That is its version, its UUID, the moment it is of, its names for annotators, which stand here
    in the order in which they come, and the hashes of files that tell any of these.
    """
    release.refresh_from_db()
    files = list(release.files.filter(is_frozen=True).order_by("name"))
    moment = str(release.manifest["release"]["as_of"])
    own = [release.version, release.version.replace(".", "-"), str(release.uuid), moment]
    contents = {}
    for file in files:
        with get_storage().open(file.stored_as) as stored:
            contents[file.name] = stored.read()
    telling = [file.sha256 for file in files if _tells(own, contents[file.name])]
    return [
        f"{name}, line {number}: {line!r}"
        for name, content in contents.items()
        for number, line in enumerate(_leave_out([*own, *telling], content).split(b"\n"))
    ]


def _tells(words: Sequence[str], content: bytes) -> bool:
    return bool(PSEUDONYM.search(content)) or any(word.encode() in content for word in words)


def _leave_out(words: Sequence[str], content: bytes) -> bytes:
    for word in words:
        content = content.replace(word.encode(), b"")
    known: dict[bytes, bytes] = {}
    return PSEUDONYM.sub(
        lambda found: known.setdefault(found[0], f"person {len(known)}".encode()), content
    )
