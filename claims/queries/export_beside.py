"""What formats ask of records besides what these hold: one query a chunk, once somebody asks."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from claims.exchange.records import Kind, Labelled
from claims.queries.export_parts import Ids, read_pages
from claims.queries.export_raw import Row
from claims.queries.export_rows import Choice, find_label_pass


class Beside:
    """Of the records of one chunk, made of these rows; few formats want to know."""

    def __init__(self, choice: Choice, row_type: type[Any], rows: Sequence[Row]) -> None:
        self._choice = choice
        self._fields: Sequence[str] = row_type._fields
        self._rows = rows

    def has_label_pass(self, record: Labelled) -> bool:
        """Whether a record of the label pass, of the same claim, is chosen too."""
        return str(record.claim.uuid) in self._in_label_pass

    def find_page(self, record: Labelled) -> str | None:
        """Where the decision is published."""
        return self._pages.get(str(record.uuid))

    @cached_property
    def _in_label_pass(self) -> set[str]:
        return find_label_pass(self._choice, self._list("claim_id"))

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        if self._choice.of.kind != Kind.DECISIONS:
            return {}
        return read_pages(self._choice.alias, self._list("id"))

    def _list(self, field: str) -> Ids:
        place = self._fields.index(field)
        return [row[place] for row in self._rows]
