"""What is asked of the database meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITING = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|COPY)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Every statement, as it is sent: its values stand apart, and are not in it."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        statements.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        yield statements


def list_written(statements: list[str]) -> set[str]:
    """The tables that were written to."""
    return {found[2] for sql in statements if (found := WRITING.match(sql))}
