"""Making many rows within the database: no row travels."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


def insert_select(
    template: models.Model, expressions: Mapping[str, str], source: str, values: Sequence[Any]
) -> None:
    """Insert one row for each row of `source`: the template's values, except for `expressions`."""
    columns, selected, constants = [], [], []
    for field in template._meta.local_concrete_fields:
        if field.primary_key:
            continue
        column = field.column or ""
        columns.append(connection.ops.quote_name(column))
        if column in expressions:
            selected.append(expressions[column])
        else:
            selected.append(_cast(field))
            constants.append(field.get_db_prep_save(getattr(template, field.attname), connection))
    table = connection.ops.quote_name(template._meta.db_table)
    run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(selected)} {source}",
        [*constants, *values],
    )


def copy_rows(
    model: type[models.Model], expressions: Mapping[str, str], which: str, values: Sequence[Any]
) -> None:
    """Insert the rows once more, except for `expressions`, which name them `s`."""
    columns, selected = [], []
    for field in model._meta.local_concrete_fields:
        column = field.column or ""
        if column in expressions or not field.primary_key:
            name = connection.ops.quote_name(column)
            columns.append(name)
            selected.append(expressions.get(column, f"s.{name}"))
    table = connection.ops.quote_name(model._meta.db_table)
    run(
        f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 - names and SQL of ours
        f" SELECT {', '.join(selected)} FROM {table} s WHERE {which}",
        values,
    )


def restart_numbers(model: type[models.Model]) -> None:
    """Let the database number on from the highest row, after rows were inserted with numbers."""
    for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
        run(statement, ())


def _cast(field: "models.Field[Any, Any]") -> str:
    """A constant in a SELECT list has no type of its own on PostgreSQL."""
    if connection.vendor != "postgresql":
        return "%s"
    return f"%s::{field.db_type(connection)}"


def make_uuid(expression: str) -> str:
    """SQL for a UUID as random-looking as a real one, but the same in every run."""
    digits = make_hash(expression)
    return f"{digits}::uuid" if connection.vendor == "postgresql" else digits


def make_hash(expression: str) -> str:
    """SQL for what may stand where a hash of a text stands, and is no other's."""
    return f"md5(CAST({expression} AS text))"


def run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tidy() -> None:
    """What autovacuum does on PostgreSQL by and by. On SQLite nobody does it, so neither do we."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
