"""A PostgreSQL of our own that may be stopped as by a crash, and comes back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from pwd import struct_passwd
from urllib.parse import quote

from benchmarks.databases import DURABLE
from tools import postgres

# Of a crash nothing is lost only where pages are written whole; a commit waits for the disk.
OPTIONS = DURABLE.replace("full_page_writes=off", "full_page_writes=on").replace(
    "synchronous_commit=off", "synchronous_commit=on"
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server that runs; its data lie in `folder / "data"`."""

    folder: Path
    programs: Path
    account: struct_passwd | None = field(repr=False)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/postgres"

    @property
    def process(self) -> int:
        """The number of its first process, whose children are the others."""
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        options = f"-k {self.folder} {OPTIONS}"
        postgres.control(
            self.programs, self.folder, self.account, "start", "-t", "120", "-o", options
        )

    def crash(self) -> None:
        """Stop at once, without telling anybody: what is not on the disk is gone."""
        postgres.control(self.programs, self.folder, self.account, "stop", "-m", "immediate")


@contextmanager
def run_cluster(data: Path | None = None) -> Iterator[Cluster]:
    """Start an empty one, and leave nothing behind.

    `data`: a folder to make for its data, on a small disk say; its journal lies elsewhere then.
    """
    installation = postgres.find_installed() or postgres.find_in_wheel()
    if installation is None:
        raise postgres.NoPostgresError("No PostgreSQL: install a server.")
    account, programs = postgres.find_server_account(), installation.programs
    folder = Path(tempfile.mkdtemp(prefix="factcheck-pg-", dir=postgres.find_open_temp_dir()))
    options: tuple[str, ...] = ()
    try:
        if data is not None:
            data.mkdir()
            (folder / "data").symlink_to(data)
            options = ("-X", str(folder / "journal"))
        if account:
            for owned in filter(None, (folder, data)):
                shutil.chown(owned, account.pw_uid, account.pw_gid)
            if not postgres.is_open_to_all(programs):
                programs = postgres.copy_wheel(programs, folder, account)
        if data is not None:
            data.chmod(0o700)
        postgres.create_cluster(programs, folder, account, *options)
        cluster = Cluster(folder, programs, account)
        cluster.start()
        try:
            yield cluster
        finally:
            with suppress(postgres.NoPostgresError):  # It may be down.
                cluster.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
