"""A damaged backup, or one made to do harm: `restore` says what is wrong, and leaves nothing.

Whoever makes one can make its hashes fit, too: here they do, but where a hash is what is wrong.
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from stat import S_IFLNK
from typing import Any
from warnings import catch_warnings
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.exchange.backups import MANIFEST_LIMIT
from claims.operations.backups import make_backup
from claims.queries.backup_rows import MADE_BY_MIGRATE
from tests.factories import (
    NOW,
    AnnotationFactory,
    AuditEventFactory,
    NoticeFactory,
    ReleaseFactory,
    store_file,
)
from tests.operations.backing_up import count_rows, list_stored, remove_everything

pytestmark = pytest.mark.django_db(transaction=True)

MANIFEST = "manifest.json"


@dataclass
class Backup:
    """The parts of a backup, to be changed; the manifest is `told`, or what stands for it."""

    parts: dict[str, bytes]
    told: dict[str, Any]
    manifest: bytes | None = None
    method: int = ZIP_DEFLATED
    mode: int = 0o600
    twice: list[str] = field(default_factory=list)

    def list_rows(self, table: str) -> list[list[Any]]:
        return [json.loads(line) for line in self.parts[name_part(table)].splitlines()]

    def put_rows(self, table: str, rows: list[Any]) -> None:
        dumped = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        self.put(table, "".join(f"{row}\n" for row in dumped).encode("utf-8", "surrogatepass"))

    def put(self, table: str, lines: bytes) -> None:
        self.parts[name_part(table)] = lines
        self.find(table)["rows"] = lines.count(b"\n")

    def find(self, table: str) -> dict[str, Any]:
        (found,) = (one for one in self.told["tables"] if one["table"] == table)
        return found

    def rename_file(self, name: str) -> None:
        (file,) = self.told["files"]
        self.parts[f"files/{name}"] = self.parts.pop(f"files/{file['stored_as']}")
        file["stored_as"] = name

    def fit(self) -> None:
        """Let sizes and hashes fit what the parts are now."""
        for one in [*self.told["tables"], *self.told["files"]]:
            if not isinstance(one, dict):
                continue
            name = name_part(one["table"]) if "table" in one else f"files/{one['stored_as']}"
            if (data := self.parts.get(name)) is not None:
                one.update(size=len(data), sha256=sha256(data).hexdigest())

    def dump(self) -> bytes:
        out = io.BytesIO()
        with ZipFile(out, "w", self.method) as file, catch_warnings(action="ignore"):
            for name, data in self.parts.items():
                part = ZipInfo(name)
                part.external_attr = self.mode << 16
                file.writestr(part, data, self.method)
            for name in self.twice:
                file.writestr(name, self.parts[name])
            file.writestr(MANIFEST, self.manifest or self._dump_manifest())
        return out.getvalue()

    def _dump_manifest(self) -> bytes:
        canonical = json.dumps(self.told, sort_keys=True, separators=(",", ":")).encode()
        return json.dumps(self.told | {"content_sha256": sha256(canonical).hexdigest()}).encode()


def name_part(table: str) -> str:
    return f"tables/{table}.jsonl"


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path / "releases"}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}


@cache
def make_good() -> bytes:
    """With rows of most kinds of columns, and a file."""
    AnnotationFactory()
    NoticeFactory()
    AuditEventFactory(data={"n": 1}, address="2001:db8::7")
    AuditEventFactory()
    store_file(ReleaseFactory(ready=True), "a.md", b"a")
    out = io.BytesIO()
    make_backup(out, with_files=True, now=NOW, tell=lambda _line: None)
    remove_everything()
    return out.getvalue()


def open_good() -> Backup:
    with ZipFile(io.BytesIO(make_good())) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    told = json.loads(parts.pop(MANIFEST))
    del told["content_sha256"]
    return Backup(parts, told)


def run(command: str, data: bytes, folder: Path) -> str:
    """What the command says of why it fails; empty where it does not."""
    file = folder / "all.zip"
    file.write_bytes(data)
    try:
        call_command(command, str(file), stdout=StringIO(), stderr=StringIO())
    except CommandError as fault:
        return str(fault)
    return ""


Change = Callable[[Backup], object]


def in_manifest(**told: object) -> Change:
    return lambda backup: backup.told.update(told)


def as_manifest(data: bytes) -> Change:
    return lambda backup: setattr(backup, "manifest", data)


def in_row(table: str, column: str, value: object, row: int = 0) -> Change:
    def change(backup: Backup) -> None:
        rows = backup.list_rows(table)
        rows[row][backup.find(table)["columns"].index(column)] = value
        backup.put_rows(table, rows)

    return change


def as_lines(table: str, change: Callable[[bytes], bytes]) -> Change:
    return lambda backup: backup.put(table, change(backup.parts[name_part(table)]))


def in_table(table: str, **changes: object) -> Change:
    return lambda backup: backup.find(table).update(changes)


def add_table(backup: Backup, table: str) -> None:
    backup.parts[name_part(table)] = b""
    backup.told["tables"].append({"table": table, "columns": ["id"], "rows": 0})


def repeat_part(backup: Backup) -> None:
    backup.told["tables"].append(backup.find(PROJECTS))
    backup.twice.append(name_part(PROJECTS))


EVENTS, PROJECTS, NOTICES = "claims_auditevent", "claims_project", "claims_notice"
IN_MANIFEST = "in “manifest.json”"
OF_MANIFEST = "“manifest.json” is not as it was written"
IN_EVENTS = "in “tables/claims_auditevent.jsonl”: Line 1: "
AMONG_EVENTS = "in “tables/claims_auditevent.jsonl”: Lines 1 to 2: "
OTHER_EVENTS = "The rows of claims_auditevent are not those of the backup."
ALIEN = "It names other tables or columns"
DEEP = b"[" * 100_000 + b"]" * 100_000

DAMAGES: dict[str, tuple[Change, str]] = {
    "manifest: a list": (as_manifest(b"[]"), IN_MANIFEST),
    "manifest: null": (as_manifest(b"null"), IN_MANIFEST),
    "manifest: empty": (as_manifest(b" "), IN_MANIFEST),
    "manifest: deep": (as_manifest(DEEP), "nested deeper"),
    "manifest: huge": (as_manifest(b" " * (MANIFEST_LIMIT + 1)), "more than 33554432 bytes"),
    "manifest: no UTF-8": (as_manifest(b'{"format": "\xff"}'), "This is not UTF-8"),
    "manifest: half a character": (as_manifest(rb'{"format": "\ud83d"}'), "a lone surrogate"),
    "manifest: 1e999": (as_manifest(b'{"format": 1e999}'), "A number is too large"),
    "manifest: long number": (as_manifest(b"9" * 5_000), "A number is too large"),
    "manifest: a key twice": (as_manifest(b'{"format": 1, "format": 1}'), "stands twice"),
    "manifest: no tables": (in_manifest(tables=[]), IN_MANIFEST),
    "manifest: tables of text": (in_manifest(tables="all"), "tables should be a list"),
    "manifest: files of numbers": (in_manifest(files=[1]), "files should be an object"),
    "manifest: more keys": (in_manifest(more=1), "Not so: more"),
    "manifest: escapes": (
        in_manifest(software="\x1b[2J", migrations=[]),
        "The backup is of version  [2J, with other migrations",
    ),
    "manifest: a later format": (in_manifest(format=2), "in a format that this one does not"),
    "manifest: other migrations": (in_manifest(migrations=[]), "with other migrations"),
    "manifest: no file told": (in_manifest(missing=["0a"]), "It names other files"),
    "manifest: without files": (in_manifest(with_files=False), "It names other files"),
    "table: unknown": (lambda backup: add_table(backup, "claims_more"), ALIEN),
    "table: out of the folder": (lambda backup: add_table(backup, "../../more"), OF_MANIFEST),
    "table: twice": (lambda backup: add_table(backup, PROJECTS), "It names other parts"),
    "table: missing": (lambda backup: backup.parts.pop(name_part(PROJECTS)), "other parts"),
    "table: other columns": (in_table(PROJECTS, columns=["id"]), ALIEN),
    "table: columns of numbers": (in_table(PROJECTS, columns=[1]), "should be a text"),
    "table: more rows told": (in_table(PROJECTS, rows=2**70), "project.jsonl” is not as it"),
    "table: rows as text": (in_table(PROJECTS, rows="1"), "should be a whole number"),
    "table: rows as 1.0": (in_table(PROJECTS, rows=1.0), "should be a whole number"),
    "file: out of the folder": (lambda backup: backup.rename_file("../../a"), OF_MANIFEST),
    "file: a path": (lambda backup: backup.rename_file("/srv/a"), OF_MANIFEST),
    "file: in a folder": (lambda backup: backup.rename_file("a/b"), OF_MANIFEST),
    "file: the folder": (lambda backup: backup.rename_file(".."), OF_MANIFEST),
    "file: no name": (lambda backup: backup.rename_file(""), OF_MANIFEST),
    "file: a long name": (lambda backup: backup.rename_file("a" * 5_000), OF_MANIFEST),
    "file: NUL": (lambda backup: backup.rename_file("a\0b"), "There is a NUL"),
    "file: of no row": (lambda backup: backup.rename_file("0a"), "It names other files"),
    "zip: a part twice": (repeat_part, "It names other parts"),
    "zip: another compression": (lambda backup: setattr(backup, "method", ZIP_LZMA), OF_MANIFEST),
    "line: an object": (as_lines(EVENTS, lambda _: b"{}\n"), IN_EVENTS),
    "line: a number": (as_lines(EVENTS, lambda _: b"1\n"), IN_EVENTS),
    "line: few values": (as_lines(EVENTS, lambda _: b"[1]\n"), IN_EVENTS),
    "line: empty": (as_lines(EVENTS, lambda _: b"\n"), IN_EVENTS),
    "line: deep": (as_lines(EVENTS, lambda _: DEEP + b"\n"), IN_EVENTS),
    "line: no UTF-8": (as_lines(EVENTS, lambda lines: lines.replace(b"n", b"\xff")), IN_EVENTS),
    "line: long number": (as_lines(EVENTS, lambda _: b"9" * 5_000 + b"\n"), IN_EVENTS),
    "line: no end": (as_lines(EVENTS, lambda lines: lines[:-1]), "event.jsonl” is not as it"),
    "line: spaces": (as_lines(EVENTS, lambda lines: lines.replace(b",", b", ")), OTHER_EVENTS),
    "line: twice": (as_lines(EVENTS, lambda lines: lines + lines), "Lines 1 to 4: "),
    "number: text": (in_row(EVENTS, "id", "1"), f"{IN_EVENTS}id is no int"),
    "number: a list": (in_row(EVENTS, "id", [1]), f"{IN_EVENTS}id is no int"),
    "number: 1e999": (in_row(EVENTS, "id", float("inf")), f"{IN_EVENTS}id is no int"),
    "number: beyond 64 bits": (in_row(EVENTS, "id", 2**70), AMONG_EVENTS),
    "number: true": (in_row("claims_slot", "number", value=True), "claims_slot"),
    "fraction: whole": (in_row(NOTICES, "found", 1), "found is no float"),
    "fraction: 1e999": (in_row(NOTICES, "found", float("inf")), "claims_notice"),
    "fraction: none": (in_row(NOTICES, "found", float("nan")), "claims_notice"),
    "text: a number": (in_row(EVENTS, "action", 1), f"{IN_EVENTS}action is no str"),
    "text: an object": (in_row(EVENTS, "action", {}), f"{IN_EVENTS}action is no str"),
    "text: null": (in_row(EVENTS, "action", None), AMONG_EVENTS),
    "text: half a character": (in_row(EVENTS, "action", "\ud83d"), AMONG_EVENTS),
    "moment: a number": (in_row(EVENTS, "created_at", 1), f"{IN_EVENTS}created_at is no str"),
    "moment: a word": (in_row(EVENTS, "created_at", "now"), f"{IN_EVENTS}Invalid isoformat"),
    "moment: of no zone": (in_row(EVENTS, "created_at", "2026-01-01T00:00:00"), IN_EVENTS),
    "moment: of another zone": (
        in_row(EVENTS, "created_at", "0001-01-01T00:00:00+23:59"),
        f"{IN_EVENTS}'0001-01-01T00:00:00+23:59' is no moment in UTC",
    ),
    "moment: written otherwise": (in_row(EVENTS, "created_at", "2026-01-01 00Z"), OTHER_EVENTS),
    "UUID: a number": (in_row(PROJECTS, "uuid", 1), "uuid is no str"),
    "UUID: a word": (in_row(PROJECTS, "uuid", "one"), "badly formed hexadecimal UUID"),
    "JSON: 1e999": (in_row(EVENTS, "data", [float("inf")]), AMONG_EVENTS),
    "JSON: deep": (
        as_lines(EVENTS, lambda lines: lines.replace(b'{"n":1}', b"[" * 990 + b"]" * 990)),
        "claims_auditevent",
    ),
    "reference: to none": (in_row(EVENTS, "actor_id", 2**31 - 1), "claims_auditevent"),
    "reference: text": (in_row(EVENTS, "actor_id", "me"), f"{IN_EVENTS}actor_id is no int"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_told_and_nothing_is_restored(name: str, tmp_path: Path) -> None:
    change, told = DAMAGES[name]
    backup = open_good()
    change(backup)
    backup.fit()

    said = run("restore", backup.dump(), tmp_path)

    assert told in said
    assert said.endswith(" Nothing was restored.")
    # What it quotes steers no terminal.
    assert said.isprintable()
    assert (count_rows(), list_stored()) == (0, [])


@pytest.mark.parametrize("mode", [0o600, S_IFLNK | 0o777])
def test_without_damage_it_is_restored_and_a_link_is_what_it_says(
    mode: int, tmp_path: Path
) -> None:
    backup = open_good()
    backup.mode = mode
    (file,) = backup.told["files"]
    backup.parts[f"files/{file['stored_as']}"] = b"/srv/a"
    backup.fit()

    said = run("restore", backup.dump(), tmp_path)

    stored = tmp_path / "releases" / file["stored_as"]
    assert (said, stored.is_symlink(), stored.read_bytes()) == ("", False, b"/srv/a")


# The same examples each time; each one leaves the database as it was.
ALIKE: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(), some, max_size=3),
    max_leaves=5,
)


@pytest.mark.long
@settings(max_examples=100, **ALIKE)
@given(data=st.data())
def test_any_value_anywhere_is_restored_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    backup = open_good()
    # What `migrate` makes is emptied after no test: other ones would have to do with it.
    kept = {one._meta.db_table for one in MADE_BY_MIGRATE}
    tables = [one for one in backup.told["tables"] if one["rows"] and one["table"] not in kept]
    table = data.draw(st.sampled_from(tables))
    column = data.draw(st.sampled_from(table["columns"]))
    in_row(table["table"], column, data.draw(VALUES))(backup)
    backup.fit()

    said = run("restore", backup.dump(), tmp_path)

    if said:
        assert said.endswith(" Nothing was restored.")
        assert (count_rows(), list_stored()) == (0, [])
    remove_everything()


@settings(max_examples=300, **ALIKE)
@given(data=st.data())
def test_any_bytes_anywhere_are_told_as_damage(data: st.DataObject, tmp_path: Path) -> None:
    """But for those that say nothing of the contents, as how old a part is."""
    good = make_good()
    changed = bytearray(good)
    # Most often in the list at the end, which leads to all the rest.
    end = len(good) - 1
    place = data.draw(st.integers(0, end) | st.integers(end - 9_000, end))
    some = data.draw(st.binary(min_size=1, max_size=8))
    changed[place : place + len(some)] = some

    said = run("verify_backup", bytes(changed), tmp_path)

    assert said == "" or "The backup is damaged" in said or "This is no backup" in said
