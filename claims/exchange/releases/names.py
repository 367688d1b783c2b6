"""Names of people in texts that somebody typed: where a comment names them, no pseudonym helps."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claims.exchange.releases.redistribution import Released

# What people write in their own words, of records and of their evidence.
TEXTS = ("wording", "justification", "omission", "searched", "comment", "reason")
EVIDENCE_TEXTS = ("question", "answer", "asked_whom")
# Shorter ones stand for too much else.
SHORTEST = 3


_WORD = re.compile(r"\w+")


class NameSearch:
    """Where any of the names stands as words of its own, in small letters or large.

    Looked for where its first word stands: a project may have thousands of people.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: defaultdict[str, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
        for name in sorted({name for name in names if len(name) >= SHORTEST}):
            if word := _WORD.search(name):
                whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
                self._by_word[word[0].casefold()].append((word.start(), whole))

    def _is_named(self, text: str) -> bool:
        return any(
            whole.match(text, word.start() - lead)
            for word in _WORD.finditer(text)
            for lead, whole in self._by_word.get(word[0].casefold(), ())
            if word.start() >= lead
        )

    def list_fields(self, record: Released) -> Iterator[str]:
        """Of each text that holds a name, the field."""
        if not self._by_word:
            return
        for field, text in _list_texts(record):
            if self._is_named(text):
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
