"""Row locks switched off, as if every database ignored them like SQLite."""

from types import ModuleType
from typing import Any

import pytest
from django.db.models import QuerySet

from claims.models.prepared import prepared
from claims.operations import locks, queue

# Queries that are written once, with the lock in them: written anew, without it.
PREPARED: tuple[tuple[ModuleType, str], ...] = (
    (locks, "_hold_active"),
    (locks, "_hold_article"),
    (locks, "_try_article"),
    (queue, "_find_unheld"),
)


def unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `select_for_update` do nothing until the test ends."""

    def select_plainly(rows: QuerySet[Any], **_options: object) -> QuerySet[Any]:
        return rows.all()

    monkeypatch.setattr(QuerySet, "select_for_update", select_plainly)
    for module, name in PREPARED:
        monkeypatch.setattr(module, name, prepared(getattr(module, name).__wrapped__))
