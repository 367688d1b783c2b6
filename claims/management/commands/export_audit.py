"""`manage.py export_audit FILE --user NAME`: the audit as a file, whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import clock
from claims.errors import DomainError
from claims.exchange.audit import AUDIT_FORMATS, DEFAULT_AUDIT_FORMAT
from claims.models import Project, User
from claims.operations.exports import start_audit_export


class Command(BaseCommand):
    help = (
        "Export the audit to a file, that of one project or all of it. It is written beside as "
        "FILE.part, and has its name only when it is whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--user", required=True, metavar="USERNAME", help="who exports")
        parser.add_argument("--project", metavar="PROJECT", help="its short name")
        parser.add_argument(
            "--format", choices=list(AUDIT_FORMATS), default=DEFAULT_AUDIT_FORMAT, dest="form"
        )

    def handle(self, *, file: Path, user: str, project: str | None, form: str, **_: Any) -> None:
        actor = User.objects.filter(username=user).first()
        found = Project.objects.filter(slug=project).first() if project else None
        if actor is None or (project and found is None):
            missing = f"user “{user}”" if actor is None else f"project “{project}”"
            raise CommandError(f"There is no {missing}.")
        part = file.with_name(f"{file.name}.part")
        try:
            pieces = start_audit_export(
                actor=actor, project=found, format_name=form, now=clock.now()
            )
            with part.open("wb") as out:
                out.writelines(pieces)
            part.replace(file)
        except (DomainError, OSError) as fault:
            raise CommandError(str(fault)) from fault
