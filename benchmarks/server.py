"""A real server on a port of its own, as in production, and clients that speak HTTP to it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from claims import clock
from claims.models import ApiToken, User
from claims.operations.tokens import create_token

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: int

    def list_workers(self) -> list[int]:
        path = f"/proc/{self.process}/task/{self.process}/children"
        with open(path, encoding="ascii") as children:
            return [int(child) for child in children.read().split()]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, its body as sent: not unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def read_json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def serve() -> Iterator[Server]:
    """Start gunicorn on this process's database; stop it at the end."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--bind", f"{HOST}:{port}"),
            *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)),
            *("--log-level", "error", "--no-control-socket", "--keep-alive", "120"),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
    )
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(STARTS_WITHIN_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            if Client(port).request("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server to measure did not start.")


class Client:
    """One connection, kept open, as a browser or a program has."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self.headers = dict(headers or {})

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        sent = {**self.headers, **headers}
        if content is not None:
            sent["Content-Type"] = "application/json"
        self.connection.request(method, path, content, sent)
        response = self.connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())

    def expect(self, status: int, method: str, path: str, body: Any = None) -> Answer:
        """The answer, if it has that status: what fails fast must not pass for fast."""
        answer = self.request(method, path, body)
        if answer.status != status:
            raise AssertionError(f"{method} {path} gave {answer.status}: {answer.body[:500]!r}")
        return answer


def make_program(port: int, key: str) -> Client:
    """A program that signs in with an API token."""
    return Client(port, {"Authorization": f"Bearer {key}"})


def make_browser(port: int, user: User) -> Client:
    """A browser in which the person has signed in."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={make_session(user)}"
    return Client(port, {"Cookie": cookie, "Accept-Encoding": "gzip"})


def make_session(user: User) -> str:
    """The key of a session in which the person has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


def make_key(user: User) -> str:
    """A new API token of the person's, with which one may write."""
    return create_token(
        actor=user, name="benchmark", scopes=ApiToken.Scope.values, now=clock.now()
    )[1]
