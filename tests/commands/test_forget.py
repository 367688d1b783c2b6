"""`manage.py forget`: what it says, and what `verify_audit` says after it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims import clock
from claims.models import AuditCut, AuditEvent, AuditSeal
from claims.operations import sealing
from claims.operations.sealing import seal_audit
from tests.emptying import without_triggers
from tests.factories import AuditEventFactory, DraftFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _old_rows(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft, and two seals of two rows: the first is old enough to be cut, all have addresses."""
    settings.DRAFT_DAYS, settings.ADDRESS_DAYS, settings.AUDIT_DAYS = 90, 365, 400
    monkeypatch.setattr(sealing, "ROWS_OF_SEAL", 2)
    now = clock.now()
    DraftFactory(saved_at=now - timedelta(days=91))
    for days in (401, 401, 399, 1):
        AuditEventFactory(created_at=now - timedelta(days=days), address="192.0.2.1")
    list(seal_audit(now=now))


def run(*command: str) -> list[str]:
    said = StringIO()
    try:
        call_command(*command, stdout=said)
    except CommandError as refusal:
        said.write(f"refused: {refusal}")
    return said.getvalue().splitlines()


def tell(*numbers: int, how: str) -> list[str]:
    what = (
        *("drafts", "addresses in the audit", "ended sessions", "browsers of ended sessions"),
        *("answers kept for repeats", "counts of requests", "audit rows"),
    )
    counted = zip(numbers, what, strict=True)
    return [f"{number} {name} {how}" for number, name in counted]


def test_it_says_what_would_go_and_what_went() -> None:
    assert run("forget", "--dry-run") == tell(1, 3, 0, 0, 0, 0, 2, how="would go")
    assert run("forget") == tell(1, 3, 0, 0, 0, 0, 2, how="gone")
    assert run("forget") == tell(0, 0, 0, 0, 0, 0, 0, how="gone")


def test_the_audit_is_verified_from_the_last_cut_on_and_that_is_told() -> None:
    first, last = AuditSeal.objects.order_by("number")
    run("forget")
    cut = AuditCut.objects.get()

    assert run("verify_audit", "--expect", first.sha256) == [
        "2 rows are gone, past their time: all up to seal 1, in 1 cuts, the last of "
        f"{cut.created_at:%Y-%m-%d %H:%M} UTC",
        "1 seals over 2 rows, 0 of them without their data; 1 rows not sealed yet",
        f"Last seal: {last}",
    ]
    assert run("verify_audit", "--expect", "0" * 64)[-1].startswith("refused: ")
    AuditEventFactory(id=first.last_id)
    said = run("verify_audit")
    assert said[1] == "Cuts: 1 rows stand where all were removed"
    assert said[-1] == "refused: The audit is not what was sealed."


def test_it_refuses_to_remove_what_is_not_as_it_was_sealed() -> None:
    connection.check_constraints()  # What waits for that would keep the triggers in place.
    with connection.cursor() as cursor, without_triggers(cursor, ["claims_auditevent"]):
        AuditEvent.objects.order_by("pk")[:1].get().delete()

    assert run("forget") == [
        *tell(1, 2, 0, 0, 0, 0, 0, how="gone"),
        "refused: Seal 1 of the audit: 1 of its 2 rows missing. Its rows were not removed.",
    ]
