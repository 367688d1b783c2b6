"""`manage.py verify_releases`: whether the files of all releases are still what they were."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import Release, ReleaseFile
from claims.operations.release_files import is_intact
from claims.queries.release_storage import MANIFEST_NAME


class Command(BaseCommand):
    help = (
        "Read every file of every release and compare its SHA-256 with what was written. Prints a "
        "line for each that is lost or changed; exit code 1 if any is."
    )

    def handle(self, **_: Any) -> None:
        files = ReleaseFile.objects.filter(is_frozen=True).select_related("release__project")
        checked = broken = 0
        for file in files.order_by("pk").iterator():
            if file.release.state == Release.State.WITHDRAWN and file.name != MANIFEST_NAME:
                continue
            checked += 1
            if not is_intact(file):
                broken += 1
                release = file.release
                self.stdout.write(f"{release.project.slug} {release.full_name} {file.name}: broken")
        self.stdout.write(f"{checked} files read, {broken} broken")
        if broken:
            raise CommandError("Not all files are what they were.")
