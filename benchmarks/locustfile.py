"""What locust does in the place of each annotator: opens articles at the desk, and labels them.

As the page's script: the page once for each article, the labels as forms answered in JSON. Who they
are stands in the file that PEOPLE names. Nothing of ours is imported: locust runs on its own.
"""

import json
import os
import random
import re
import uuid
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, constant, task

GIVEN: dict[str, Any] = json.loads(Path(os.environ["PEOPLE"]).read_text("utf-8"))
NUMBERS = count()
CSRF = "f" * 32
PAGE, SUBMIT, NEXT, BARE = "desk page", "submit", "next article", "bare"
# One request that does nothing for so many labels, to know what the machine gives.
BARE_SHARE = 0.2
UUID = r"[0-9a-f-]{36}"
SPEAKER = re.compile(rf'<input[^>]*name="speaker"[^>]*value="({UUID})"')
CLAIM = re.compile(rf"/desk/({UUID})/")


class Annotator(HttpUser):
    wait_time = constant(GIVEN["think"])

    def on_start(self) -> None:
        session = GIVEN["sessions"][next(NUMBERS) % len(GIVEN["sessions"])]
        self.client.cookies.set(GIVEN["session_cookie"], session)
        self.client.cookies.set(GIVEN["csrf_cookie"], CSRF)
        self.headers = {"X-CSRFToken": CSRF}
        self.open: list[str] = []
        self.speaker = ""

    @task
    def label(self) -> None:
        """The next claim of the article at hand; where none is left, the next article."""
        if random.random() < BARE_SHARE:
            self.client.get("/healthz", name=BARE)
        if not self.open:
            self._take_article()
            return
        place = self.open.pop(0)
        body = {
            "client_uuid": str(uuid.uuid4()),
            "speaker": self.speaker,
            "verifiability": "no_claim",
            "other_kind": "person",
            "checked": "content",
            "evidence-TOTAL_FORMS": "0",
            "evidence-INITIAL_FORMS": "0",
        }
        headers = {**self.headers, "Accept": "application/json"}
        self.client.post(place, body, headers=headers, name=SUBMIT)

    def _take_article(self) -> None:
        asked = {"name": NEXT, "allow_redirects": False, "catch_response": True}
        with self.client.post(GIVEN["next"], headers=self.headers, **asked) as answer:
            place = answer.headers.get("Location", "").partition("#")[0]
            if answer.status_code != 302 or not CLAIM.search(place):
                answer.failure(f"{answer.status_code}: no article")
                return
        page = self.client.get(place, name=PAGE)
        voices = SPEAKER.findall(page.text)
        if not voices:
            return
        self.speaker = voices[0]
        first = CLAIM.search(place)
        assert first
        # All claims of the article are theirs: the one at hand, and those that the page links to.
        ahead = dict.fromkeys([first[1], *CLAIM.findall(page.text)])
        self.open = [place.replace(first[1], claim) for claim in ahead]
