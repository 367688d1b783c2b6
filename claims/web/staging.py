"""The rows of an upload as JSON, while its owner looks at the preview."""

from collections.abc import Iterable
from typing import Any

from claims.errors import DomainError, InvalidInput
from claims.exchange.articles import dump_article, parse_article
from claims.models import StagedImport
from claims.queries.imports import Row, check_record


def dump_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """What StagedImport keeps. A record that can't be stored as JSON is refused here already."""
    return [_dump_row(row, record) for row, record in rows]


def _dump_row(row: int, record: object) -> dict[str, Any]:
    if not isinstance(record, DomainError):
        try:
            check_record(record)  # type: ignore[arg-type]
        except DomainError as refusal:
            return {"row": row, "refusal": dump_refusal(refusal)}
        return {"row": row, "record": dump_article(record)}  # type: ignore[arg-type]
    return {"row": row, "refusal": dump_refusal(record)}


def dump_refusal(refusal: DomainError) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "field": _make_storable(refusal.field),
        "params": {name: _make_storable(value) for name, value in refusal.params.items()},
    }


def _make_storable(value: object) -> int | str:
    """No NUL and no half characters: PostgreSQL's JSON takes neither."""
    if isinstance(value, int):
        return value
    return str(value).replace("\0", "\ufffd").encode(errors="replace").decode()


def load_rows(staged: StagedImport) -> list[Row]:
    return [
        (
            row["row"],
            load_refusal(row["refusal"]) if "refusal" in row else parse_article(row["record"]),
        )
        for row in staged.rows
    ]


def load_refusal(values: dict[str, Any]) -> DomainError:
    code, message = values["code"], values["message"]
    return InvalidInput(code, message, field=values["field"], **values["params"])
