"""Factcheck over REST, with nothing but Python's own library.

    FACTCHECK=https://factcheck.example TOKEN=fct_… python client.py harbour-2026

brings an article in, suggests a label for its claims, lists what is there page by page, and takes
the labels out. Take over what you need of it.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

ATTEMPTS = 5
# Seconds to wait for one's turn. Where it takes longer, waiting is for whoever runs the program.
LONGEST_WAIT = 60


class Refused(Exception):
    """The server's answer from 400 on: problem details."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem['status']} {problem['code']}: {problem['detail']}")
        self.code = problem["code"]
        self.problems = problem["problems"]


class Client:
    """Asks one server, as whoever the token is of."""

    def __init__(self, server: str, token: str) -> None:
        self.server = server.rstrip("/")
        self.token = token

    def get(self, path: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        return self._ask("GET", f"{self.server}/api/v1/{path}?{query}")

    def post(self, path: str, body: Any = None) -> Any:
        """Done once, also where it has to be sent again: that is what the key is for."""
        key = str(uuid.uuid4())
        return self._ask("POST", f"{self.server}/api/v1/{path}", body, {"Idempotency-Key": key})

    def list(self, path: str, **parameters: str) -> Iterator[Any]:
        """All rows of a list, whatever pages they come in."""
        page = self.get(path, **parameters)
        yield from page["results"]
        while page["next"]:
            page = self._ask("GET", page["next"])
            yield from page["results"]

    def download(self, path: str, to: Path, **parameters: str) -> None:
        """Write a stream to a file, without keeping it in memory."""
        query = urllib.parse.urlencode(parameters)
        request = self._make_request("GET", f"{self.server}/api/v1/{path}?{query}", None, {})
        with urllib.request.urlopen(request) as answer, to.open("wb") as file:
            while piece := answer.read(65_536):
                file.write(piece)

    def _ask(
        self, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            request = self._make_request(method, url, body, headers or {})
            try:
                with urllib.request.urlopen(request) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code == HTTPStatus.TOO_MANY_REQUESTS and attempt < ATTEMPTS:
                    wait = int(error.headers["Retry-After"])
                    if wait > LONGEST_WAIT:
                        raise Refused(json.load(error)) from None
                    time.sleep(wait)
                elif error.code < HTTPStatus.INTERNAL_SERVER_ERROR or attempt == ATTEMPTS:
                    raise Refused(json.load(error)) from None
            except urllib.error.URLError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(attempt)
        raise AssertionError("unreachable")

    def _make_request(
        self, method: str, url: str, body: Any, headers: dict[str, str]
    ) -> urllib.request.Request:
        data = None if body is None else json.dumps(body).encode()
        own = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return urllib.request.Request(url, data, own | headers, method=method)


def main(project: str) -> None:
    client = Client(os.environ["FACTCHECK"], os.environ["TOKEN"])

    report = client.post(
        f"projects/{project}/articles/",
        {
            "source_id": "client-example",
            "text": "Harbour town buys nine buses\n\nThe council of Marrowby bought nine buses.",
        },
    )
    article = report["rows"][0]["article"]
    print(f"{article}: {report['rows'][0]['status']}")

    claims = list(client.list("claims/", article=article, fields="uuid,text"))
    for claim in claims:
        print(f"{claim['uuid']}: {claim['text']}")

    suggested = client.post(
        f"projects/{project}/suggestions/",
        [
            {
                "claim": claim["uuid"],
                "source": "client-example",
                "version": "1",
                "score": 0.9 if any(word in claim["text"] for word in ("nine", "9")) else 0.2,
                "verifiability": "check_worthy_fact",
            }
            for claim in claims
        ],
    )
    print(f"suggested: {suggested['created']}, known: {suggested['known']}")

    try:
        client.get("claims/00000000-0000-0000-0000-000000000000/")
    except Refused as refusal:
        print(f"refused: {refusal.code}")

    file = Path("labels.jsonl")
    client.download(f"projects/{project}/export/", file, format="jsonl")
    with file.open(encoding="utf-8") as lines:
        print(f"labels: {sum(1 for _line in lines)}")


if __name__ == "__main__":
    main(sys.argv[1])
