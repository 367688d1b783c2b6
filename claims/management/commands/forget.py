"""`manage.py forget`: remove what is past its time."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import Conflict
from claims.operations.forgetting import What, count_old, forget_old


class Command(BaseCommand):
    help = (
        "Remove drafts, addresses and audit rows that are older than DRAFT_DAYS, ADDRESS_DAYS and "
        "AUDIT_DAYS say, sessions that have ended, and what is kept of requests for a while. "
        "Workers do so every day: this is for installations without one, from a timer. Stopped in "
        "the middle, it goes on the next time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        if dry_run:
            self._tell(count_old(now=clock.now()), "would go")
            return
        gone: Counter[What] = Counter()
        try:
            for what, number in forget_old(now=clock.now()):
                gone[what] += number
        except Conflict as refusal:
            raise CommandError(str(refusal)) from None
        finally:
            self._tell(gone, "gone")

    def _tell(self, counts: dict[What, int], how: str) -> None:
        for what in What:
            self.stdout.write(f"{counts.get(what, 0):,} {what} {how}")
