"""One request after the other to a site in trouble, and whether each is answered rightly."""

import http.client
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from benchmarks.faults.people import CSRF, Person
from benchmarks.faults.reading import read_found
from benchmarks.faults.reconciling import Answer, End, reconcile, summarise
from benchmarks.faults.report import Report
from benchmarks.fill import OVERLAP
from benchmarks.server import HOST, make_session
from claims.models import Project, User
from claims.outages import Outage

LINK = re.compile(r'href="([^"#]*)')
# Pages of one address pattern that are looked at.
OF_EACH = 2
# Redirects that are followed.
STEPS = 5
# They end what the person is about to go on with, or belong to another program.
NOT_FOLLOWED = {"account_logout"}
# Who looks at these is written into the audit log.
RECORDED = {"export-report", "release-diff"}
MAIN = re.compile(r"<main.*", re.DOTALL)
PASSWORD = "a long password of the benchmark’s"  # noqa: S105  # nosec B105


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass(slots=True)
class Visitor:
    """A browser in which somebody has signed in; nobody has where `user` is None."""

    port: int
    user: User | None = None
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        cookies = {settings.CSRF_COOKIE_NAME: CSRF}
        if self.user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = make_session(self.user)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Page:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, body, {**self.headers, **headers})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            return Page(response.status, dict(response.headers), text)
        finally:
            connection.close()

    def send(self, path: str, values: Mapping[str, str], **headers: str) -> Page:
        """A form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**values, "csrfmiddlewaretoken": CSRF}).encode()
        return self.ask("POST", path, body, **kind, **headers)

    def upload(
        self, path: str, name: str, content: bytes, values: Mapping[str, str], **headers: str
    ) -> Page:
        """A form with a file."""
        mark = "a-mark-that-no-file-has"
        fields = {**values, "csrfmiddlewaretoken": CSRF}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        given = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        )
        body = "".join([*parts, given]).encode() + content + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self.ask("POST", path, body, **kind, **headers)

    def sign_in(self, name: str) -> Page:
        return self.send(reverse("account_login"), {"username": name, "password": PASSWORD})

    def read(self, path: str) -> Page:
        """The page, or the one that it leads to: the desk leads to the claim that is at hand."""
        for _step in range(STEPS):
            page = self.ask("GET", path)
            if page.status != 302:
                break
            path = urljoin(path, page.headers["Location"])
        return page

    def find_pages(self) -> list[str]:
        """The pages that they come to by links, some of each pattern; nothing is downloaded."""
        found: list[str] = []
        waiting, known, times = ["/"], {"/"}, dict[str, int]()
        while waiting:
            path = waiting.pop(0)
            page = self.ask("GET", path)
            if page.status != 200 or not page.is_page:
                continue
            found.append(path)
            for link in _list_links(page.body, path):
                name = _name_route(link)
                if link in known or name is None or times.get(name, 0) >= OF_EACH:
                    continue
                known.add(link)
                times[name] = times.get(name, 0) + 1
                waiting.append(link)
        return found

    def list_unreadable(self, paths: Iterable[str], outage: Outage) -> Iterator[str]:
        """Pages that cannot be read; whose reading is recorded may say that nothing can be."""
        for path in paths:
            page = self.read(path)
            if page.status == outage.status and _name_route(path) in RECORDED:
                yield from list_mistold(path, page, outage)
            elif page.status != 200:
                name = self.user.username if self.user else "nobody"
                yield f"unreadable: {page.status} to {name} at {path}"


def _list_links(body: str, path: str) -> Iterator[str]:
    for link in LINK.findall(body):
        parts = urlsplit(urljoin(path, link.replace("&amp;", "&")))
        if not parts.netloc and parts.path:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _name_route(path: str) -> str | None:
    """None for what is no page of ours, or not to be followed."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
    return None if name in NOT_FOLLOWED or path.startswith(("/api/", "/static/")) else name


def list_mistold(what: str, page: Page, outage: Outage) -> list[str]:
    """Whether a refusal says what it is, by status, words and when to come again."""
    answer = Answer(0, 0, page.status, what, page.body, page.headers.get("Retry-After", ""))
    return list(list_wrong_refusals([answer], outage, also_others=True))


def list_wrong_refusals(
    answers: Iterable[Answer], outage: Outage, *, also_others: bool = False
) -> Iterator[str]:
    """Failures that are not this outage, told as such: to programs by its code, else in words."""
    for one in answers:
        if one.status < 500 and not also_others:
            continue
        is_told = _find_code(one.said) == outage.code or f"<h1>{outage.heading}</h1>" in one.said
        if (one.status, one.again_after, is_told) != (outage.status, str(outage.wait), True):
            yield f"mistold: {one.status} to {one.what}, not {outage.code}: {_shorten(one.said)!r}"


def _shorten(said: str) -> str:
    """What a person sees of a page, or how data begin."""
    main = MAIN.search(said)
    return " ".join(re.sub(r"<[^>]*>", " ", main[0] if main else said).split())[:300]


def _find_code(said: str) -> str | None:
    try:
        told = json.loads(said)
    except ValueError:
        return None
    errors = told.get("errors") or [told]
    return str(errors[0].get("code"))


def describe_people(
    report: Report, project: Project, people: Sequence[Person], outage: Outage
) -> None:
    """What came of what they sent, and whether each refusal was the outage's."""
    sent = [one for person in people for one in person.sent]
    answers = [one for person in people for one in person.answers]
    found = read_found(project)
    report.add_violations(
        [
            *reconcile(sent, found, wanted=OVERLAP),
            *list_wrong_refusals(answers, outage),
            *(f"crashed: {person.name}: {person.crash!r}" for person in people if person.crash),
        ]
    )
    report.add(
        {
            "labels acknowledged": sum(one.end is End.TAKEN for one in sent),
            "there": len(found.labels),
            "requests of people": len(answers),
            f"refused, each with {outage.status:d}": sum(
                one.status == outage.status for one in answers
            ),
            "violations": summarise(report.violations) or "none",
        }
    )
