"""Names of people in texts that somebody typed: where a comment names them, no pseudonym helps."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claims.exchange.releases.redistribution import Released

# What people write in their own words, of records and of their evidence.
TEXTS = ("wording", "justification", "omission", "searched", "comment", "reason")
EVIDENCE_TEXTS = ("question", "answer", "asked_whom")
# Shorter ones stand for too much else.
SHORTEST = 3


class NameSearch:
    """Where any of the names stands as words of its own, in small letters or large."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name for name in names if len(name) >= SHORTEST})
        words = "|".join(map(re.escape, known))
        self._names = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if known else None

    def list_fields(self, record: Released) -> Iterator[str]:
        """Of each text that holds a name, the field."""
        if self._names is None:
            return
        for field, text in _list_texts(record):
            if self._names.search(text):
                yield field


def _list_texts(record: Released) -> Iterator[tuple[str, str]]:
    yield from _list_filled(record, TEXTS)
    for revision in getattr(record, "history", ()):
        yield from _list_filled(revision, TEXTS)
    for item in record.evidence:
        yield from _list_filled(item, EVIDENCE_TEXTS)


def _list_filled(row: NamedTuple, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if text := getattr(row, field, None):
            yield field, text
