"""How fast the audit is sealed and verified: `python -m benchmarks.audit --rows 1000000`.

On a database made for it: DATABASE_URL, which has to be empty, or SQLite in a folder that goes.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

INSERTED_AT_ONCE = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
        run(rows)


def run(rows: int) -> None:
    import django  # noqa: PLC0415 - needs the settings above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from claims.operations.sealing import seal_audit  # noqa: PLC0415
    from claims.queries.audit_chain import check_seals  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    fill(rows)
    measure("sealed", rows, lambda: list(seal_audit(now=datetime.now(UTC))))
    faults = measure("verified", rows, lambda: [held for held in check_seals() if held.fault])
    assert faults == []


def fill(rows: int) -> None:
    """Rows as those of labels."""
    from claims.models import AuditEvent  # noqa: PLC0415

    now = datetime.now(UTC)
    for first in range(0, rows, INSERTED_AT_ONCE):
        AuditEvent.objects.bulk_create(
            AuditEvent(
                created_at=now,
                action="annotation.submitted",
                target=str(uuid4()),
                data={"claim": str(uuid4()), "revision": number},
                address="192.0.2.1",
                address_salt=uuid4().hex,
                request_id=uuid4().hex,
            )
            for number in range(first, min(first + INSERTED_AT_ONCE, rows))
        )


def measure(what: str, rows: int, act: Callable[[], list[object]]) -> list[object]:
    began = time.perf_counter()
    result = act()
    seconds = time.perf_counter() - began
    print(f"{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows/s")
    return result


if __name__ == "__main__":
    main()
