"""No room, no database, a database that only reads: told as such, and nothing else is."""

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, Error, IntegrityError, OperationalError, connection
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from claims.models import ApiToken, Project, User
from claims.operations import rates
from claims.outages import AWAY, FULL, READ_ONLY, Outage, find_outage
from claims.web import middleware
from claims.web.logs import OneLineFormatter, OriginFilter, OutageFilter
from tests.conftest import SignIn
from tests.factories import ApiTokenFactory, ArticleFactory

CODES = {
    "53100": FULL,
    "53300": AWAY,
    "08000": AWAY,
    "08006": AWAY,
    "57P01": AWAY,
    "57P02": AWAY,
    "57P03": AWAY,
    "25006": READ_ONLY,
    # Bugs and haste: a statement that took too long, a deadlock, a wrong value, a lack of memory.
    "57014": None,
    "40P01": None,
    "22001": None,
    "23505": None,
}
NAMES = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR_SHMSIZE": FULL,
    "SQLITE_IOERR_WRITE": AWAY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_BUSY": AWAY,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_READONLY_DBMOVED": READ_ONLY,
    "SQLITE_BUSY_SNAPSHOT": None,
    "SQLITE_CORRUPT": None,
    "SQLITE_ERROR": None,
    "SQLITE_CONSTRAINT_TRIGGER": None,
}
SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.ENOENT: None,
    errno.EACCES: None,
}


def make_error(name: str = "SQLITE_FULL") -> OperationalError:
    """As Django raises it, from one of SQLite's."""
    error = OperationalError("marker of the database\nand what was being written")
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorname = name
    return error


def fail(name: str) -> Callable[..., Any]:
    def raise_error(*_: object, **__: object) -> Any:
        raise make_error(name)

    return raise_error


def test_outages_are_known_by_their_codes() -> None:
    assert {name: find_outage(make_error(name)) for name in NAMES} == NAMES
    assert {number: find_outage(OSError(number, "said")) for number in SYSTEM} == SYSTEM
    assert find_outage(None) is None
    assert find_outage(OSError("nothing is known of it")) is None
    assert find_outage(OperationalError("no room, it says, but who says so?")) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL’s own codes")
def test_postgresql_is_understood() -> None:
    found: dict[str, Outage | None] = {}
    for code in CODES:
        with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")
        found[code] = find_outage(caught.value)

    assert found == CODES


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="ends a process of PostgreSQL")
def test_a_connection_that_postgresql_has_ended() -> None:
    ended = connection.copy()
    with ended.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])

    found = []
    for _ in range(2):
        with pytest.raises(Error) as caught, ended.cursor() as cursor:
            cursor.execute("SELECT 1")
        found.append(find_outage(caught.value))
    ended.close()

    assert found == [AWAY, AWAY]


def test_a_connection_that_broke_says_so_without_a_code() -> None:
    """As psycopg2 raises it, with the one class or the other, where the server crashed."""
    classes = (psycopg2.OperationalError, psycopg2.DatabaseError, psycopg2.ProgrammingError)

    found = [find_outage(kind("server closed the connection unexpectedly")) for kind in classes]

    assert found == [AWAY, AWAY, None]


def test_sqlite_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "small.sqlite3"
    with sqlite3.connect(path) as small:
        small.execute("CREATE TABLE rows (text)")
        small.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.Error) as full:
            small.executemany("INSERT INTO rows VALUES (?)", [["x" * 4000]] * 5)
    with sqlite3.connect(path) as small:
        small.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.Error) as read_only:
            small.execute("INSERT INTO rows VALUES (1)")
    small.close()
    with pytest.raises(sqlite3.Error) as away:
        sqlite3.connect(tmp_path / "nowhere" / "x")

    found = [find_outage(caught.value) for caught in (full, read_only, away)]
    assert found == [FULL, READ_ONLY, AWAY]


# ---- How they are told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status", "code", "wait", "said"),
    [
        ("SQLITE_FULL", 507, "storage_full", "60", "There is no room left"),
        ("SQLITE_CANTOPEN", 503, "database_away", "5", "The database cannot be reached"),
        ("SQLITE_READONLY", 503, "read_only", "60", "This site is read-only for now"),
    ],
)
def test_each_is_told_to_people_scripts_and_programs_without_the_database(
    name: str, status: int, code: str, wait: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the mark for a database, a query would fail this test."""
    monkeypatch.setattr(middleware, "read_address", fail(name))
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    client.cookies["session"] = "of-somebody"

    page = client.get("/login/")
    data = client.get("/p/x/desk/", headers={"Accept": "application/json"})
    program = client.get("/api/v1/projects/")

    assert [page.status_code, data.status_code, program.status_code] == [status] * 3
    assert [one["Retry-After"] for one in (page, data, program)] == [wait] * 3
    assert f"<h1>{said}</h1>" in page.content.decode()
    told = [(error["code"], error["heading"]) for error in data.json()["errors"]]
    assert told == [(code, said)]
    assert program["Content-Type"] == "application/problem+json"
    assert (program.json()["code"], program.json()["status"]) == (code, status)
    for answer in (page, data, program):
        assert "marker" not in answer.content.decode()


@pytest.mark.django_db
def test_a_view_that_meets_one(
    manager: User, project: Project, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = APIClient(raise_request_exception=False)
    api.force_authenticate(manager)
    web = sign_in(manager)
    web.raise_request_exception = False
    monkeypatch.setattr("claims.api.projects.find_projects", fail("SQLITE_FULL"))
    monkeypatch.setattr("claims.web.home.map_unread", fail("SQLITE_FULL"))

    program, page = api.get("/api/v1/projects/"), web.get("/")

    assert (program.status_code, program.json()["code"]) == (507, "storage_full")
    assert (program["Retry-After"], page["Retry-After"]) == ("60", "60")
    assert (page.status_code, "There is no room left" in page.content.decode()) == (507, True)


@pytest.mark.django_db
def test_is_told_in_the_language_of_whoever_asks(
    manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in their browser's, where it is known who they are."""
    User.objects.filter(pk=manager.pk).update(language="de")
    web = sign_in(manager)
    web.raise_request_exception = False
    monkeypatch.setattr("claims.web.home.map_unread", fail("SQLITE_FULL"))

    page = web.get("/", headers={"Accept-Language": "en"})

    with translation.override("de"):
        assert f"<h1>{FULL.heading}</h1>" in page.content.decode()


@pytest.mark.parametrize(
    "error", [IntegrityError("UNIQUE"), OperationalError("no such column"), OSError(5, "broken")]
)
def test_what_is_no_outage_stays_a_failure(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_it(_: object) -> None:
        raise error

    monkeypatch.setattr(middleware, "read_address", raise_it)
    client = Client(raise_request_exception=False)

    assert client.get("/login/").status_code == 500
    assert client.get("/api/v1/projects/").json()["code"] == "failed"


def test_the_log_has_one_line_of_it() -> None:
    try:
        raise make_error()
    except OperationalError as error:
        record = logging.LogRecord("x", 40, "", 1, "Failed: %s", ("/login/",), None)
        record.exc_info = (type(error), error, error.__traceback__)
    for one in (OriginFilter(), OutageFilter()):
        assert one.filter(record)

    line = OneLineFormatter().format(record)

    assert line.endswith("Failed: /login/ [storage_full: marker of the database]")
    assert "\n" not in line


# ---- Reading goes on -----------------------------------------------------------------------------


@contextmanager
def only_reading() -> Iterator[None]:
    """The database refuses every write, as it does on a standby or on a disk that only reads."""
    is_sqlite = connection.vendor == "sqlite"
    on, off = (
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
        if is_sqlite
        else ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@pytest.mark.django_db(transaction=True)
def test_reading_goes_on_where_nothing_can_be_written(
    manager: User, project: Project, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project, title="Still to be read")
    web = sign_in(manager)
    web.raise_request_exception = False
    ApiTokenFactory(user=manager, key="fct_reading")
    api = APIClient(raise_request_exception=False, HTTP_AUTHORIZATION="Bearer fct_reading")
    rates.forget_all()
    home = f"/p/{project.slug}/"

    with only_reading():
        pages = [web.get(address) for address in ("/", home, f"{home}articles/")]
        listed = api.get(f"/api/v1/articles/{article.uuid}/")
        stranger = APIClient().get("/api/v1/projects/")
        written = api.post(f"/api/v1/projects/{project.slug}/next/")
        taken = web.post(f"{home}desk/next/")
        pasted = web.post(f"{home}import/", {"way": "paste", "text": "It sailed."})
        guest = Client(raise_request_exception=False)
        signed_in = guest.post("/login/", {"username": manager.username, "password": "of hers"})
    rates.forget_all()

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert (listed.status_code, listed.json()["title"]) == (200, "Still to be read")
    assert stranger.status_code == 401
    assert (written.status_code, written.json()["code"]) == (503, "read_only")
    refused = [(page.status_code, page["Retry-After"]) for page in (taken, pasted, signed_in)]
    assert refused == [(503, "60")] * 3
    assert api.get("/api/v1/projects/").status_code == 200
    assert ApiToken.objects.get(user=manager).last_used_at is not None
