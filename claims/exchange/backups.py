"""A backup as a file: a zip of each table's rows as JSON lines, of stored files, and a manifest.

A zip, since its parts are compressed as they come, however long they get, and since it is none
while its end is missing. No database is needed to find out whether one is whole.
"""

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from claims.errors import InvalidInput

# Goes up when an older program could not read what is written.
FORMAT = 1
MANIFEST_NAME = "manifest.json"
READ_AT_ONCE = 1 << 20
# What Python's reader says of a zip in which something was changed.
UNREADABLE = (BadZipFile, EOFError, RuntimeError, ValueError, struct.error, zlib.error)
# Told that so many rows of a table, or bytes of a file, were written or read.
Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class TablePart:
    """A table: a line for each row, which holds its values in the order of the columns."""

    table: str
    columns: list[str]
    rows: int
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return f"tables/{self.table}.jsonl"


@dataclass(frozen=True, kw_only=True, slots=True)
class FilePart:
    """A file as it lay in the storage of releases, under this name."""

    stored_as: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return f"files/{self.stored_as}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a backup holds. `migrations` says which tables and columns it fits."""

    format: int
    software: str
    database: str
    made_at: str
    migrations: list[str]
    tables: list[TablePart]
    with_files: bool
    files: list[FilePart]
    # Files that the database told of and the storage did not have.
    missing: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def content_sha256(self) -> str:
        """Of all that is told here, and so, by their hashes, of all parts."""
        told = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return sha256(told.encode()).hexdigest()

    def dump(self) -> bytes:
        told = asdict(self) | {"content_sha256": self.content_sha256}
        return json.dumps(told, indent=1).encode()


class BackupWriter:
    """Writes the parts one after the other, the manifest last. To be used by `with`."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = ZipFile(out, "w", ZIP_DEFLATED)
        self.tables: list[TablePart] = []
        self.files: list[FilePart] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """What stopped early has no manifest: it is none."""
        self._zip.close()

    def add_table(self, table: str, columns: list[str], lines: Iterable[bytes]) -> TablePart:
        rows = 0

        def count(lines: Iterable[bytes]) -> Iterator[bytes]:
            nonlocal rows
            for line in lines:
                rows += 1
                yield line

        name = TablePart(table=table, columns=columns, rows=0, size=0, sha256="").name
        size, digest = self._write(name, count(lines))
        part = TablePart(table=table, columns=columns, rows=rows, size=size, sha256=digest)
        self.tables.append(part)
        return part

    def add_file(self, stored_as: str, chunks: Iterable[bytes]) -> FilePart:
        name = FilePart(stored_as=stored_as, size=0, sha256="").name
        size, digest = self._write(name, chunks)
        part = FilePart(stored_as=stored_as, size=size, sha256=digest)
        self.files.append(part)
        return part

    def finish(self, manifest: Manifest) -> None:
        self._write(MANIFEST_NAME, [manifest.dump()])

    def _write(self, name: str, chunks: Iterable[bytes]) -> tuple[int, str]:
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        size, digest = 0, sha256()
        with self._zip.open(info, "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()


class BackupReader:
    """A backup that was opened. Its parts raise InvalidInput ("backup_damaged") where they differ.

    Raises InvalidInput: "no_backup", "backup_format" (of a later program), "backup_damaged".
    """

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = ZipFile(file)
        except UNREADABLE:
            raise InvalidInput(
                "no_backup", "This is no backup, or one whose end is missing."
            ) from None
        self.manifest = self._read_manifest()
        parts: list[TablePart | FilePart] = [*self.manifest.tables, *self.manifest.files]
        if sorted([*(part.name for part in parts), MANIFEST_NAME]) != sorted(self._zip.namelist()):
            raise _make_damaged(MANIFEST_NAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read_lines(self, part: TablePart) -> Iterator[bytes]:
        """Its lines, without their ends. That they are all there is known at the end only."""
        rows, rest = 0, b""
        for chunk in self.read_chunks(part):
            *lines, rest = (rest + chunk).split(b"\n")
            rows += len(lines)
            yield from lines
        if rest or rows != part.rows:
            raise _make_damaged(part.name)

    def read_chunks(self, part: TablePart | FilePart) -> Iterator[bytes]:
        size, digest = 0, sha256()
        for chunk in self._read(part.name):
            size += len(chunk)
            digest.update(chunk)
            yield chunk
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise _make_damaged(part.name)

    def open_file(self, part: FilePart) -> IO[bytes]:
        """The file itself, for who reads and compares it."""
        return self._zip.open(part.name)

    def verify(self, tell: Tell) -> None:
        """Read every part to its end, and compare how long it is and its hash with the manifest."""
        for table in self.manifest.tables:
            for _line in self.read_lines(table):
                pass
            tell(f"{table.table}: {table.rows:,} rows")
        for file in self.manifest.files:
            for _chunk in self.read_chunks(file):
                pass
        tell(f"{len(self.manifest.files):,} files")

    def _read(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(READ_AT_ONCE):
                    yield chunk
        except UNREADABLE:
            raise _make_damaged(name) from None

    def _read_manifest(self) -> Manifest:
        if MANIFEST_NAME not in self._zip.namelist():
            raise InvalidInput("no_backup", "This is no backup, or one whose end is missing.")
        try:
            told = json.loads(b"".join(self._read(MANIFEST_NAME)))
            if told["format"] > FORMAT:
                raise _make_too_new(told)
            digest = told.pop("content_sha256")
            manifest = _parse_manifest(told)
        except (KeyError, TypeError, ValueError):
            raise _make_damaged(MANIFEST_NAME) from None
        if manifest.content_sha256 != digest:
            raise _make_damaged(MANIFEST_NAME)
        return manifest


def _parse_manifest(told: Mapping[str, Any]) -> Manifest:
    parts = {
        "tables": [TablePart(**one) for one in told["tables"]],
        "files": [FilePart(**one) for one in told["files"]],
    }
    return Manifest(**{**told, **parts})


def _make_too_new(told: Mapping[str, Any]) -> InvalidInput:
    return InvalidInput(
        "backup_format",
        "This backup was made by version %(version)s, in a format that this one does not know.",
        version=told.get("software", "?"),
    )


def _make_damaged(name: str) -> InvalidInput:
    return InvalidInput(
        "backup_damaged", "The backup is damaged: “%(name)s” is not as it was written.", name=name
    )
