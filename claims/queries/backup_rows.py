"""All rows of all tables as JSON lines, the same on every database: for backups.

What a column holds is written as a value of JSON that does not depend on how the database keeps it;
so the lines of a table, in the order of its primary key, have the same hash wherever they lie.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from claims.exchange.strict_json import settle_numbers
from claims.models import Release, ReleaseFile
from claims.queries.release_storage import MANIFEST_NAME

AnyField = models.Field[Any, Any]
Model = type[models.Model]

# Who is signed in is nothing to keep; and a copy of it would be a way in.
LEFT_OUT: tuple[Model, ...] = (Session, UserSession)
# Made by `migrate` of the code, though numbered as it happens: a restored row must find its own.
MADE_BY_MIGRATE: tuple[Model, ...] = (ContentType, Permission)
# Rows held in memory at once: an article's text may have a megabyte.
ROWS_AT_ONCE = 200
# What Python raises of values that are none of their kind.
UNFIT = (ArithmeticError, RecursionError, ValueError)


def _keep(value: Any) -> Any:
    return value


def _dump_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _load_moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not UTC:
        raise ValueError(f"{value!a} is no moment in UTC")
    return moment


def _dump_bytes(value: bytes | memoryview) -> str:
    return b64encode(value).decode("ascii")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value that is not NULL becomes one of JSON, `written`, and is made of it again."""

    written: type
    dump: Callable[[Any], Any] = _keep
    load: Callable[[Any], Any] = _keep


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and what kind of value it holds."""

    name: str
    kind: Kind


INTEGER, FLOAT, BOOLEAN, TEXT = map(Kind, (int, float, bool, str))
# By what fields call their type. A test holds that every column there is has its kind.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("AutoField", "BigAutoField"), INTEGER),
    **dict.fromkeys(("SmallIntegerField", "IntegerField", "BigIntegerField"), INTEGER),
    **dict.fromkeys(("PositiveSmallIntegerField", "PositiveIntegerField"), INTEGER),
    "PositiveBigIntegerField": INTEGER,
    "BooleanField": BOOLEAN,
    "FloatField": FLOAT,
    **dict.fromkeys(("CharField", "TextField", "SlugField", "GenericIPAddressField"), TEXT),
    "BinaryField": Kind(str, _dump_bytes, b64decode),
    "DateField": Kind(str, date.isoformat, date.fromisoformat),
    "DateTimeField": Kind(str, _dump_moment, _load_moment),
    "DecimalField": Kind(str, str, Decimal),
    "JSONField": Kind(object, settle_numbers),
    "UUIDField": Kind(str, str, UUID),
}


def resolve(field: AnyField) -> AnyField:
    """The field itself, or the one that a foreign key holds a value of."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def find_kind(field: AnyField) -> Kind:
    return KINDS[resolve(field).get_internal_type()]


def list_models() -> list[Model]:
    """One for each table that a backup holds, in the order of the tables' names."""
    found = apps.get_models(include_auto_created=True)
    held = [one for one in found if one._meta.managed and not one._meta.proxy]
    return sorted(
        (one for one in held if one not in LEFT_OUT), key=lambda one: str(one._meta.db_table)
    )


def list_columns(model: Model) -> tuple[Column, ...]:
    fields = model._meta.local_concrete_fields
    return tuple(Column(str(field.column), find_kind(field)) for field in fields)


def name_columns(model: Model) -> tuple[str, ...]:
    return tuple(column.name for column in list_columns(model))


def list_filled(alias: str) -> list[str]:
    """The tables that hold rows, but for those that `migrate` fills."""
    of_people = [*LEFT_OUT, *(one for one in list_models() if one not in MADE_BY_MIGRATE)]
    return [one._meta.db_table for one in of_people if models.QuerySet(one, using=alias).exists()]


def list_migrations(alias: str) -> list[str]:
    """Those that the database has seen."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def stream_lines(alias: str, model: Model) -> Iterator[bytes]:
    """A line for each row, in the order of the primary key."""
    fields = model._meta.local_concrete_fields
    dumps = [(at, find_kind(field).dump) for at, field in enumerate(fields)]
    changing = [(at, dump) for at, dump in dumps if dump is not _keep]
    write = partial(
        json.dumps, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    rows: models.QuerySet[Any] = models.QuerySet(model, using=alias).order_by("pk")
    names = [field.attname for field in fields]
    for row in rows.values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
        values = list(row)
        for at, dump in changing:
            if values[at] is not None:
                values[at] = dump(values[at])
        # Half of a surrogate pair is refused where it comes in; if there is one, it is kept.
        yield (write(values) + "\n").encode("utf-8", "surrogatepass")


def parse_line(line: bytes, columns: Sequence[Column]) -> list[Any]:
    """The values of a row as Python has them.

    Raises one of UNFIT where they are no values, or other ones: whoever has written them may have
    meant harm.
    """
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(columns):
        raise ValueError(f"there should be {len(columns)} values")
    for at, column in enumerate(columns):
        value, kind = values[at], column.kind
        if value is None:
            continue
        if not isinstance(value, kind.written):
            raise ValueError(f"{column.name} is no {kind.written.__name__}")  # noqa: TRY004 - a value
        if kind.load is not _keep:
            values[at] = kind.load(value)
    return values


def list_stored_files(alias: str) -> list[str]:
    """The files that should lie in the storage of releases, by the names they have there."""
    withdrawn = Q(release__state=Release.State.WITHDRAWN) & ~Q(name=MANIFEST_NAME)
    files = ReleaseFile.objects.using(alias).filter(is_frozen=True).exclude(withdrawn)
    return list(files.order_by("pk").values_list("stored_as", flat=True))
