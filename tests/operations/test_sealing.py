"""Sealing the audit beside those who write it: real transactions, on both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import OperationalError, connection, transaction

from claims.management.sealer import Sealer
from claims.models import AuditEvent, AuditSeal
from claims.operations import sealing
from claims.operations.sealing import seal_audit
from claims.queries.audit_chain import check_seals
from tests.factories import NOW, AuditEventFactory

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 0.1


class Meanwhile:
    """Something done in a transaction of its own, which stays open until `end` is called."""

    def __init__(self, act: Callable[[], object], *, keep: bool) -> None:
        self._act, self._keep = act, keep
        self._acted, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._acted.wait(30)

    def _run(self) -> None:
        try:
            with suppress(ZeroDivisionError), transaction.atomic():
                self._act()
                self._acted.set()
                assert self._ended.wait(30)
                if not self._keep:
                    raise ZeroDivisionError
        finally:
            connection.close()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()


def list_sealed() -> list[tuple[int, int]]:
    return list(AuditSeal.objects.order_by("number").values_list("last_id", "count"))


def list_faults() -> list[str]:
    return [held.fault for held in check_seals() if held.fault]


def make_row(first: AuditEvent) -> AuditEvent:
    return AuditEvent.objects.create(created_at=NOW, action="x.y", actor_id=first.actor_id)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There one transaction writes.")
@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_nothing_is_sealed_while_a_smaller_number_may_still_appear(end: str) -> None:
    keep = end == "commit"
    first = AuditEventFactory()
    early = Meanwhile(lambda: make_row(first), keep=keep)
    try:
        late = make_row(first)

        assert late.pk == first.pk + 2
        assert list(seal_audit(now=NOW, patience=SOON)) == []
    finally:
        early.end()

    assert len(list(seal_audit(now=NOW, patience=SOON))) == 1
    assert list_sealed() == [(late.pk, 3 if keep else 2)]
    assert list_faults() == []


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There one transaction writes.")
def test_who_has_taken_no_number_yet_is_waited_for_too() -> None:
    """What an INSERT does first is to take the table's lock, and then the number."""
    first = AuditEventFactory()

    def take_number() -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_auditevent IN ROW EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(pg_get_serial_sequence('claims_auditevent', 'id'))")

    early = Meanwhile(take_number, keep=True)
    try:
        make_row(first)
        assert list(seal_audit(now=NOW, patience=SOON)) == []
    finally:
        early.end()

    assert list(seal_audit(now=NOW, patience=SOON)) == list(AuditSeal.objects.all())


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There one transaction writes.")
def test_the_sealer_waits_for_those_only_who_were_writing_when_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = AuditEventFactory()
    early = Meanwhile(lambda: make_row(first), keep=True)
    others: list[Meanwhile] = []
    list_writers, looks = sealing._list_writers, []

    def look() -> set[str]:
        """At the second look another is writing, and the first has ended."""
        looks.append(1)
        if len(looks) == 2:
            others.append(Meanwhile(lambda: make_row(first), keep=True))
            early.end()
        return list_writers()

    monkeypatch.setattr(sealing, "_list_writers", look)
    try:
        seals = list(seal_audit(now=NOW, patience=30))
        assert [(seal.last_id, seal.count) for seal in seals] == [(first.pk, 1)]
        assert list_faults() == []
    finally:
        for other in others:
            other.end()

    monkeypatch.undo()
    assert [seal.count for seal in seal_audit(now=NOW, patience=SOON)] == [2]
    assert list_faults() == []


def test_a_worker_seals_beside_its_work_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    first = AuditEventFactory()
    ended, sealed = threading.Event(), threading.Event()
    failed: list[datetime] = []

    def seal(*, now: datetime) -> Iterator[AuditSeal]:
        """The first time the database is away."""
        if not failed:
            failed.append(now)
            raise OperationalError
        yield from seal_audit(now=now)
        sealed.set()

    monkeypatch.setattr("claims.management.sealer.seal_audit", seal)
    sealer = Sealer(ended, interval=0.01)

    sealer.start()
    assert sealed.wait(30)
    ended.set()
    sealer.end()

    assert list_sealed() == [(first.pk, 1)]


def test_several_sealers_beside_writers_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ROWS_OF_SEAL", 4)
    first = AuditEventFactory()
    errors: list[Exception] = []
    barrier = threading.Barrier(6)

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            for _ in range(12):
                act()
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            connection.close()

    def write() -> None:
        for keep in (True, False):
            with suppress(ZeroDivisionError), transaction.atomic():
                make_row(first)
                if not keep:
                    raise ZeroDivisionError

    def seal() -> None:
        list(seal_audit(now=NOW))

    threads = [threading.Thread(target=run, args=[act]) for act in (write, seal) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    list(seal_audit(now=NOW))

    assert errors == []
    numbers = AuditSeal.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert sum(count for _last, count in list_sealed()) == AuditEvent.objects.count() == 37
    assert list_faults() == []
