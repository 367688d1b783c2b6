"""The databases to measure on: an empty one for each size, removed afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tools import postgres

NAMES = ("sqlite", "postgresql")
# A commit that waits for the disk is part of what is measured, on SQLite as well.
DURABLE = postgres.SERVER_OPTIONS.replace("fsync=off", "fsync=on")


class Databases:
    """Makes databases of one kind. `describe` says what it runs on."""

    def __init__(self, name: str, folder: Path, stack: ExitStack) -> None:
        self.name = name
        self.folder = folder
        self.server = ""
        if name == "postgresql":
            postgres.SERVER_OPTIONS = DURABLE
            self.server, _source = stack.enter_context(postgres.provide_database())

    @contextmanager
    def make(self, size: int) -> Iterator[str]:
        """The URL of a new, empty database."""
        if not self.server:
            path = self.folder / f"{size}.sqlite3"
            yield f"sqlite:///{path}"
            for file in self.folder.glob(f"{path.name}*"):
                file.unlink()
            return
        name = f"factcheck_benchmark_{size}"
        self._run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        yield urlsplit(self.server)._replace(path=f"/{name}").geturl()
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, *statements: str) -> None:
        with closing(psycopg2.connect(self.server)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
