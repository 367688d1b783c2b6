"""A restore drill: `make drill`, or `python -m tools.drill FILE` with a backup of your own.

The demo on SQLite (or what is in FILE, put back there) is backed up, restored into a PostgreSQL,
backed up there, restored into another SQLite and backed up again. All tables must have the same
rows each time, by their hashes; but the audit, which tells of the drill too.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from claims.exchange.backups import BackupReader, FilePart, TablePart
from tools.environment import make_clean_environment
from tools.postgres import provide_database

# What making and restoring a backup adds to.
TOLD_OF = {"claims_auditevent"}


class Place:
    """A database, and a storage of its own."""

    def __init__(self, name: str, folder: Path, url: str = "") -> None:
        self.name = name
        self.folder = folder / name
        self._variables = {"DATA_DIR": str(self.folder), "DATABASE_URL": url, "DEBUG": "1"}
        self._variables["SECRET_KEY"] = secrets.token_urlsafe(50)

    def run(self, *command: str) -> None:
        """Run a command of manage.py; what it says is shown only when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            env={**make_clean_environment(), **self._variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{self.name}: {' '.join(command)} failed:\n{done.stdout[-4000:]}")

    def migrate(self) -> None:
        self.run("migrate", "--verbosity", "0")

    def back_up(self) -> Path:
        file = self.folder / "backup.zip"
        self.run("backup", str(file))
        print(f"{self.name}: backed up, {file.stat().st_size:,} bytes", flush=True)
        return file

    def restore(self, file: Path) -> None:
        self.migrate()
        self.run("restore", str(file))
        print(f"{self.name}: restored", flush=True)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="factcheck-drill-") as name:
        folder = Path(name)
        files = drill(folder, Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None)
        held = [read_parts(file) for file in files]
    different = {
        part
        for later in held[1:]
        for part in held[0].keys() | later.keys()
        if held[0].get(part) != later.get(part)
    }
    for part in sorted(different):
        print(f"DIFFERENT: {part}")
    if not different:
        print(f"The same {len(held[0])} tables and files on every database.")
    return 1 if different else 0


def drill(folder: Path, given: Path | None) -> list[Path]:
    """The backups, in the order in which they were made of each other."""
    first = Place("sqlite", folder)
    if given:
        first.restore(given)
    else:
        first.migrate()
        first.run("seed_demo")
    files = [first.back_up()]
    os.environ.pop("DATABASE_URL", None)  # Never into a database of somebody's.
    with provide_database() as (url, _source):
        second = Place("postgresql", folder, url)
        second.restore(files[-1])
        files.append(second.back_up())
    third = Place("sqlite-again", folder)
    third.restore(files[-1])
    files.append(third.back_up())
    return files


def read_parts(file: Path) -> dict[str, tuple[int, str]]:
    """How long each part is, and its hash."""
    with file.open("rb") as stream, BackupReader(stream) as backup:
        manifest = backup.manifest
    parts: list[TablePart | FilePart] = [*manifest.files]
    parts += [table for table in manifest.tables if table.table not in TOLD_OF]
    return {part.name: (part.size, part.sha256) for part in parts}


if __name__ == "__main__":
    sys.exit(main())
