"""The desk: what a browser loads, how long the page takes, what one submit costs the database."""

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html.parser import HTMLParser
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.fill import SENTENCES, Scene, add_article
from benchmarks.memory import read_resident, read_share
from benchmarks.rows import Result
from benchmarks.server import Answer, Client, Server, make_browser, make_key, serve
from benchmarks.timing import time_ms
from benchmarks.work import make_body
from claims import clock
from claims.models import Article, Claim, Lease, Slot, Speaker, User

LONG = 200
REQUESTS = 20
MARK_KB, MARK_MB = 100.0, 250.0

# Further files that a style sheet or a module asks for at once; `import()` asks for them later.
REFERENCES = re.compile(
    r"""@import\s*["']([^"']+)|url\(\s*["']?([^"')]+)|\bfrom\s*["']([^"']+)|\bimport\s*["']([^"']+)"""
)


def measure_desk(scene: Scene, _server: Server) -> Iterator[Result]:
    """On a server of its own, so that its memory is that of a server that showed some pages."""
    person = scene.newcomers[0]
    with serve() as server:
        for sentences in (SENTENCES, LONG):
            article = add_article(scene, sentences)
            address = reserve(scene, person, article)
            yield from _weigh(server, person, address, f"{sentences} claims")
            yield from _time_page(server, person, address, f"{sentences} claims")
        yield from _measure_idle(server)
    yield from _count_queries(scene, person, article)


def reserve(scene: Scene, person: User, article: Article) -> str:
    """Reserve this article for the person; the address of its first claim at the desk."""
    now = clock.now()
    Lease.objects.open().filter(annotator=person).update(ended_at=now)
    lease = Lease.objects.create(
        project=scene.project,
        article=article,
        annotator=person,
        started_at=now,
        expires_at=now + timedelta(hours=1),
    )
    Slot.objects.filter(article=article, number=1).update(annotator=person, lease=lease)
    claim = Claim.objects.filter(article=article).in_text_order()[0]
    return reverse("desk-claim", kwargs={"slug": scene.project.slug, "uuid": claim.uuid})


def _weigh(server: Server, person: User, address: str, what: str) -> Iterator[Result]:
    """All that a first visit loads, as sent: packed where the server packs it."""
    loaded = load(make_browser(server.port, person), address)
    size = sum(len(answer.body) for answer in loaded.values())
    page = len(loaded[address].body)
    yield Result(name=f"desk, first load, {what}", value=size / 1000, unit="kB", most=MARK_KB)
    yield Result(name=f"desk, of that the page, {what}", value=page / 1000, unit="kB")
    yield Result(name=f"desk, requests, {what}", value=len(loaded), unit="requests")


def load(browser: Client, address: str) -> Mapping[str, Answer]:
    """The page and everything that it, its style sheets and its modules refer to."""
    loaded: dict[str, Answer] = {}
    waiting = [address]
    while waiting:
        path = waiting.pop()
        if path in loaded:
            continue
        loaded[path] = browser.expect(200, "GET", path)
        waiting += [
            urlsplit(urljoin(path, found)).path
            for found in _find_references(loaded[path], browser, path)
        ]
    return loaded


def _find_references(answer: Answer, browser: Client, path: str) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    if "html" in kind:
        finder = _AssetFinder()
        finder.feed(_read_text(answer, browser, path))
        return finder.found
    if "css" in kind or "javascript" in kind:
        matches = REFERENCES.findall(_read_text(answer, browser, path))
        found = ["".join(groups) for groups in matches]
        return [one for one in found if not one.startswith(("data:", "#"))]
    return []


def _read_text(answer: Answer, browser: Client, path: str) -> str:
    if answer.headers.get("Content-Encoding"):
        answer = browser.request("GET", path, **{"Accept-Encoding": "identity"})
    return answer.body.decode()


class _AssetFinder(HTMLParser):
    """The files that a page makes the browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        loads = {"stylesheet", "icon", "modulepreload", "preload"}
        if tag == "link" and loads & set((values.get("rel") or "").split()):
            self.found.append(values.get("href") or "")
        if tag in {"script", "img"} and values.get("src"):
            self.found.append(values["src"] or "")


def _time_page(server: Server, person: User, address: str, what: str) -> Iterator[Result]:
    browser, bare = make_browser(server.port, person), Client(server.port)
    pairs = [
        (
            time_ms(lambda: browser.expect(200, "GET", address)),
            time_ms(lambda: bare.expect(200, "GET", "/healthz")),
        )
        for _ in range(REQUESTS + 5)
    ][5:]
    yield Result(
        name=f"desk, page, {what}, p50",
        value=median(pair[0] for pair in pairs),
        unit="ms",
        floor=median(pair[1] for pair in pairs),
    )


def _measure_idle(server: Server) -> Iterator[Result]:
    workers = server.list_workers()
    yield Result(
        name="memory, one worker after the desk",
        value=max(map(read_resident, workers)),
        unit="MB",
        most=MARK_MB,
    )
    yield Result(
        name="memory, whole server after the desk",
        value=sum(map(read_share, [server.process, *workers])),
        unit="MB",
        most=MARK_MB,
    )


def _count_queries(scene: Scene, person: User, article: Article) -> Iterator[Result]:
    """In this process, so that the statements can be seen; the second submit, not the first."""
    voice = str(Speaker.objects.get(project=scene.project, kind=Speaker.Kind.ARTICLE).uuid)
    claims = list(Claim.objects.filter(article=article).in_text_order()[:4])
    program = InProcess(
        headers={"Authorization": f"Bearer {make_key(person)}", "Host": "localhost"}
    )
    for claim in claims[:2]:
        with CaptureQueriesContext(connection) as statements:
            answer = program.post(
                f"/api/v1/claims/{claim.uuid}/annotations/",
                make_body(voice, with_verdict=True),
                "application/json",
            )
        _check(answer, 201)
    yield from _describe(statements, "API")
    browser = InProcess(headers={"Host": "localhost"})
    browser.force_login(person)
    for claim in claims[2:]:
        with CaptureQueriesContext(connection) as statements:
            answer = browser.post(
                reverse("desk-claim", kwargs={"slug": scene.project.slug, "uuid": claim.uuid}),
                {
                    "client_uuid": str(uuid.uuid4()),
                    "speaker": voice,
                    "verifiability": "no_claim",
                    "evidence-TOTAL_FORMS": "0",
                    "evidence-INITIAL_FORMS": "0",
                },
            )
        _check(answer, 302)
    yield from _describe(statements, "desk")


def _check(answer: Any, status: int) -> None:
    assert answer.status_code == status, f"{answer.status_code}: {answer.content[:2000]!r}"


def _describe(statements: CaptureQueriesContext, where: str) -> Iterator[Result]:
    said = [query["sql"].split()[0].upper() for query in statements.captured_queries]
    begun = said.count("BEGIN")
    frame = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}
    yield Result(
        name=f"submit, queries, {where}",
        value=sum(word not in frame for word in said),
        unit="queries",
    )
    yield Result(name=f"submit, transactions, {where}", value=begun, unit="transactions", most=1)
