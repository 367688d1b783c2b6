"""Sealing the audit: what stands can no longer be changed, taken out or added to unseen.

Off the path of what people do: workers seal what has come since, every minute.
"""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from claims.exchange.audit import BEGINNING, Chain
from claims.models import AuditEvent, AuditSeal
from claims.queries.audit_chain import find_last_seal, get_end, stream_rows

# Rows of one seal at most: so near is a fault found.
ROWS_OF_SEAL = 10_000
# Seconds to wait for transactions that are writing audit rows just now, and between two looks.
PATIENCE = 5.0
A_MOMENT = 0.02

# Who holds what every INSERT into the audit takes before it takes a number, and gives back when
# its row can be seen, or never will be.
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND relation = %s::regclass AND pid IS DISTINCT FROM pg_backend_pid()
"""


def seal_audit(*, now: datetime, patience: float = PATIENCE) -> Iterator[AuditSeal]:
    """Seal all rows that are there for good; each seal as it is made.

    Two at once make one chain: whoever comes second with a number stops. Where a transaction that
    writes the audit outlasts the patience, there is nothing to seal yet: its rows may come to stand
    among those that can be seen already.

    Not audited: each row would want a seal of its own.
    """
    settled = _find_settled(patience)
    while settled and (seal := _seal_next(settled, now)):
        yield seal


def _find_settled(patience: float) -> int:
    """The last number that is taken, when no smaller one can appear any more; 0: none yet.

    On SQLite one transaction writes at a time, and numbers grow. On PostgreSQL a number is taken
    when a row is written and seen when that is committed, in any order. So: first the last number
    that is seen; then who is writing; when all of these have ended, every number below it is seen,
    or never will be.
    """
    last: int = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if connection.vendor != "postgresql":
        return last
    writing = _list_writers()
    deadline = time.monotonic() + patience
    while writing:
        if time.monotonic() > deadline:
            return 0
        time.sleep(A_MOMENT)
        writing &= _list_writers()
    return last


def _list_writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [AuditEvent._meta.db_table])
        return {name for (name,) in cursor.fetchall()}


def _seal_next(settled: int, now: datetime) -> AuditSeal | None:
    previous = find_last_seal()
    chain = Chain(previous.sha256 if previous else BEGINNING)
    for row in islice(stream_rows(get_end(previous), settled), ROWS_OF_SEAL):
        chain.add(row)
    if not chain.count:
        return None
    about: dict[str, Any] = {
        "number": previous.number + 1 if previous else 1,
        "first_id": chain.first,
        "last_id": chain.last,
        "count": chain.count,
        "sealed_at": now,
    }
    try:
        with transaction.atomic():
            return AuditSeal.objects.create(sha256=chain.close(**about), **about)
    except IntegrityError:
        # Somebody else has just sealed the same rows.
        return None
