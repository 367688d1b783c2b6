"""`manage.py migrate` lets others pass where it would have to wait."""

import contextlib
import time
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader

from claims.management.commands import migrate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _only_on_postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite one transaction writes at a time.")


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """How often the table was wanted; each attempt waits a second, and no longer."""
    seen: list[str] = []

    def want_table(*_: Any, **__: Any) -> None:
        seen.append("begun")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_project IN ACCESS EXCLUSIVE MODE")
            seen.append("done")

    settings.LOCK_TIMEOUT = 1
    monkeypatch.setattr(django_migrate.Command, "handle", want_table)
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    return seen


@contextlib.contextmanager
def reading() -> Iterator[Any]:
    """Another connection, with a long read of the table."""
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM claims_project")
        yield other
    finally:
        other.close()


def show_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (value,) = cursor.fetchone()
    return str(value)


@pytest.mark.usefixtures("_only_on_postgresql")
def test_behind_a_long_read_it_tries_again(
    attempts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = StringIO()
    with reading() as other:
        monkeypatch.setattr(migrate.time, "sleep", lambda _seconds: other.rollback())
        call_command("migrate", stderr=said)

    assert attempts == ["begun", "begun", "done"]
    assert "attempt 1 of 2" in said.getvalue()
    assert show_timeout() == "0"


@pytest.mark.usefixtures("_only_on_postgresql")
def test_in_a_deadlock_it_gives_way_and_tries_again(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Somebody has one table and wants the other, which the migration has that wants the first."""
    seen: list[str] = []

    def want_tables(*_: Any, **__: Any) -> None:
        seen.append("begun")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '50ms'")
            cursor.execute("LOCK TABLE claims_claim IN ACCESS EXCLUSIVE MODE")
            if len(seen) == 1:
                waiting.start()
                wait_for_lock(cursor)
            cursor.execute("LOCK TABLE claims_project IN ACCESS EXCLUSIVE MODE")
            seen.append("done")

    settings.LOCK_TIMEOUT = 30
    monkeypatch.setattr(django_migrate.Command, "handle", want_tables)
    with reading() as other:
        other.inc_thread_sharing()
        waiting = Thread(target=read_claims, args=(other,))
        monkeypatch.setattr(migrate, "PAUSE", 0.0)
        call_command("migrate", stderr=StringIO())
        waiting.join()

    assert seen == ["begun", "begun", "done"]


def read_claims(other: Any) -> None:
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claim")
    other.rollback()


def wait_for_lock(cursor: Any) -> None:
    """Until somebody waits for the table of claims."""
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'claims_claim'::regclass"
    )
    for _ in range(1000):
        cursor.execute(waiting)
        if cursor.fetchone() == (1,):
            return
        time.sleep(0.01)
    pytest.fail("Nobody waits.")


@pytest.mark.usefixtures("_only_on_postgresql")
def test_behind_reads_without_end_it_ends_and_says_so(
    attempts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate.time, "sleep", lambda _seconds: None)

    with reading(), pytest.raises(CommandError, match="in use all the time"):
        call_command("migrate", stderr=StringIO())

    assert attempts == ["begun", "begun"]


@pytest.mark.usefixtures("_only_on_postgresql")
def test_what_nobody_waits_for_may_wait(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    seen = []

    def build(*_: Any, **__: Any) -> None:
        seen.append(show_timeout())
        with connection.execute_wrapper(note), connection.cursor() as cursor:
            cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS none_of_this_name")
        seen.append(show_timeout())

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if "CONCURRENTLY" in sql:
            seen.append(show_timeout())
        return execute(sql, *rest)

    settings.LOCK_TIMEOUT = 7
    monkeypatch.setattr(django_migrate.Command, "handle", build)

    call_command("migrate", stderr=StringIO())

    assert seen == ["7s", "0", "7s"]


def test_an_index_that_an_earlier_try_left_is_built_anew() -> None:
    """What is not atomic may break off between two of its indexes, on SQLite too."""
    before = MigrationLoader(None).project_state()
    live = import_module("claims.migrations._live")  # Migrations have no types.
    adding = live.AddIndexLive("project", models.Index(fields=["name"], name="left_behind"))
    after = before.clone()
    adding.state_forwards("claims", after)
    try:
        for _ in range(2):
            with connection.schema_editor(atomic=False) as editor:
                adding.database_forwards("claims", editor, before, after)
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "claims_project")
    finally:
        with connection.schema_editor(atomic=False) as editor:
            adding.database_backwards("claims", editor, after, before)

    assert found["left_behind"]["columns"] == ["name"]


def test_any_other_fault_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise CommandError("No such migration.")

    monkeypatch.setattr(django_migrate.Command, "handle", fail)

    with pytest.raises(CommandError, match="No such migration"):
        call_command("migrate")
