"""What records consist of, derived from the types in records.py, and how to read them back.

The value of each field is text, a number, a truth value, a UUID, a date, a moment, another record,
or a tuple of these; with `| None` where it may be absent.
"""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from claims.errors import InvalidInput, gettext_noop

Record = TypeVar("Record")

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field holds: one `kind` (a scalar type or a record type), or many of it."""

    name: str
    kind: type
    nullable: bool
    many: bool

    @property
    def is_record(self) -> bool:
        return is_record_type(self.kind)


def is_record_type(kind: type) -> bool:
    return hasattr(kind, "_fields")


@cache
def describe(record_type: type) -> tuple[Shape, ...]:
    """The fields of a record type, in order."""
    hints = get_type_hints(record_type)
    return tuple(_make_shape(name, hint) for name, hint in hints.items())


def _make_shape(name: str, hint: Any) -> Shape:
    nullable = isinstance(hint, types.UnionType)
    if nullable:
        (hint,) = (part for part in get_args(hint) if part is not types.NoneType)
    many = get_origin(hint) is tuple
    return Shape(name, get_args(hint)[0] if many else hint, nullable, many)


def format_moment(moment: datetime) -> str:
    """UTC, to the microsecond, always of one length: 2026-01-31T08:15:00.000000Z."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def parse_record(record_type: type[Record], value: object, path: str = "") -> Record:
    """The record that a JSON value is.

    Raises InvalidInput, naming the field by its path: a key missing or unknown, a value of another
    type, an empty text where there should be null. A field with a default may be missing.
    """
    if not isinstance(value, Mapping):
        raise _refuse_object(path)
    shapes: tuple[Shape, ...] = describe(record_type)  # type: ignore[arg-type]
    known = {shape.name for shape in shapes}
    defaults = getattr(record_type, "_field_defaults", {})
    if odd := sorted(known ^ (value.keys() | defaults.keys())):
        raise _refuse_keys(path, [shape.name for shape in shapes], odd)
    prefix = f"{path}." if path else ""
    return record_type(
        **{
            shape.name: _parse_field(shape, value[shape.name], prefix)
            for shape in shapes
            if shape.name in value
        }
    )


def _parse_field(shape: Shape, value: object, prefix: str) -> object:
    path = prefix + shape.name
    if shape.many:
        if not isinstance(value, list):
            raise _make_refusal(path, gettext_noop("%(path)s should be a list."))
        return tuple(_parse_one(shape.kind, item, path) for item in value)
    if value is None and shape.nullable:
        return None
    if value == "" and shape.nullable:
        raise _make_refusal(
            path, gettext_noop("%(path)s should be null where it is absent, not an empty text.")
        )
    return _parse_one(shape.kind, value, path)


def _parse_one(kind: type, value: object, path: str) -> object:
    if is_record_type(kind):
        return parse_record(kind, value, path)
    parse, message = _scalars[kind]
    try:
        return parse(value)
    except (TypeError, ValueError, OverflowError):
        raise _make_refusal(path, message) from None


def _make_refusal(path: str, message: str) -> InvalidInput:
    return InvalidInput("wrong_type", message, field=path, path=path)


def _refuse_object(path: str) -> InvalidInput:
    if not path:
        return InvalidInput("wrong_type", "The record should be an object.")
    return _make_refusal(path, gettext_noop("%(path)s should be an object."))


def _refuse_keys(path: str, known: Iterable[str], odd: Iterable[object]) -> InvalidInput:
    names = {"known": ", ".join(known), "odd": ", ".join(map(str, odd))}
    if not path:
        return InvalidInput(
            "wrong_keys",
            "The record should have these keys and no others: %(known)s. Not so: %(odd)s.",
            **names,
        )
    return InvalidInput(
        "wrong_keys",
        "%(path)s should have these keys and no others: %(known)s. Not so: %(odd)s.",
        field=path,
        path=path,
        **names,
    )


def _expect(kind: type) -> Callable[[Any], object]:
    def parse(value: object) -> object:
        if type(value) is not kind:
            raise TypeError
        return value

    return parse


def _parse_number(value: object) -> float:
    if type(value) not in {int, float}:
        raise TypeError
    return float(value)  # type: ignore[arg-type]


def parse_date(value: str) -> date:
    """A day written YYYY-MM-DD, and no other way; raises ValueError or TypeError."""
    if not _DATE.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)


def _parse_moment(value: str) -> datetime:
    if not _MOMENT.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value).astimezone(UTC)


def _parse_uuid(value: str) -> UUID:
    parsed = UUID(value)
    if str(parsed) != value:
        raise ValueError(value)
    return parsed


_scalars: dict[type, tuple[Callable[[Any], object], str]] = {
    str: (_expect(str), gettext_noop("%(path)s should be a text.")),
    int: (_expect(int), gettext_noop("%(path)s should be a whole number.")),
    bool: (_expect(bool), gettext_noop("%(path)s should be true or false.")),
    float: (_parse_number, gettext_noop("%(path)s should be a number.")),
    UUID: (_parse_uuid, gettext_noop("%(path)s should be a UUID.")),
    date: (parse_date, gettext_noop("%(path)s should be a day (YYYY-MM-DD).")),
    datetime: (
        _parse_moment,
        gettext_noop("%(path)s should be a moment (YYYY-MM-DDTHH:MM:SS.ffffffZ)."),
    ),
}
