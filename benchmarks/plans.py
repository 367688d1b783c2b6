"""What the databases do for one `next` and one `submit`: each statement with its plan."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import currentframe
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection, transaction

from benchmarks.fill import Scene
from benchmarks.work import make_next, make_submit
from claims import clock
from claims.operations.queue import lease_next

PACKAGE = str(Path(__file__).parent.parent / "claims")
STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
SHOWN_COLUMNS = 3


def measure_plans(scene: Scene) -> Iterator[Mapping[str, Any]]:
    """The statements of somebody in the middle of their work; nothing of it stays."""
    person, project = scene.veteran, scene.project
    submit = make_submit(scene.newcomers[-1], project)
    # The first label comes with the lease, and is a plain one; the second has a verdict.
    make_next(person, project)()
    submit()
    steps: Mapping[str, Callable[[], object]] = {
        "next": lambda: lease_next(actor=person, project=project, now=clock.now()),
        "submit": submit,
    }
    for step, run in steps.items():
        with transaction.atomic():
            for where, what, sql, parameters in _listen(run):
                yield {
                    "step": step,
                    "where": where,
                    "what": what,
                    "sql": _shorten(sql, parameters),
                    "plan": _explain(sql, parameters),
                }
            transaction.set_rollback(True)


def _listen(run: Callable[[], object]) -> list[tuple[str, str, str, Any]]:
    asked: list[tuple[str, str, str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, *rest: Any) -> Any:
        if sql.startswith(STATEMENTS):
            asked.append((*_find_asker(currentframe()), sql, parameters))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(note):
        run()
    return asked


def _find_asker(frame: FrameType | None) -> tuple[str, str]:
    """The function of the program that the statement is for, and its docstring's first line."""
    while frame is not None and not frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    assert frame is not None
    name = frame.f_code.co_qualname.partition(".<locals>")[0]
    # Of a prepared query the function that made it: models/prepared.py.
    written = frame.f_locals.get("written")
    function = written.build if written else frame.f_globals.get(name)
    module = getattr(function, "__module__", frame.f_globals["__name__"])
    said = (getattr(function, "__doc__", None) or "").partition("\n")[0]
    return f"{module.removeprefix('claims.')}.{getattr(function, '__name__', name)}", said


def _explain(sql: str, parameters: Any) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            return _indent(cursor.fetchall())
        how = "ANALYZE, TIMING OFF, SUMMARY OFF, " if sql.startswith("SELECT") else ""
        cursor.execute(f"EXPLAIN ({how}COSTS OFF) {sql}", parameters)
        return [line for (line,) in cursor.fetchall()]


def _indent(rows: Sequence[tuple[int, int, int, str]]) -> list[str]:
    depth = {0: -1}
    for number, parent, _unused, _detail in rows:
        depth[number] = depth.get(parent, -1) + 1
    return ["  " * depth[number] + detail for number, _parent, _unused, detail in rows]


def _shorten(sql: str, parameters: Any) -> str:
    """To be read: no quotes, and of many columns and numbers only the first."""
    text = sql.replace('"', "").replace("claims_", "")
    if text.startswith("INSERT"):
        return f"{text.partition('(')[0].strip()} (…) VALUES (…)"
    if parameters:
        text %= tuple(f"'{one}'" if isinstance(one, str) else one for one in parameters)
    columns, _from, rest = text.partition(" FROM ")
    if text.startswith("SELECT") and columns.count(", ") >= SHOWN_COLUMNS:
        text = f"{', '.join(columns.split(', ')[:SHOWN_COLUMNS])}, … FROM {rest}"
    return re.sub(r"\((\d+), (\d+)(, \d+){3,}\)", r"(\1, \2, …)", text)
