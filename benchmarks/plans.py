"""What the databases do for one `next` and one `submit`: each statement with its plan."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import currentframe
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection, transaction

from benchmarks.fill import Scene
from benchmarks.work import make_next, make_submit
from claims import clock
from claims.models.prepared import Given
from claims.operations.queue import lease_next

PACKAGE = str(Path(__file__).parent.parent / "claims")
STATEMENTS = ("SELECT", "(SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE")
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
            for statement in _listen(run):
                yield {
                    "step": step,
                    "where": statement.where,
                    "what": statement.what,
                    "sql": _shorten(statement.shown, statement.shown_parameters),
                    "plan": _explain(statement),
                }
            transaction.set_rollback(True)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Statement:
    """What was asked (`sql`), by which function, and how it reads where that is but a name."""

    where: str
    what: str
    sql: str
    parameters: Any
    shown: str
    shown_parameters: Sequence[Any]


def _listen(run: Callable[[], object]) -> list[_Statement]:
    asked: list[_Statement] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, *rest: Any) -> Any:
        if sql.startswith(STATEMENTS):
            asked.append(_describe(currentframe(), sql, parameters))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(note):
        run()
    return asked


def _describe(frame: FrameType | None, sql: str, parameters: Any) -> _Statement:
    """With the function of the program that it is for, and its docstring's first line."""
    while frame is not None and not frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    assert frame is not None
    name = frame.f_code.co_qualname.partition(".<locals>")[0]
    # Of a prepared query the function that made it: models/prepared.py.
    written = frame.f_locals.get("written")
    function = written.build if written else frame.f_globals.get(name)
    module = getattr(function, "__module__", frame.f_globals["__name__"])
    said = (getattr(function, "__doc__", None) or "").partition("\n")[0]
    return _Statement(
        where=f"{module.removeprefix('claims.')}.{getattr(function, '__name__', name)}",
        what=said,
        sql=sql,
        parameters=parameters,
        shown=written.sql if written else sql,
        shown_parameters=_fill_in(written, parameters) if written else parameters,
    )


def _fill_in(written: Any, parameters: Sequence[Any]) -> Sequence[Any]:
    """Where only what is given was handed over, all that the SQL as written has places for."""
    if len(parameters) == len(written.parameters):
        return parameters
    given = iter(parameters)
    return tuple(next(given) if isinstance(one, Given) else one for one in written.parameters)


def _explain(statement: _Statement) -> list[str]:
    sql, parameters = statement.sql, statement.parameters
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            return _indent(cursor.fetchall())
        reads = statement.shown.startswith(("SELECT", "(SELECT"))
        how = "ANALYZE, TIMING OFF, SUMMARY OFF, " if reads else ""
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
