"""Audit rows as others read them, and as they are sealed: the same bytes for the same row."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from claims.exchange.chunks import gather
from claims.exchange.csv import write_table, write_table_for_excel
from claims.exchange.shapes import format_moment

# What stands before the first seal.
BEGINNING = "0" * 64
# What is left of the data of a row that had to go by law: their SHA-256.
PURGED = "purged"
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditRecord:
    """One thing that was done, as an export tells it; `actor` null: the server."""

    created_at: datetime
    action: str
    actor: str | None
    actor_name: str | None
    project: str | None
    target: str
    data: Mapping[str, Any]
    address: str | None
    token: str | None
    request_id: str


COLUMNS = tuple(AuditRecord.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class AuditFormat:
    """A form that an export of the audit may have."""

    name: str
    content_type: str
    suffix: str
    write: Callable[[Iterable[AuditRecord]], Iterator[bytes]]


def write_jsonl(records: Iterable[AuditRecord]) -> Iterator[bytes]:
    """One object a line."""
    lines = (
        json.dumps({**asdict(one), "created_at": format_moment(one.created_at)}, ensure_ascii=False)
        for one in records
    )
    return gather(lines, "\n")


def write_csv(records: Iterable[AuditRecord]) -> Iterator[bytes]:
    """With a header, as the texts are; the data stand as JSON in one cell."""
    return write_table(COLUMNS, map(_list_cells, records))


def write_csv_for_excel(records: Iterable[AuditRecord]) -> Iterator[bytes]:
    """As `write_csv`, and a spreadsheet takes no cell for a formula."""
    return write_table_for_excel(COLUMNS, map(_list_cells, records))


def _list_cells(record: AuditRecord) -> list[str]:
    cells = {
        **asdict(record),
        "created_at": format_moment(record.created_at),
        "data": json.dumps(record.data, ensure_ascii=False),
    }
    return [cells[name] or "" for name in COLUMNS]


AUDIT_FORMATS = {
    one.name: one
    for one in (
        AuditFormat("jsonl", "application/x-ndjson", ".jsonl", write_jsonl),
        AuditFormat("csv", "text/csv; charset=utf-8; header=present", ".csv", write_csv),
        AuditFormat(
            "csv-excel", "text/csv; charset=utf-8; header=present", ".csv", write_csv_for_excel
        ),
    )
}
DEFAULT_AUDIT_FORMAT = "jsonl"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """The columns of an audit row that its seal holds, as the database has them."""

    id: int
    created_at: datetime
    action: str
    actor: int | None
    project: int | None
    target: str
    data: Any
    address: str | None
    address_salt: str | None
    address_digest: str | None
    token: int | None
    request_id: str


class Chain:
    """A seal in the making: what it follows, and the rows that were added so far, in order."""

    def __init__(self, previous: str) -> None:
        self._hash = hashlib.sha256(previous.encode())
        self.first = self.last = self.count = 0

    def add(self, row: SealedRow) -> None:
        self._hash.update(digest_row(row))
        self.first = self.first or row.id
        self.last = row.id
        self.count += 1

    def close(
        self, *, number: int, first_id: int, last_id: int, count: int, sealed_at: datetime
    ) -> str:
        """The SHA-256 of it all, and of what the seal says of itself."""
        said = [number, first_id, last_id, count, _tell_moment(sealed_at)]
        self._hash.update(_write_canonical(said))
        return self._hash.hexdigest()


def digest_row(row: SealedRow) -> bytes:
    """The SHA-256 of a row: of its columns; of data and address by a SHA-256 of their own.

    So that the row is still as it was sealed when its data had to go by law, or its address was
    forgotten, and that is left.
    """
    columns = [
        *(row.id, _tell_moment(row.created_at), row.action, row.actor, row.project, row.target),
        *(_digest_address_of(row), row.token, row.request_id, digest_data(row.data)),
    ]
    return hashlib.sha256(_write_canonical(columns)).digest()


def _digest_address_of(row: SealedRow) -> str | None:
    """As it stands for the address, or is left of it; None of an address without a salt, too.

    Rows of before addresses had salts have none: nothing of their address is sealed.
    """
    if row.address is None:
        return row.address_digest
    return digest_address(row.address, row.address_salt)


def digest_address(address: str, salt: str | None) -> str | None:
    """What stands for an address: without the salt, all addresses would be tried in seconds."""
    return hashlib.sha256(f"{salt}{address}".encode()).hexdigest() if salt else None


def digest_data(data: Any) -> str:
    """The SHA-256 of the data, or the one that is left of them."""
    if is_purged(data):
        return str(data[PURGED])
    return hashlib.sha256(_write_canonical(data)).hexdigest()


def is_purged(data: Any) -> bool:
    """Whether of the data only their SHA-256 is left."""
    if not isinstance(data, dict) or data.keys() != {PURGED}:
        return False
    return isinstance(data[PURGED], str) and _DIGEST.fullmatch(data[PURGED]) is not None


def _write_canonical(value: Any) -> bytes:
    """JSON in one spelling: keys in order, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _tell_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
