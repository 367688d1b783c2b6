"""The chain of seals over the audit: its rows as they are sealed, and whether they still are."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.exchange.audit import BEGINNING, Chain, SealedRow, is_purged
from claims.models import AuditEvent, AuditSeal

# Numbers begin with 1: whoever puts a row in front of all others is to be found, too.
BEFORE_ALL = -(2**63)
# Rows read at once, and seals: as many as memory takes easily.
ROWS_AT_ONCE = 2_000
SEALS_AT_ONCE = 500
COLUMNS = (
    *("id", "created_at", "action", "actor_id", "project_id", "target", "data"),
    *("address", "token_id", "request_id"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a seal was held against its rows for; `fault`: what is not as it was sealed."""

    seal: AuditSeal
    rows: int
    purged: int
    fault: str = ""


def find_last_seal() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-number").first()


def get_end(seal: AuditSeal | None) -> int:
    """The number of the last row that it holds."""
    return seal.last_id if seal else BEFORE_ALL


def count_unsealed(last: AuditSeal | None) -> int:
    """Rows since the last seal."""
    return AuditEvent.objects.filter(pk__gt=get_end(last)).count()


def stream_rows(after: int, up_to: int) -> Iterator[SealedRow]:
    """The rows with numbers above `after`, none above `up_to`, in their order; a few at a time."""
    while True:
        rows = AuditEvent.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk")
        found = [SealedRow(*row) for row in rows.values_list(*COLUMNS)[:ROWS_AT_ONCE]]
        yield from found
        if len(found) < ROWS_AT_ONCE:
            return
        after = found[-1].id


def check_seals(after: AuditSeal | None = None) -> Iterator[Held]:
    """Hold each seal against its rows, in order; those after `after`, which is taken as it is.

    Each begins with what the one before says of itself: of a fault in the middle only those seals
    tell that it is in.
    """
    previous = after
    for seal in _stream_seals(after.number if after else 0):
        yield _check(seal, previous)
        previous = seal


def _stream_seals(number: int) -> Iterator[AuditSeal]:
    while True:
        seals = AuditSeal.objects.filter(number__gt=number).order_by("number")
        found = list(seals[:SEALS_AT_ONCE])
        yield from found
        if len(found) < SEALS_AT_ONCE:
            return
        number = found[-1].number


def _check(seal: AuditSeal, previous: AuditSeal | None) -> Held:
    expected = previous.number + 1 if previous else 1
    if seal.number != expected:
        return Held(seal, 0, 0, f"seal {expected} is missing before it")
    chain = Chain(previous.sha256 if previous else BEGINNING)
    purged = 0
    for row in stream_rows(get_end(previous), seal.last_id):
        chain.add(row)
        purged += is_purged(row.data)
    return Held(seal, chain.count, purged, _find_fault(seal, chain))


def _find_fault(seal: AuditSeal, chain: Chain) -> str:
    if chain.count != seal.count:
        how = "missing" if chain.count < seal.count else "too many"
        return f"{abs(seal.count - chain.count)} of its {seal.count} rows {how}"
    if (chain.first, chain.last) != (seal.first_id, seal.last_id):
        return "its rows have other numbers"
    sha256 = chain.close(
        number=seal.number,
        first_id=seal.first_id,
        last_id=seal.last_id,
        count=seal.count,
        sealed_at=seal.sealed_at,
    )
    return "" if sha256 == seal.sha256 else "a row, the seal or the seal before it was changed"
