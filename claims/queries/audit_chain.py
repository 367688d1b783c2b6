"""The chain of seals over the audit: its rows as they are sealed, and whether they still are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from claims.exchange.audit import BEGINNING, Chain, SealedRow, is_purged
from claims.models import AuditCut, AuditEvent, AuditSeal

# Numbers begin with 1: whoever puts a row in front of all others is to be found, too.
BEFORE_ALL = -(2**63)
# Rows read at once, and seals: as many as memory takes easily.
ROWS_AT_ONCE = 2_000
SEALS_AT_ONCE = 500
COLUMNS = (
    *("id", "created_at", "action", "actor_id", "project_id", "target", "data"),
    *("address", "address_salt", "address_digest", "token_id", "request_id"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a seal was held against its rows for; `fault`: what is not as it was sealed.

    `newest`: when the last thing was done that they tell of; None where there are none.
    """

    seal: AuditSeal
    rows: int
    purged: int
    fault: str = ""
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cuts:
    """What all cuts have removed together: the rows up to `seal`; `fault`: what is not so."""

    seal: AuditSeal
    number: int
    rows: int
    last_at: datetime
    fault: str


@dataclass(frozen=True, slots=True)
class Cuttable:
    """The seals after the last cut whose rows may go: the first and the last of them."""

    first: AuditSeal
    last: AuditSeal
    rows: int
    fault: str


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


def find_last_cut() -> AuditCut | None:
    """The one that went furthest."""
    return AuditCut.objects.select_related("seal").order_by("-seal__number").first()


def check_cuts() -> Cuts | None:
    """Hold what cuts say against what is there: their seals, and none of their rows."""
    last = find_last_cut()
    if last is None:
        return None
    end = last.seal
    cut = AuditCut.objects.aggregate(number=Count("pk"), rows=Sum("rows"))
    covered = AuditSeal.objects.filter(number__lte=end.number)
    sealed = covered.aggregate(number=Count("pk"), rows=Sum("count"))
    left = AuditEvent.objects.filter(pk__lte=end.last_id).count()
    fault = ""
    if sealed["number"] != end.number:
        fault = f"{end.number - sealed['number']} of the seals up to {end.number} are missing"
    elif sealed["rows"] != cut["rows"]:
        fault = f"{sealed['rows']} rows were sealed, and {cut['rows']} are said to be removed"
    elif left:
        fault = f"{left} rows stand where all were removed"
    return Cuts(end, cut["number"], cut["rows"], last.created_at, fault)


def find_cuttable(before: datetime, at_most: int | None = None) -> Cuttable | None:
    """What may be cut next: whole seals all of whose rows are older than `before`.

    Of about so many rows at most, but of one seal at least. Each seal is held against its rows:
    with a fault, it is the last.
    """
    last = find_last_cut()
    found: Cuttable | None = None
    for held in check_seals(last.seal if last else None):
        rows = held.rows + (found.rows if found else 0)
        is_too_many = found is not None and at_most is not None and rows > at_most
        if (held.newest or held.seal.sealed_at) >= before or is_too_many:
            break
        found = Cuttable(found.first if found else held.seal, held.seal, rows, held.fault)
        if held.fault:
            break
    return found


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
    purged, newest = 0, None
    for row in stream_rows(get_end(previous), seal.last_id):
        chain.add(row)
        purged += is_purged(row.data)
        newest = max(newest or row.created_at, row.created_at)
    return Held(seal, chain.count, purged, _find_fault(seal, chain), newest)


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
