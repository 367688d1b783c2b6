"""Queries that are written as SQL once, and from then on only asked.

Django takes several times longer to write one of the queue's queries as SQL than a database to
answer it, and PostgreSQL several times longer to plan it: there each connection prepares it, at its
first asking. What a query is stays a query set, so that its rules stay where all others find them.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from inspect import signature
from itertools import count
from typing import Any, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

from claims.models.users import User

P = ParamSpec("P")
Row = TypeVar("Row")
# By PostgreSQL's connection: the numbers of the queries that it has prepared.
_known: "WeakKeyDictionary[Any, set[int]]" = WeakKeyDictionary()
_numbers = count(1)


class Given(models.Expression):
    """Where a value goes that is given only when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        return "%s", [self]


class GivenPerson(Given):
    """A person of one kind: what they may see depends on that."""

    is_authenticated = True

    def __init__(self, name: str, is_active: bool, is_superuser: bool) -> None:  # noqa: FBT001
        super().__init__(name)
        self.is_active = is_active
        self.is_superuser = is_superuser


@dataclass(frozen=True, slots=True)
class _Written:
    """A query set and its SQL; Givens stand among the parameters."""

    build: "Callable[..., models.QuerySet[Any, Any]]"
    rows: "models.QuerySet[Any, Any]"
    compiler: SQLCompiler
    number: int
    sql: str
    parameters: tuple[object, ...]
    converters: dict[int, Any]

    def ask(self, values: dict[str, object]) -> "models.QuerySet[Any, Any]":
        # A compiler belongs to the connection of one thread: each call has a copy of its own.
        connection = connections[self.rows.db]
        if self.rows.query.select_for_update and connection.get_autocommit():
            # Django looks only when it writes the SQL.
            raise TransactionManagementError("Locks are held by transactions: there is none.")
        prepares = connection.vendor == "postgresql"
        sql = self._prepare(connection) if prepares else self.sql
        parameters = tuple(
            _adapt(values[one.name], connection) if isinstance(one, Given) else one
            for one in self.parameters
            if isinstance(one, Given) or not prepares
        )
        compiler: Any = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (sql, parameters)
        compiler.get_converters = lambda *_args: self.converters
        query: Any = copy(self.rows.query)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        # Not rows.all(), which copies deeply: nothing of this one is changed.
        rows: Any = type(self.rows)(model=self.rows.model)
        rows.__dict__.update(self.rows.__dict__, _query=query)
        return rows  # type: ignore[no-any-return]

    def _prepare(self, connection: BaseDatabaseWrapper) -> str:
        """What asks PostgreSQL for it, once this connection has prepared it."""
        # What Django does first: a connection that died has another after it.
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        known = _known.setdefault(connection.connection, set())
        if self.number not in known:
            with connection.wrap_database_errors, connection.cursor() as cursor:
                # By the driver: it is no query, and is not to be counted among them.
                cursor.cursor.execute(f"PREPARE {self.name} AS {self.sql}", self._number_givens())
            known.add(self.number)
        values = ", ".join("%s" for one in self.parameters if isinstance(one, Given))
        return f"EXECUTE {self.name} ({values})" if values else f"EXECUTE {self.name}"

    @property
    def name(self) -> str:
        return f"factcheck_{self.number}"

    def _number_givens(self) -> tuple[object, ...]:
        """The parameters, $1, $2, … in the places of the Givens.

        What never changes is written out: PostgreSQL would take a parameter that is selected, or
        ordered by, for text, and would not find an index that depends on its value.
        """
        numbers = count(1)
        return tuple(
            AsIs(f"${next(numbers)}") if isinstance(one, Given) else one for one in self.parameters
        )


def prepared(
    build: "Callable[P, models.QuerySet[Any, Row]]",
) -> Callable[P, list[Row]]:
    """Let a function that makes a query set answer with the rows. It runs but once.

    Instead of its arguments it gets a Given for each, so it cannot look at them; None is no value.
    For people who are active, or site admins, and for those who are not, it runs once each.
    """
    names = tuple(signature(build).parameters)

    @cache
    def write(*kinds: tuple[bool, bool] | None) -> _Written | None:
        make: Any = build
        rows = make(
            **{
                name: GivenPerson(name, *kind) if kind else Given(name)
                for name, kind in zip(names, kinds, strict=True)
            }
        )
        compiler = rows.query.get_compiler(rows.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        converters = compiler.get_converters(column[0] for column in compiler.select)
        return _Written(build, rows, compiler, next(_numbers), sql, tuple(parameters), converters)

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        values = {**dict(zip(names, args, strict=False)), **kwargs}
        written = write(*(_get_kind(values[name]) for name in names))
        return list(written.ask(values)) if written else []

    return ask


def _get_kind(value: object) -> tuple[bool, bool] | None:
    return (value.is_active, value.is_superuser) if isinstance(value, User) else None


def _adapt(value: object, connection: BaseDatabaseWrapper) -> object:
    """As the field that it is compared with would: rows by their number."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
