"""People who label over HTTP, half at the desk and half by a program of theirs.

Each sends what was not answered again, under the same client UUID, until it is.
"""

import http.client
import json
import random
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Event, Thread
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from benchmarks.faults.reconciling import Answer, End, Key, Said, Sent
from benchmarks.server import HOST, make_key, make_session
from claims.models import Project, User

VALUES = ("no_claim", "routine_fact")
# Seconds: until an answer is given up, between two attempts, and between two looks for work.
TIMEOUT, AGAIN_AFTER, LOOK_AFTER = 60.0, 0.2, 1.0
# A secret and the token that repeats it: this is what a browser would send back to us.
CSRF = "f" * 32
AT_CLAIM = re.compile(r"/desk/[0-9a-f-]{36}/$")


@dataclass
class Person:
    """One annotator: what they have sent, what they were answered, and how they go on."""

    name: str
    # Of the servers that they come to, by turns.
    ports: Sequence[int]
    project: str
    seed: int
    headers: Mapping[str, str]
    stop: Event
    # After so many labels they go home, without a word: a reservation stays behind.
    leaves_after: int | None = None
    sent: list[Sent] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    crash: BaseException | None = None
    _connections: dict[int, http.client.HTTPConnection] = field(default_factory=dict)

    kind: ClassVar[str] = ""

    def work(self) -> None:
        """Until told to stop, or to go home."""
        try:
            for key, said, send in self.take_work():
                self.sent.append(Sent(key, said, self._send(send)))
                taken = sum(one.end is End.TAKEN for one in self.sent)
                if self.stop.is_set() or taken == self.leaves_after:
                    return
        except BaseException as crash:  # Told by the run.
            self.crash = crash
            raise

    def take_work(self) -> Iterator[tuple[Key, Said, Callable[[], int]]]:
        raise NotImplementedError

    def _send(self, send: Callable[[], int]) -> End:
        while True:
            status = send()
            if status in {200, 201, 302}:
                return End.TAKEN
            if 400 <= status < 500 and status not in {408, 429}:
                return End.REFUSED
            if self.stop.is_set():
                return End.UNKNOWN
            time.sleep(AGAIN_AFTER)

    def request(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The answer; status 0 where none came."""
        port = self.ports[len(self.answers) % len(self.ports)]
        began = time.monotonic()
        found: tuple[int, Mapping[str, str], bytes] = (0, {}, b"")
        try:
            connection = self._connections.get(port) or self._connect(port)
            connection.request(method, path, body, {**self.headers, **headers})
            response = connection.getresponse()
            found = (response.status, dict(response.headers), response.read())
        except (OSError, http.client.HTTPException):
            # None left where the first attempt to connect has failed.
            if broken := self._connections.pop(port, None):
                broken.close()
        self.answers.append(make_answer(began, found, f"{method} {path}"))
        return found

    def _connect(self, port: int) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
        self._connections[port] = connection
        return connection

    def insist(self, method: str, path: str, body: str | None = None, **headers: str) -> Any:
        """The answer below 500, however often one has to ask; None when told to stop."""
        while not self.stop.is_set():
            found = self.request(method, path, body, **headers)
            if 0 < found[0] < 500:
                return found
            time.sleep(AGAIN_AFTER)
        return None

    def invent(self, claim: str, client_uuid: str) -> tuple[Key, Said]:
        chance = random.Random(f"{self.seed}-{self.name}-{claim}")
        comment = f"{self.name} says {chance.getrandbits(64):x} of it."
        return Key(self.name, client_uuid), Said(claim, chance.choice(VALUES), comment)


def make_answer(began: float, found: tuple[int, Mapping[str, str], bytes], what: str) -> Answer:
    status, headers, body = found
    said = body.decode(errors="replace") if status >= 500 else ""
    return Answer(began, time.monotonic(), status, what, said, headers.get("Retry-After", ""))


class Programmer(Person):
    """By the API, with a token."""

    kind = "API"

    def take_work(self) -> Iterator[tuple[Key, Said, Callable[[], int]]]:
        path = f"/api/v1/projects/{self.project}/next/"
        as_json = {"Content-Type": "application/json"}
        while found := self.insist("POST", path, "{}", **as_json):
            work = json.loads(found[2])
            if found[0] != 200 or work["lease"] is None:
                self.stop.wait(LOOK_AFTER)
                continue
            voice = next(one["speaker"]["uuid"] for one in work["cast"] if one["digit"] == 0)
            for claim in (one["uuid"] for one in work["claims"] if one["state"] == "open"):
                key, said = self.invent(claim, str(uuid.uuid4()))
                body = {
                    "client_uuid": key.client_uuid,
                    "speaker": voice,
                    "verifiability": said.verifiability,
                    "comment": said.comment,
                }
                yield key, said, self._make_sending(claim, body)

    def _make_sending(self, claim: str, body: Mapping[str, str]) -> Callable[[], int]:
        path, sent = f"/api/v1/claims/{claim}/annotations/", json.dumps(body)
        return lambda: self.request("POST", path, sent, **{"Content-Type": "application/json"})[0]


class Reader(Person):
    """At the desk, as a page without a script: forms, and where the answers lead."""

    kind = "desk"

    def take_work(self) -> Iterator[tuple[Key, Said, Callable[[], int]]]:
        next_path = reverse("desk-next", args=[self.project])
        place = ""
        while not self.stop.is_set():
            place = place or self._follow(self.insist("POST", next_path, *self._fill({})))
            page = place and self.insist("GET", place)
            form = _read_form(page[2]) if page and page[0] == 200 else {}
            if not form:
                place = ""
                self.stop.wait(LOOK_AFTER)
                continue
            claim = urlsplit(place).path.rstrip("/").rpartition("/")[2]
            key, said = self.invent(claim, form["client_uuid"])
            form |= {"verifiability": said.verifiability, "comment": said.comment}
            went: list[str] = []
            yield key, said, self._make_sending(place, form, went)
            place = went[-1] if went else ""

    def _make_sending(
        self, place: str, form: Mapping[str, str], went: list[str]
    ) -> Callable[[], int]:
        def send() -> int:
            found = self.request("POST", place, *self._fill(form))
            if found[0] == 302:
                went.append(self._follow(found))
            return found[0]

        return send

    def _fill(self, form: Mapping[str, str]) -> tuple[str]:
        return (urlencode({**form, "csrfmiddlewaretoken": CSRF}),)

    def _follow(self, found: Any) -> str:
        """The claim that an answer leads to; empty where it leads to none."""
        to = urlsplit(found[1].get("Location", "")).path if found else ""
        return to if AT_CLAIM.search(to) else ""


class _FormReader(HTMLParser):
    """What a browser sends of the label form that nobody has touched, and who speaks first."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == "label-form"
        name = given.get("name")
        if not self._inside or tag != "input" or not name:
            return
        if given.get("type") == "hidden" or (name == "speaker" and given.get("value") != "else"):
            self.values.setdefault(name, given.get("value") or "")


def _read_form(page: bytes) -> dict[str, str]:
    reader = _FormReader()
    reader.feed(page.decode())
    if reader.values.get("revises"):
        return {}  # Labelled already: an answer was lost, and one came back to it.
    return reader.values if "client_uuid" in reader.values else {}


def make_people(
    project: Project, people: Sequence[User], ports: Sequence[int], seed: int, leave: int = 0
) -> list[Person]:
    """One for each user, by turns at the desk and by program; the last so many go home early."""
    made: list[Person] = []
    stop = Event()
    for number, user in enumerate(people):
        kind = Programmer if number % 2 else Reader
        made.append(
            kind(
                name=user.username,
                ports=ports,
                project=project.slug,
                seed=seed,
                headers=_sign_in(user, kind),
                stop=stop,
                leaves_after=3 + number if number >= len(people) - leave else None,
            )
        )
    return made


def _sign_in(user: User, kind: type[Person]) -> Mapping[str, str]:
    if kind is Programmer:
        return {"Authorization": f"Bearer {make_key(user)}"}
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={make_session(user)}"
        f"; {settings.CSRF_COOKIE_NAME}={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def start(people: list[Person]) -> list[Thread]:
    threads = [Thread(target=person.work, name=person.name, daemon=True) for person in people]
    for thread in threads:
        thread.start()
    return threads
