"""What a row or a text has to keep to, as refusals."""

import math
from collections.abc import Collection
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from claims.errors import InvalidInput
from claims.models import User
from claims.text import intake

# Of whole numbers, by the kind of their column: what all databases can hold.
_RANGES = BaseDatabaseOperations.integer_field_ranges


def bound_text(text: str, *, field: str, limit: int) -> str:
    """The text without outer spaces; InvalidInput where it is none, or longer than the limit."""
    text = text.strip()
    check_text(text, field=field, limit=limit)
    return text


def check_text(text: str, *, field: str, limit: int) -> None:
    """Raise InvalidInput where it is no text as it stands, or longer than the limit."""
    if not intake.is_storable(text):
        raise InvalidInput("not_text", "This holds a character that is not text.", field=field)
    if len(text) > limit:
        raise InvalidInput(
            "too_long", "This is longer than %(limit)d characters.", field=field, limit=limit
        )


def validate(row: models.Model) -> None:
    """Raise InvalidInput for the first field that its model, or a constraint, would not take."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise _refuse(error) from None


def validate_fields(row: models.Model, *, but_not: Collection[str] = ()) -> None:
    """As `validate`, but field by field only: no look-up in the database."""
    try:
        row.clean_fields(exclude=set(but_not))
    except ValidationError as error:
        raise _refuse(error) from None


def check_columns(row: models.Model) -> None:
    """Raise InvalidInput for the first text or number that its column can't hold.

    No look-up, no choices; the column of a list holds texts.
    """
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str):
            check_text(value, field=field.name, limit=field.max_length or len(value))
        elif isinstance(value, list):
            for text in value:
                check_text(text, field=field.name, limit=len(text))
        elif isinstance(value, (int, float)):
            _check_number(value, field)


def _check_number(value: float, field: models.Field[Any, Any]) -> None:
    first, last = _RANGES.get(field.get_internal_type(), (value, value))
    if not first <= value <= last or not math.isfinite(value):
        raise InvalidInput(
            "out_of_range",
            "“%(name)s” cannot be %(value)s.",
            field=field.name,
            name=field.name,
            value=value,
        )


def check_choices(row: models.Model) -> None:
    """Raise InvalidInput for the first text that is none of those which its column knows."""
    for field in row._meta.concrete_fields:
        known = [value for value, _name in field.flatchoices or ()]
        value = getattr(row, field.attname)
        if known and value and value not in known:
            raise InvalidInput(
                "unknown_value",
                "“%(name)s” is “%(value)s”; known are: %(known)s.",
                field=field.name,
                name=field.name,
                value=str(value)[:60],
                known=", ".join(map(str, known)),
            )


def _refuse(error: ValidationError) -> InvalidInput:
    name, messages = next(iter(error.message_dict.items()))
    field = "" if name == NON_FIELD_ERRORS else name
    return InvalidInput("invalid", "%(problem)s", field=field, problem=messages[0])


def check_password(password: str, person: User) -> None:
    """Raise InvalidInput for a password that somebody may guess."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        problem = " ".join(error.messages)
        raise InvalidInput("invalid", "%(problem)s", field="password", problem=problem) from None
