"""`manage.py verify_audit` and `seal_audit`: whoever changes the audit unseen is found out."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.exchange.audit import PURGED, digest_data
from claims.models import AuditEvent, AuditSeal
from claims.operations import sealing
from claims.operations.sealing import seal_audit
from tests.emptying import without_triggers
from tests.factories import NOW, AuditEventFactory

pytestmark = pytest.mark.django_db

TABLES = ["claims_auditevent", "claims_auditseal"]
CHANGED = "a row, the seal or the seal before it was changed"


def verify(**options: str) -> tuple[list[str], bool]:
    said = StringIO()
    try:
        call_command("verify_audit", stdout=said, **options)
    except CommandError:
        return said.getvalue().splitlines(), False
    return said.getvalue().splitlines(), True


def tamper(change: Callable[[], object]) -> None:
    """As somebody would who may do anything to the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What waits to be looked at would keep the triggers in place.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with without_triggers(cursor, TABLES):
            change()


def find_faults() -> list[str]:
    said, is_whole = verify()
    faults = [line for line in said if line.startswith("Seal ")]
    assert is_whole is not bool(faults)
    return faults


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[AuditEvent]:
    """Nine rows, three to a seal."""
    monkeypatch.setattr(sealing, "ROWS_OF_SEAL", 3)
    rows = [
        AuditEventFactory(data={"n": n}, target=f"t{n}", address="192.0.2.1", request_id=str(n))
        for n in range(9)
    ]
    assert [seal.count for seal in seal_audit(now=NOW)] == [3, 3, 3]
    return rows


def change(row: AuditEvent, **values: object) -> None:
    AuditEvent.objects.filter(pk=row.pk).update(**values)


def test_what_was_sealed_and_is_as_it_was_is_found_so(rows: list[AuditEvent]) -> None:
    AuditEventFactory()
    last = AuditSeal.objects.get(number=3)

    assert verify() == (
        [
            "3 seals over 9 rows, 0 of them without their data; 1 rows not sealed yet",
            f"Last seal: 3 {last.sha256}",
        ],
        True,
    )


def test_sealing_goes_on_where_it_ended_and_says_the_last_seal(rows: list[AuditEvent]) -> None:
    AuditEventFactory()
    said = StringIO()

    call_command("seal_audit", stdout=said)

    last = AuditSeal.objects.get(number=4)
    assert said.getvalue().splitlines() == ["Sealed 1 rows.", f"Last seal: {last}"]
    assert list(seal_audit(now=NOW)) == []
    assert find_faults() == []


def test_nothing_is_sealed_where_nothing_is() -> None:
    assert list(seal_audit(now=NOW)) == []
    assert verify() == (
        ["0 seals over 0 rows, 0 of them without their data; 0 rows not sealed yet"],
        True,
    )


def test_each_column_of_a_row_is_held(rows: list[AuditEvent]) -> None:
    other = AuditEventFactory()
    changes: dict[str, object] = {
        "created_at": NOW.replace(year=2020),
        "action": "thing.undone",
        "actor": other.actor,
        "project": other.project,
        "target": "x",
        "data": {"n": 40},
        "address": "192.0.2.2",
        "address_salt": "5b" * 16,
        "request_id": "x",
    }
    # What is left of an address counts once that is gone: tests/operations/test_forgetting.py.
    beside = {"id", "token", "address_digest"}
    assert beside | changes.keys() == {field.name for field in AuditEvent._meta.concrete_fields}
    unseen = {}
    for name, value in changes.items():
        before = getattr(rows[4], name)
        tamper(lambda name=name, value=value: change(rows[4], **{name: value}))  # type: ignore[misc]
        if (faults := find_faults()) != [f"Seal 2: {CHANGED}"]:
            unseen[name] = faults
        tamper(lambda name=name, before=before: change(rows[4], **{name: before}))  # type: ignore[misc]

    assert unseen == {}
    assert find_faults() == []


def test_a_row_cut_out_is_missing(rows: list[AuditEvent]) -> None:
    tamper(AuditEvent.objects.filter(pk=rows[4].pk).delete)

    assert find_faults() == ["Seal 2: 1 of its 3 rows missing"]


def test_a_row_put_in_is_too_many(rows: list[AuditEvent]) -> None:
    tamper(AuditEvent.objects.filter(pk=rows[4].pk).delete)
    tamper(lambda: change(rows[5], id=rows[4].pk))
    assert find_faults() == ["Seal 2: 1 of its 3 rows missing"]

    AuditEventFactory(id=rows[5].pk)

    assert find_faults() == [f"Seal 2: {CHANGED}"]


def test_a_row_with_a_number_before_all_others_is_too_many(rows: list[AuditEvent]) -> None:
    AuditEventFactory(id=-1)

    assert find_faults() == ["Seal 1: 1 of its 3 rows too many"]


def test_rows_cut_from_the_end_are_missing_while_their_seal_stands(rows: list[AuditEvent]) -> None:
    tamper(AuditEvent.objects.filter(pk__gte=rows[7].pk).delete)

    assert find_faults() == ["Seal 3: 2 of its 3 rows missing"]


def test_an_end_cut_off_with_its_seal_is_known_by_a_seal_noted_elsewhere(
    rows: list[AuditEvent],
) -> None:
    noted, earlier = AuditSeal.objects.get(number=3).sha256, AuditSeal.objects.get(number=2).sha256
    assert verify(expect=noted)[1]

    def cut() -> None:
        AuditEvent.objects.filter(pk__gte=rows[6].pk).delete()
        AuditSeal.objects.filter(number=3).delete()

    tamper(cut)

    assert find_faults() == []
    assert verify(expect=earlier)[1]
    said, is_whole = verify(expect=noted)
    assert not is_whole
    assert said[-1] == "The seal that was noted is not in the chain: its end was cut off."


def test_a_changed_seal_and_a_missing_one_are_found(rows: list[AuditEvent]) -> None:
    second = AuditSeal.objects.filter(number=2)

    def change_seal(**values: object) -> None:
        tamper(lambda: second.update(**values))

    sealed_at, sha256 = second.values_list("sealed_at", "sha256").get()
    change_seal(sealed_at=NOW.replace(year=2020))
    assert find_faults() == [f"Seal 2: {CHANGED}"]
    change_seal(sealed_at=sealed_at, sha256="0" * 64)
    assert find_faults() == [f"Seal 2: {CHANGED}", f"Seal 3: {CHANGED}"]
    change_seal(sha256=sha256)
    assert find_faults() == []
    tamper(second.delete)
    assert find_faults() == ["Seal 3: seal 2 is missing before it"]


def test_data_that_had_to_go_leave_their_digest_and_the_chain_whole(
    rows: list[AuditEvent],
) -> None:
    tamper(lambda: change(rows[4], data={PURGED: digest_data(rows[4].data)}))

    said, is_whole = verify()

    assert is_whole
    assert said[0] == "3 seals over 9 rows, 1 of them without their data; 0 rows not sealed yet"
    tamper(lambda: change(rows[4], data={PURGED: digest_data({"n": 5})}))
    assert find_faults() == [f"Seal 2: {CHANGED}"]
    tamper(lambda: change(rows[4], data={PURGED: "gone"}))
    assert find_faults() == [f"Seal 2: {CHANGED}"]
