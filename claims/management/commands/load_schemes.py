"""manage.py load_schemes: bring in the shipped label schemes; again, it changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims import clock
from claims.operations import schemes


class Command(BaseCommand):
    """Schemes that are there already stay as people have edited them."""

    help = "Add the label schemes of fixtures/schemes.json that are missing."

    def handle(self, *_: Any, **__: Any) -> None:
        path = Path(settings.BASE_DIR) / "fixtures" / "schemes.json"
        presets = json.loads(path.read_text(encoding="utf-8"))
        added = schemes.install_presets(actor=None, presets=presets, now=clock.now())
        for scheme in added:
            self.stdout.write(f"added: {scheme}")
        self.stdout.write(f"{len(added)} added, {len(presets) - len(added)} there already")
