"""A storage that waits before it keeps a file, until a file named `go` lies beside it."""

import time
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class SlowStorage(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        while not Path(self.path("")).with_name("go").exists():
            time.sleep(0.05)
        return str(super()._save(name, content))  # type: ignore[misc]
