"""`manage.py seal_audit`: seal what the audit holds by now."""

from typing import Any

from django.core.management.base import BaseCommand

from claims import clock
from claims.operations.sealing import seal_audit
from claims.queries.audit_chain import count_unsealed, find_last_seal


class Command(BaseCommand):
    help = (
        "Seal the audit rows that have come since the last seal. Workers do so every minute: this "
        "is for installations without one, from a timer. Prints the last seal, to be noted where "
        "nobody who can write the database can write."
    )

    def handle(self, **_: Any) -> None:
        for seal in seal_audit(now=clock.now()):
            self.stdout.write(f"Sealed {seal.count} rows.")
        last = find_last_seal()
        if last:
            self.stdout.write(f"Last seal: {last}")
        if waiting := count_unsealed(last):
            self.stdout.write(f"{waiting} rows are not sealed yet: somebody was writing.")
