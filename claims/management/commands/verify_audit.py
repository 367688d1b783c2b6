"""`manage.py verify_audit`: whether the audit still is what it was when it was sealed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import AuditSeal
from claims.queries.audit_chain import Cuts, check_cuts, check_seals, count_unsealed

# Rows between two signs of progress.
PACE = 100_000


class Command(BaseCommand):
    help = (
        "Hold every row of the audit against its seal. Prints a line for each seal that does not "
        "fit, what was cut, and the last seal; exit code 1 if anything does not fit, or if "
        "--expect finds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="SHA256",
            help="a seal noted elsewhere: fails unless it is still one of the chain",
        )

    def handle(self, *, expect: str | None, **_: Any) -> None:
        seals = rows = purged = 0
        cuts = check_cuts()
        faults = self._tell_cuts(cuts)
        last = cuts.seal if cuts else None
        is_found = expect is None or _is_among_cut(expect, last)
        for held in check_seals(last):
            seals, faults, last = seals + 1, faults + bool(held.fault), held.seal
            is_found = is_found or (held.seal.sha256 == expect and not held.fault)
            if held.fault:
                self.stdout.write(f"Seal {held.seal.number}: {held.fault}")
            if rows // PACE < (rows + held.rows) // PACE:
                self.stderr.write(f"{rows + held.rows} rows so far")
            rows, purged = rows + held.rows, purged + held.purged
        self.stdout.write(
            f"{seals} seals over {rows} rows, {purged} of them without their data; "
            f"{count_unsealed(last)} rows not sealed yet"
        )
        if last:
            self.stdout.write(f"Last seal: {last}")
        if not is_found:
            self.stdout.write("The seal that was noted is not in the chain: its end was cut off.")
        if faults or not is_found:
            raise CommandError("The audit is not what was sealed.")

    def _tell_cuts(self, cuts: Cuts | None) -> int:
        """Say what is gone for good; how many faults that has."""
        if cuts is None:
            return 0
        self.stdout.write(
            f"{cuts.rows} rows are gone, past their time: all up to seal {cuts.seal.number}, in "
            f"{cuts.number} cuts, the last of {cuts.last_at:%Y-%m-%d %H:%M} UTC"
        )
        if not cuts.fault:
            return 0
        self.stdout.write(f"Cuts: {cuts.fault}")
        return 1


def _is_among_cut(sha256: str, last: AuditSeal | None) -> bool:
    """Whether it is a seal whose rows are gone: these are taken as they are."""
    if last is None:
        return False
    return AuditSeal.objects.filter(number__lte=last.number, sha256=sha256).exists()
