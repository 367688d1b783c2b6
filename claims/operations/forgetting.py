"""What is past its time goes: drafts, addresses, ended sessions, what is kept of requests, and the
audit if it is told to.

A few rows at a time, each time a transaction of its own: whoever is killed in the middle has done a
part, and the next goes on. Two at once do the same work once: each takes rows that the other has
not. How long things are kept: docs/people.md.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from claims.errors import Conflict
from claims.exchange.audit import digest_address
from claims.models import AuditCut, AuditEvent, AuditSeal
from claims.operations import audit, keys, rates
from claims.queries import retention
from claims.queries.audit_chain import Cuttable

# Rows of one transaction, for which others wait on SQLite; a cut is one transaction in any case.
AT_ONCE = 1_000
ROWS_OF_CUT = 10_000
# By hand: `bulk_update` takes seconds for them, in which others wait.
FORGET = """
UPDATE claims_auditevent SET address = NULL, address_salt = NULL, address_digest = %s WHERE id = %s
"""


class What(StrEnum):
    """What goes."""

    DRAFTS = "drafts"
    ADDRESSES = "addresses in the audit"
    SESSIONS = "ended sessions"
    DEVICES = "browsers of ended sessions"
    ANSWERS = "answers kept for repeats"
    COUNTS = "counts of requests"
    AUDIT = "audit rows"


def count_old(*, now: datetime) -> dict[What, int]:
    """How much `forget_old` would find."""
    cut = retention.find_audit(now)
    return {
        What.DRAFTS: retention.find_drafts(now).count(),
        What.ADDRESSES: retention.find_addresses(now).count(),
        What.SESSIONS: retention.find_sessions(now).count(),
        What.DEVICES: retention.find_devices(now).count(),
        What.ANSWERS: keys.find_over(now).count(),
        What.COUNTS: rates.find_over(now).count(),
        What.AUDIT: cut.rows if cut else 0,
    }


def forget_old(*, now: datetime) -> Iterator[tuple[What, int]]:
    """All of it, part by part; of each what went and how many rows.

    Raises Conflict ("not_as_sealed") where rows to be cut are not what was sealed: they are
    evidence. By then all else has gone.
    """
    for what, rows in (
        (What.DRAFTS, retention.find_drafts(now)),
        (What.SESSIONS, retention.find_sessions(now)),
        (What.DEVICES, retention.find_devices(now)),
        (What.ANSWERS, keys.find_over(now)),
        (What.COUNTS, rates.find_over(now)),
    ):
        while number := _delete(rows):
            yield what, number
    while number := _forget_addresses(retention.find_addresses(now)):
        yield What.ADDRESSES, number
    while number := _cut(retention.find_audit(now, ROWS_OF_CUT), now):
        yield What.AUDIT, number


def _delete(rows: QuerySet[Any]) -> int:
    if not rows.exists():  # Even a DELETE of nothing keeps SQLite's other writers waiting.
        return 0
    with transaction.atomic():
        free = rows.order_by("pk").select_for_update(skip_locked=True)
        numbers = list(free.values_list("pk", flat=True)[:AT_ONCE])
        rows.filter(pk__in=numbers).delete()
    return len(numbers)


def _forget_addresses(rows: QuerySet[AuditEvent]) -> int:
    """In the place of each stands what is sealed of it: by that alone nobody finds it again."""
    if not rows.exists():
        return 0
    with transaction.atomic():
        free = rows.order_by("created_at", "pk").select_for_update(skip_locked=True)
        known = free.values_list("pk", "address", "address_salt")[:AT_ONCE]
        digests = [(digest_address(address, salt), pk) for pk, address, salt in known if address]
        with connection.cursor() as cursor:
            cursor.executemany(FORGET, digests)
    return len(digests)


def _cut(found: Cuttable | None, now: datetime) -> int:
    """Remove the rows; the cut that lets them go is written first, and stays with their seals."""
    if found is None:
        return 0
    if found.fault:
        raise Conflict(
            "not_as_sealed",
            "Seal %(number)s of the audit: %(fault)s. Its rows were not removed.",
            number=found.last.number,
            fault=found.fault,
        )
    try:
        with transaction.atomic():
            _remove(found, now)
    except IntegrityError:
        if AuditCut.objects.filter(seal__number__gte=found.first.number).exists():
            return 0  # Somebody else has just done so.
        raise
    return found.rows


def _remove(found: Cuttable, now: datetime) -> None:
    # Whoever cuts at the same time waits here, and then finds that it is done.
    AuditSeal.objects.select_for_update(no_key=True).get(pk=found.first.pk)
    AuditCut.objects.create(seal=found.last, rows=found.rows, created_at=now)
    AuditEvent.objects.filter(pk__lte=found.last.last_id).delete()
    audit.record(
        "audit.cut",
        actor=None,
        now=now,
        data={"rows": found.rows, "seals": [found.first.number, found.last.number]},
    )
