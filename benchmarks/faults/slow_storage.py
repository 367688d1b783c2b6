"""A storage that takes its time with each file, so that a release is being built for a while."""

import time
from typing import Any

from django.core.files.storage import FileSystemStorage


class SlowStorage(FileSystemStorage):
    def __init__(self, *args: Any, seconds: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self.seconds = seconds

    def _save(self, name: str, content: Any) -> str:
        time.sleep(self.seconds)
        return str(super()._save(name, content))  # type: ignore[misc]
