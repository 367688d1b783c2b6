"""What is past its time goes, and nothing else: drafts, addresses, sessions, the audit."""

import io
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from claims import clock, origin
from claims.errors import Conflict
from claims.exchange.audit import digest_address
from claims.exchange.backups import BackupReader
from claims.management.sealer import Sealer
from claims.models import AuditCut, AuditEvent, AuditSeal, Draft, KeyedAnswer, RateWindow
from claims.operations import audit, forgetting, sealing
from claims.operations.backup_restoring import restore_backup
from claims.operations.backups import make_backup
from claims.operations.forgetting import What, count_old, forget_old
from claims.operations.sealing import seal_audit
from claims.queries.audit_chain import check_cuts, check_seals
from tests.emptying import empty_tables, without_triggers
from tests.factories import (
    AuditEventFactory,
    DraftFactory,
    KeyedAnswerFactory,
    RateWindowFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ADDRESS = "192.0.2.1"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _periods(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DRAFT_DAYS, settings.ADDRESS_DAYS, settings.AUDIT_DAYS = 90, 60, 400
    monkeypatch.setattr(sealing, "ROWS_OF_SEAL", 3)


def make_row(days: float, **values: Any) -> AuditEvent:
    """Of so many days ago, but for a minute, in which a test is over."""
    return AuditEventFactory(created_at=clock.now() - days * DAY + timedelta(minutes=1), **values)


def make_sealed(*days: float, **values: Any) -> list[AuditEvent]:
    rows = [make_row(some, **values) for some in days]
    list(seal_audit(now=clock.now()))
    return rows


def forget() -> dict[What, int]:
    gone: dict[What, int] = {}
    for what, number in forget_old(now=clock.now()):
        gone[what] = gone.get(what, 0) + number
    return gone


def list_faults() -> list[str]:
    cuts = check_cuts()
    faults = [held.fault for held in check_seals(cuts.seal if cuts else None) if held.fault]
    return [cuts.fault, *faults] if cuts and cuts.fault else faults


def refuses(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def tamper(change: Callable[[], object]) -> None:
    """As somebody would who may do anything to the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with without_triggers(cursor, ["claims_auditevent", "claims_auditcut"]):
            change()


# ---- Drafts and sessions -------------------------------------------------------------------------


def test_drafts_go_when_nobody_has_changed_them_for_so_long(settings: Any) -> None:
    now = clock.now()
    kept = DraftFactory(saved_at=now - 89 * DAY)
    at_its_time = DraftFactory(saved_at=now - 90 * DAY)
    DraftFactory(saved_at=now - 91 * DAY)
    settings.DRAFT_DAYS = 0
    assert list(forget_old(now=now)) == []
    settings.DRAFT_DAYS = 90

    gone = list(forget_old(now=now))

    assert gone == [(What.DRAFTS, 1)]
    assert set(Draft.objects.all()) == {kept, at_its_time}


def test_of_sessions_that_have_ended_no_address_stays() -> None:
    now, person = clock.now(), UserFactory()

    def begin(key: str, *, expires: datetime | None, seen: datetime) -> None:
        if expires:
            Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(user=person, session_key=key, ip=ADDRESS, last_seen_at=seen)

    begin("living", expires=now + DAY, seen=now - 9 * DAY)
    begin("beginning", expires=None, seen=now)
    begin("expired", expires=now - timedelta(seconds=1), seen=now - 2 * DAY)
    begin("ended", expires=None, seen=now - 2 * DAY)

    gone = list(forget_old(now=now))

    assert gone == [(What.SESSIONS, 1), (What.DEVICES, 2)]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["living"]
    devices = UserSession.objects.order_by("pk").values_list("session_key", flat=True)
    assert list(devices) == ["living", "beginning"]


def test_what_is_kept_of_requests_goes_where_nobody_sends_any_more() -> None:
    now = clock.now()
    minute = int(now.timestamp()) // 60
    for age in (timedelta(hours=23), timedelta(hours=24)):
        KeyedAnswerFactory(created_at=now - age)
    for ended in (minute - 11, minute - 10, minute + 15):
        RateWindowFactory(minute=ended)

    gone = list(forget_old(now=now))

    assert gone == [(What.ANSWERS, 1), (What.COUNTS, 1)]
    assert KeyedAnswer.objects.get().created_at == now - timedelta(hours=23)
    left = RateWindow.objects.order_by("pk").values_list("minute", flat=True)
    assert list(left) == [minute - 10, minute + 15]


# ---- Addresses -----------------------------------------------------------------------------------


def test_an_address_goes_after_its_days_and_the_seals_stay_true(settings: Any) -> None:
    old, young, none, unsalted = (
        make_row(61, address=ADDRESS),
        make_row(60, address=ADDRESS),
        make_row(61),
        make_row(61, address="2001:db8::7", address_salt=None),
    )
    list(seal_audit(now=clock.now()))
    late = make_row(61, address=ADDRESS)
    settings.ADDRESS_DAYS = 0
    assert forget() == {}
    settings.ADDRESS_DAYS = 60

    gone = forget()

    list(seal_audit(now=clock.now()))
    left = AuditEvent.objects.order_by("pk").values_list(
        "pk", "address", "address_salt", "address_digest"
    )
    digest = digest_address(ADDRESS, old.address_salt)
    assert gone == {What.ADDRESSES: 3}
    assert list(left) == [
        (old.pk, None, None, digest),
        (young.pk, ADDRESS, young.address_salt, None),
        (none.pk, None, None, None),
        (unsalted.pk, None, None, None),
        (late.pk, None, None, digest),
    ]
    assert list_faults() == []
    tamper(lambda: AuditEvent.objects.filter(pk=old.pk).update(address_digest="0" * 64))
    assert list_faults() == ["a row, the seal or the seal before it was changed"]


def test_what_is_written_has_a_salt_of_its_own_if_it_has_an_address() -> None:
    for address in (ADDRESS, ADDRESS, None):
        with origin.use(origin.Origin(request_id="", address=address)):
            audit.record("thing.done", actor=None, now=clock.now())

    first, second, third = AuditEvent.objects.order_by("pk").values_list("address_salt", flat=True)
    assert third is None
    assert first != second
    assert {len(first or ""), len(second or "")} == {32}


def test_the_database_lets_an_address_go_and_nothing_else() -> None:
    old, young = make_row(31, address=ADDRESS), make_row(30, address=ADDRESS)
    unsalted = make_row(31, address=ADDRESS, address_salt=None)
    digest, salt = "0" * 64, old.address_salt
    goes: dict[str, Any] = {"address": None, "address_salt": None, "address_digest": digest}

    def change(row: AuditEvent, **values: Any) -> Callable[[], object]:
        return lambda: AuditEvent.objects.filter(pk=row.pk).update(**{**goes, **values})

    tries = {
        "too young": change(young),
        "another address": change(old, address="192.0.2.2"),
        "the address stays": change(old, address=ADDRESS),
        "the salt stays": change(old, address_salt=salt),
        "no digest": change(old, address_digest=None),
        "another word": change(old, address_digest="gone"),
        "a longer one": change(old, address_digest="0" * 63 + "g"),
        "a digest of no salt": change(unsalted),
        "the moment": change(old, created_at=clock.now()),
        "the action": change(old, action="thing.undone"),
        "the data": change(old, data={"purged": digest}),
        "the person": change(old, actor=young.actor),
        "the number": change(old, id=old.pk + 1000),
    }
    assert [name for name, act in tries.items() if not refuses(act)] == []

    assert not refuses(change(old))
    assert not refuses(change(unsalted, address_digest=None))
    assert refuses(change(old, address_digest="1" * 64))
    assert refuses(change(old, address=ADDRESS, address_salt=salt, address_digest=None))


# ---- The audit -----------------------------------------------------------------------------------


def test_the_audit_is_kept_for_good_unless_one_says_otherwise(settings: Any) -> None:
    make_sealed(4000)
    settings.AUDIT_DAYS = 0

    assert forget() == {}


def test_rows_go_by_whole_seals_when_all_of_one_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "ROWS_OF_CUT", 6)
    rows = make_sealed(500, 402, 401, *(3 * [450]), 401, 401, 400, 402)
    unsealed = make_row(500)

    gone = forget()

    # Of the third seal one row is a minute too young.
    kept = [row.pk for row in (*rows[6:], unsealed)]
    *left, cut = AuditEvent.objects.order_by("pk")
    assert gone == {What.AUDIT: 6}
    assert [row.pk for row in left] == kept
    assert (cut.action, cut.actor, cut.data) == ("audit.cut", None, {"rows": 6, "seals": [1, 2]})
    assert list(AuditCut.objects.values_list("seal__number", "rows")) == [(2, 6)]
    assert AuditSeal.objects.count() == 4
    assert list_faults() == []
    assert forget() == {}


def test_what_is_not_as_it_was_sealed_is_not_removed() -> None:
    rows = make_sealed(500, 500, 500, 500)
    tamper(lambda: AuditEvent.objects.filter(pk=rows[3].pk).update(action="thing.undone"))
    DraftFactory(saved_at=clock.now() - 91 * DAY)

    with pytest.raises(Conflict) as refused:
        forget()

    assert refused.value.code == "not_as_sealed"
    assert AuditEvent.objects.filter(pk__in=[row.pk for row in rows]).count() == 4
    assert not AuditCut.objects.exists()
    assert not Draft.objects.exists()


def test_rows_that_are_gone_without_a_cut_are_missing_and_others_do_not_come_back() -> None:
    rows = make_sealed(*(3 * [500]), *(3 * [399]))
    forget()
    tamper(AuditEvent.objects.filter(pk=rows[4].pk).delete)
    assert list_faults() == ["1 of its 3 rows missing"]

    make_row(500, id=rows[0].pk)

    assert list_faults()[0] == "1 rows stand where all were removed"
    tamper(lambda: AuditCut.objects.update(rows=2))
    assert list_faults()[0] == "3 rows were sealed, and 2 are said to be removed"


def test_the_database_lets_rows_go_that_a_cut_covers_and_cuts_none_that_are_young() -> None:
    rows = make_sealed(*(3 * [500]), *(3 * [366]), *(3 * [365]))
    first, second, third = AuditSeal.objects.order_by("number")
    now = clock.now()

    def cut(seal: AuditSeal) -> Callable[[], object]:
        return lambda: AuditCut.objects.create(seal=seal, rows=3, created_at=now)

    assert refuses(AuditEvent.objects.filter(pk=rows[0].pk).delete)
    assert refuses(cut(third))
    assert not refuses(cut(second))
    assert refuses(cut(first))
    assert refuses(AuditEvent.objects.filter(pk=rows[6].pk).delete)
    assert refuses(AuditCut.objects.all().delete)
    assert refuses(lambda: AuditCut.objects.update(rows=9))
    assert not refuses(AuditEvent.objects.filter(pk__lte=rows[5].pk).delete)


# ---- Batches -------------------------------------------------------------------------------------


def test_it_is_counted_without_any_change_and_goes_on_where_it_was_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    monkeypatch.setattr(forgetting, "ROWS_OF_CUT", 3)
    now = clock.now()
    make_sealed(*(7 * [500]), address=ADDRESS)
    for _ in range(3):
        DraftFactory(saved_at=now - 91 * DAY)
    wanted = {
        What.DRAFTS: 3,
        What.ADDRESSES: 7,
        What.SESSIONS: 0,
        What.DEVICES: 0,
        What.ANSWERS: 0,
        What.COUNTS: 0,
        What.AUDIT: 7,
    }
    rows = list(AuditEvent.objects.order_by("pk").values())
    assert count_old(now=now) == wanted
    assert list(AuditEvent.objects.order_by("pk").values()) == rows
    assert Draft.objects.count() == 3

    parts = []
    while part := next(forget_old(now=now), None):
        parts.append(part)
        assert list_faults() == []

    assert parts == [
        *((What.DRAFTS, number) for number in (2, 1)),
        *((What.ADDRESSES, number) for number in (2, 2, 2, 1)),
        *((What.AUDIT, number) for number in (3, 3, 1)),
    ]
    assert count_old(now=now) == dict.fromkeys(What, 0)
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == 3 * ["audit.cut"]


@pytest.mark.django_db(transaction=True)
def test_several_at_once_do_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 4)
    monkeypatch.setattr(forgetting, "ROWS_OF_CUT", 3)
    make_sealed(*(24 * [500]), address=ADDRESS)
    errors: list[Exception] = []
    barrier = threading.Barrier(4)

    def run() -> None:
        try:
            barrier.wait()
            forget()
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    forget()

    cuts = check_cuts()
    assert errors == []
    assert (cuts and cuts.rows, list_faults()) == (24, [])
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"audit.cut"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_it_beside_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    DraftFactory(saved_at=clock.now() - 91 * DAY)
    ended, begun = threading.Event(), threading.Event()

    def begin(*, now: datetime) -> Any:
        yield from forget_old(now=now)
        begun.set()

    monkeypatch.setattr("claims.management.sealer.forget_old", begin)
    sealer = Sealer(ended, interval=0.01)

    sealer.start()
    assert begun.wait(30)
    ended.set()
    sealer.end()

    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_after_a_cut_comes_back_with_a_chain_that_is_whole() -> None:
    make_sealed(*(3 * [500]), *(2 * [61]), 1, address=ADDRESS)
    assert forget() == {What.ADDRESSES: 5, What.AUDIT: 3}
    backup = io.BytesIO()
    make_backup(backup, with_files=False, now=clock.now(), tell=lambda _line: None)
    salts = list(AuditEvent.objects.order_by("pk").values_list("pk", "address_salt"))

    empty_tables()
    with BackupReader(backup) as reader:
        restore_backup(reader, actor=None, now=clock.now(), tell=lambda _line: None)

    cuts = check_cuts()
    *events, _restored = AuditEvent.objects.order_by("pk").values_list("pk", "address_salt")
    assert events == salts[: len(events)]
    assert (cuts and cuts.rows, list_faults()) == (3, [])
    list(seal_audit(now=clock.now()))
    assert list_faults() == []
