"""A backup as a file: a zip of each table's rows as JSON lines, of stored files, and a manifest.

A zip, since its parts are compressed as they come, however long they get, and since it is none
while its end is missing. No database is needed to find out whether one is whole.
"""

import errno
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, NamedTuple, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from claims.errors import LONGEST_KEPT, DomainError, InvalidInput, Phrase, gettext_noop
from claims.exchange import strict_json
from claims.exchange.shapes import parse_record

# Goes up when an older program could not read what is written.
FORMAT = 1
MANIFEST_NAME = "manifest.json"
READ_AT_ONCE = 1 << 20
# Bytes of the manifest, which has 190 of a file: as many as ten thousand releases have.
MANIFEST_LIMIT = 1 << 25
# Bytes of a row. The longest are uploads that wait, 27 MB of base64 unless IMPORT_MAX_BYTES says
# otherwise; and PostgreSQL takes no JSON that is longer than this.
LINE_LIMIT = 1 << 28
# What Python's reader says of a zip in which something was changed.
UNREADABLE = (
    *(BadZipFile, EOFError, OverflowError, RuntimeError, ValueError),
    *(struct.error, zlib.error),
)
OTHER_PARTS = gettext_noop("It names other parts than there are.")
# What parts are named by: nothing that leads out of a folder.
_TABLE = re.compile("[0-9a-z_]{1,63}")
_STORED_AS = re.compile("[0-9a-z]{1,80}")
# Told that so many rows of a table, or bytes of a file, were written or read.
Tell = Callable[[str], None]


class TablePart(NamedTuple):
    """A table: a line for each row, which holds its values in the order of the columns."""

    table: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return f"tables/{self.table}.jsonl"


class FilePart(NamedTuple):
    """A file as it lay in the storage of releases, under this name."""

    stored_as: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return f"files/{self.stored_as}"


class Manifest(NamedTuple):
    """What a backup holds. `migrations` says which tables and columns it fits."""

    format: int
    software: str
    database: str
    made_at: str
    migrations: tuple[str, ...]
    tables: tuple[TablePart, ...]
    with_files: bool
    files: tuple[FilePart, ...]
    # Files that the database told of and the storage did not have.
    missing: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def content_sha256(self) -> str:
        """Of all that is told here, and so, by their hashes, of all parts."""
        told = json.dumps(self._tell(), sort_keys=True, separators=(",", ":"))
        return sha256(told.encode()).hexdigest()

    def dump(self) -> bytes:
        told = self._tell() | {"content_sha256": self.content_sha256}
        return json.dumps(told, indent=1).encode()

    def _tell(self) -> dict[str, object]:
        tables = [table._asdict() for table in self.tables]
        return {**self._asdict(), "tables": tables, "files": [one._asdict() for one in self.files]}


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

    def add_table(self, table: str, columns: Iterable[str], lines: Iterable[bytes]) -> TablePart:
        part = TablePart(table=table, columns=tuple(columns), rows=0, size=0, sha256="")
        rows = 0

        def count(lines: Iterable[bytes]) -> Iterator[bytes]:
            nonlocal rows
            for line in lines:
                if len(line) > LINE_LIMIT:
                    raise _make_too_long(part.name, LINE_LIMIT)
                rows += 1
                yield line

        size, digest = self._write(part.name, count(lines))
        part = part._replace(rows=rows, size=size, sha256=digest)
        self.tables.append(part)
        return part

    def add_file(self, stored_as: str, chunks: Iterable[bytes]) -> FilePart:
        part = FilePart(stored_as=stored_as, size=0, sha256="")
        size, digest = self._write(part.name, chunks)
        part = part._replace(size=size, sha256=digest)
        self.files.append(part)
        return part

    def finish(self, manifest: Manifest) -> None:
        dumped = manifest.dump()
        if len(dumped) > MANIFEST_LIMIT:
            raise _make_too_long(MANIFEST_NAME, MANIFEST_LIMIT)
        self._write(MANIFEST_NAME, [dumped])

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

    Whoever has made it may have meant harm: what it says is believed only once it was compared.
    Raises InvalidInput: "no_backup", "backup_format" (of a later program), "backup_damaged".
    """

    def __init__(self, file: IO[bytes]) -> None:
        with _refusing_as(_make_none()):
            self._zip = ZipFile(file)
        self.manifest = self._read_manifest()
        parts: list[TablePart | FilePart] = [*self.manifest.tables, *self.manifest.files]
        told, held = [MANIFEST_NAME, *(part.name for part in parts)], self._zip.namelist()
        if len(told) != len(set(told)) or sorted(told) != sorted(held):
            raise make_damaged(MANIFEST_NAME, Phrase(OTHER_PARTS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read_lines(self, part: TablePart) -> Iterator[bytes]:
        """Its lines, without their ends. That they are all there is known at the end only."""
        rows = length = 0
        begun: list[bytes] = []
        for chunk in self.read_chunks(part):
            *lines, rest = chunk.split(b"\n")
            if lines:
                lines[0] = b"".join([*begun, lines[0]])
                begun, length = [], 0
            begun.append(rest)
            length += len(rest)
            if length > LINE_LIMIT:
                raise make_damaged(part.name, _tell_limit(LINE_LIMIT))
            rows += len(lines)
            yield from lines
        if length or rows != part.rows:
            raise make_damaged(part.name)

    def read_chunks(self, part: TablePart | FilePart) -> Iterator[bytes]:
        size, digest = 0, sha256()
        for chunk in self._read(part.name):
            size += len(chunk)
            if size > part.size:
                break
            digest.update(chunk)
            yield chunk
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise make_damaged(part.name)

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
        if self._zip.getinfo(name).compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise make_damaged(name)
        damaged = make_damaged(name)
        with _refusing_as(damaged):
            part = self._zip.open(name)
        with part:
            # What whoever takes a chunk makes of it is no damage of ours.
            while True:
                with _refusing_as(damaged):
                    chunk = part.read(READ_AT_ONCE)
                if not chunk:
                    return
                yield chunk

    def _read_manifest(self) -> Manifest:
        if MANIFEST_NAME not in self._zip.namelist():
            raise _make_none()
        data = b""
        for chunk in self._read(MANIFEST_NAME):
            data += chunk
            if len(data) > MANIFEST_LIMIT:
                raise make_damaged(MANIFEST_NAME, _tell_limit(MANIFEST_LIMIT))
        return _parse_manifest(data)


@contextmanager
def _refusing_as(refusal: InvalidInput) -> Iterator[None]:
    try:
        yield
    except UNREADABLE:
        raise refusal from None
    except OSError as fault:
        # A zip can lead to a place in front of its first byte.
        if fault.errno != errno.EINVAL:
            raise
        raise refusal from None


def _parse_manifest(data: bytes) -> Manifest:
    digest: object = None
    with _naming_manifest():
        told = strict_json.parse(data)
    if isinstance(told, dict):
        _refuse_newer(told)
        digest = told.pop("content_sha256", None)
    with _naming_manifest():
        manifest = parse_record(Manifest, told)
    if manifest.content_sha256 != digest or not _is_well_named(manifest):
        raise make_damaged(MANIFEST_NAME)
    return manifest


@contextmanager
def _naming_manifest() -> Iterator[None]:
    try:
        yield
    except InvalidInput as refusal:
        raise make_damaged(MANIFEST_NAME, refusal) from None


def _refuse_newer(told: Mapping[str, object]) -> None:
    """Before all else: the manifest of a later program may have another shape."""
    number = told.get("format")
    if isinstance(number, int) and number > FORMAT:
        raise InvalidInput(
            "backup_format",
            "This backup was made by version %(version)s, in a format that this one does not know.",
            version=str(told.get("software", "?"))[:LONGEST_KEPT],
        )


def _is_well_named(manifest: Manifest) -> bool:
    return all(_TABLE.fullmatch(part.table) for part in manifest.tables) and all(
        _STORED_AS.fullmatch(part.stored_as) for part in manifest.files
    )


def _make_none() -> InvalidInput:
    return InvalidInput("no_backup", "This is no backup, or one whose end is missing.")


def make_damaged(name: str, problem: DomainError | Phrase | None = None) -> InvalidInput:
    """Of a part that is not as it was written, or, where it is said, has this problem."""
    if problem is None:
        return InvalidInput(
            "backup_damaged",
            "The backup is damaged: “%(name)s” is not as it was written.",
            name=name,
        )
    return InvalidInput(
        "backup_damaged",
        "The backup is damaged, in “%(name)s”: %(problem)s",
        name=name,
        problem=problem,
    )


def _make_too_long(name: str, limit: int) -> InvalidInput:
    """Of what could be written, and not be read again."""
    return InvalidInput(
        "backup_too_long",
        "No backup can be made: in “%(name)s” would be more than %(limit)d bytes at once.",
        name=name,
        limit=limit,
    )


def _tell_limit(limit: int) -> Phrase:
    return Phrase(
        gettext_noop("There are more than %(limit)d bytes: no backup is written so."),
        {"limit": limit},
    )
