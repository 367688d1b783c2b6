"""What locust does in the place of each annotator: opens articles at the desk, and labels them.

As the page's script (claims/static/claims/desk.js): the page once for each article, then of each
claim a draft and the label, as forms that are answered in JSON; near its end the next article is
reserved and read ahead. Who they are stands in the file that PEOPLE names. Nothing of ours is
imported: locust runs on its own.
"""

import json
import os
import random
import time
import uuid
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from locust import HttpUser, constant, task

GIVEN: dict[str, Any] = json.loads(Path(os.environ["PEOPLE"]).read_text("utf-8"))
NUMBERS = count()
CSRF = "f" * 32
PAGE, DRAFT, SUBMIT, NEXT, BARE = "desk page", "draft", "submit", "next article", "bare"
# One request that does nothing for so many labels, to know what the machine gives.
BARE_SHARE = 0.2
# So many claims before the end of an article the next one is fetched.
FETCH_AHEAD_AT = 2
UNCHECKED = {"radio", "checkbox", "submit", "button"}


class Desk(HTMLParser):
    """The page of an article: what its script is told, and the form as nobody has touched it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self.form: dict[str, str] = {}
        self.speakers: list[str] = []
        self._inside = ""
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"form", "script"}:
            self._inside = given.get("id", "")
        if self._inside != "label-form":
            return
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type")
        # The one without a value is in a template of the script's.
        if name == "speaker" and value not in {"", "else"}:
            self.speakers.append(value)
        if tag == "select":
            self._select = name
        if tag == "option" and ("selected" in given or self._select not in self.form):
            self.form[self._select] = value
        if name and (tag == "textarea" or (tag == "input" and kind not in UNCHECKED)):
            self.form[name] = value

    def handle_data(self, data: str) -> None:
        if self._inside == "desk-data":
            self.data = json.loads(data)
            self._inside = ""

    def list_open(self) -> list[str]:
        """The claims that are still to be labelled."""
        return [one["uuid"] for one in self.data["claims"] if one["state"] == "open"]


class Annotator(HttpUser):
    wait_time = constant(0)

    def on_start(self) -> None:
        session = GIVEN["sessions"][next(NUMBERS) % len(GIVEN["sessions"])]
        self.client.cookies.set(GIVEN["session_cookie"], session)
        self.client.cookies.set(GIVEN["csrf_cookie"], CSRF)
        self.open: list[str] = []
        self.desk: Desk | None = None
        self.ahead: Desk | None = None

    @task
    def label(self) -> None:
        """The next claim of the article at hand; where none is left, the next article."""
        if random.random() < BARE_SHARE:
            self.client.get("/healthz", name=BARE)
        if not self.open:
            self._go_to_next_article()
        if not self.open or self.desk is None:
            time.sleep(GIVEN["think"])
            return
        self._label(self.desk, self.open.pop(0))
        if len(self.open) <= FETCH_AHEAD_AT and self.ahead is None:
            self.ahead = self._read_ahead(self.desk)

    def _label(self, desk: Desk, claim: str) -> None:
        """Somebody is chosen, which is kept as a draft in a moment; and later what they say."""
        place = f"{desk.data['desk']}{claim}/"
        body = {
            **desk.form,
            "client_uuid": str(uuid.uuid4()),
            "speaker": random.choice(desk.speakers),
            "seconds": str(round(GIVEN["think"])),
        }
        time.sleep(GIVEN["think"] / 2)
        self._post(f"{place}draft/", {**body, "draft_version": "0"}, DRAFT)
        time.sleep(GIVEN["think"] / 2)
        self._post(place, {**body, "verifiability": "no_claim"}, SUBMIT)

    def _post(self, path: str, body: dict[str, str], name: str) -> Any:
        assert self.desk
        headers = {
            "Accept": "application/json",
            "X-CSRFToken": CSRF,
            "X-Work-Of": self.desk.data["user"],
        }
        asked = {"headers": headers, "name": name, "catch_response": True}
        with self.client.post(path, body, **asked) as answer:
            if not answer.ok:
                answer.failure(_name_error(answer))
        return answer

    def _read_ahead(self, desk: Desk) -> Desk | None:
        answer = self._post(desk.data["next"], {}, NEXT)
        place = answer.json()["url"] if answer.ok else ""
        return self._read(place) if place else None

    def _go_to_next_article(self) -> None:
        """By what was read ahead; at first, or where that has failed, as a browser does."""
        self.desk = self.ahead or self._open_next()
        self.ahead = None
        self.open = self.desk.list_open() if self.desk else []

    def _open_next(self) -> Desk | None:
        asked = {"name": NEXT, "allow_redirects": False, "catch_response": True}
        body = {"csrfmiddlewaretoken": CSRF}
        with self.client.post(GIVEN["next"], body, **asked) as answer:
            place = urlsplit(answer.headers.get("Location", "")).path
            if answer.status_code != 302 or place == GIVEN["idle"]:
                answer.failure(f"{answer.status_code}: no article")
                return None
        return self._read(place)

    def _read(self, place: str) -> Desk | None:
        page = self.client.get(place, name=PAGE)
        desk = Desk(page.text) if page.ok else None
        return desk if desk and desk.data else None


def _name_error(answer: Any) -> str:
    """Its status, and the codes in its answer where it is one of ours."""
    try:
        codes = [f"{error['field']}: {error['code']}" for error in answer.json()["errors"]]
    except (ValueError, KeyError, TypeError):
        codes = []
    return " ".join([str(answer.status_code), *codes])
