"""A backup that is not whole, or not as it was written, is known without a database."""

import io
import json
from collections.abc import Callable
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile

import pytest

from claims.errors import InvalidInput
from claims.exchange import backups
from claims.exchange.backups import FORMAT, BackupReader, BackupWriter, Manifest

LINES = [b'[1,"a"]\n', b'[2,"b"]\n']


def write(**changes: object) -> bytes:
    out = io.BytesIO()
    with BackupWriter(out) as writer:
        _write_parts(writer, changes)
    return out.getvalue()


def _write_parts(writer: BackupWriter, changes: dict[str, object]) -> None:
    writer.add_table("claims_outlet", ["id", "name"], LINES)
    writer.add_table("claims_round", ["id"], [])
    writer.add_file("0a", [b"one", b"two"])
    told = {
        "format": FORMAT,
        "software": "0.6",
        "database": "sqlite",
        "made_at": "2026-01-01T00:00:00Z",
        "migrations": ("claims.0001_initial",),
        "tables": tuple(writer.tables),
        "with_files": True,
        "files": tuple(writer.files),
        "missing": (),
    }
    writer.finish(Manifest(**{**told, **changes}))  # type: ignore[arg-type]


def test_lines_may_be_longer_than_what_is_read_at_once_but_not_than_their_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = write()
    monkeypatch.setattr(backups, "READ_AT_ONCE", 3)
    whole = verify(data)
    monkeypatch.setattr(backups, "LINE_LIMIT", len(LINES[0]) - 2)

    with pytest.raises(InvalidInput) as error:
        verify(data)

    assert whole[0] == "claims_outlet: 2 rows"
    assert error.value.code == "backup_damaged"


def verify(data: bytes) -> list[str]:
    told: list[str] = []
    with BackupReader(io.BytesIO(data)) as backup:
        backup.verify(told.append)
    return told


def rewrite(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same file with other parts."""
    with ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def test_what_was_written_is_read_again() -> None:
    data = write()

    with BackupReader(io.BytesIO(data)) as backup:
        outlets, rounds = backup.manifest.tables
        (file,) = backup.manifest.files
        assert [line + b"\n" for line in backup.read_lines(outlets)] == LINES
        assert list(backup.read_lines(rounds)) == []
        assert b"".join(backup.read_chunks(file)) == b"onetwo"
        assert (outlets.rows, rounds.rows, backup.manifest.rows) == (2, 0, 2)
    assert verify(data) == ["claims_outlet: 2 rows", "claims_round: 0 rows", "1 files"]
    assert write() == data


def test_any_change_is_found() -> None:
    data = write()
    table, file = "tables/claims_outlet.jsonl", "files/0a"

    def put(name: str, part: bytes) -> Callable[[dict[str, bytes]], None]:
        return lambda parts: parts.update({name: part})

    def change_manifest(name: str, value: object) -> Callable[[dict[str, bytes]], None]:
        def change(parts: dict[str, bytes]) -> None:
            told = json.loads(parts["manifest.json"])
            parts["manifest.json"] = json.dumps({**told, name: value}).encode()

        return change

    changes = {
        "backup_damaged": [
            put(table, b"".join(LINES[::-1])),
            put(table, LINES[0]),
            put(table, b"".join(LINES)[:-1]),
            put(file, b"onetwx"),
            put(file, b"onetwo!"),
            put("files/more", b""),
            put("manifest.json", b"{}"),
            put("manifest.json", b"nothing"),
            lambda parts: parts.pop(file) and None,
            change_manifest("migrations", []),
            change_manifest("made_at", "2026-01-02T00:00:00Z"),
            change_manifest("tables", []),
            change_manifest("more", 1),
        ],
        "no_backup": [lambda parts: parts.pop("manifest.json") and None],
        "backup_format": [change_manifest("format", FORMAT + 1)],
    }
    found = []
    for code, some in changes.items():
        for number, change in enumerate(some):
            with pytest.raises(InvalidInput) as refused:
                verify(rewrite(data, change))
            if refused.value.code != code:
                found.append((code, number, refused.value.code))

    assert found == []
    assert verify(rewrite(data, lambda _parts: None))


def test_nothing_in_the_manifest_is_of_another_type() -> None:
    data = write()
    with ZipFile(io.BytesIO(data)) as file:
        told = json.loads(file.read("manifest.json"))
    del told["content_sha256"]
    places = [(told, name) for name in told]
    places += [(told[part][0], name) for part in ("tables", "files") for name in told[part][0]]
    values: list[object] = [None, True, -1, 2**70, 1.5, "", "../a", [], [[]], {}, {"": 1}]
    taken = []

    def put(manifest: bytes) -> Callable[[dict[str, bytes]], None]:
        return lambda parts: parts.update({"manifest.json": manifest})

    for place, name in places:
        was = place[name]
        for value in values:
            place[name] = value
            canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
            fitting = told | {"content_sha256": sha256(canonical).hexdigest()}
            try:
                verify(rewrite(data, put(json.dumps(fitting).encode())))
            except InvalidInput:
                continue
            taken.append((name, value))
        place[name] = was

    # What these say is held against a database, or told to people.
    assert {name for name, _value in taken} == {
        *("software", "database", "made_at", "migrations", "columns", "missing", "with_files"),
        "format",
    }
    assert [value for name, value in taken if name == "columns"] == [[]]
    assert [value for name, value in taken if name == "with_files"] == [True]
    assert [value for name, value in taken if name == "format"] == [-1]


def test_what_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write()
    monkeypatch.setattr(backups, "LINE_LIMIT", 7)

    with pytest.raises(InvalidInput, match=r"in “tables/claims_outlet\.jsonl” .* than 7 bytes"):
        write()
    with pytest.raises(InvalidInput, match=r"in “tables/claims_outlet\.jsonl”: .* than 7 bytes"):
        verify(rewrite(data, lambda parts: parts.update({"tables/claims_outlet.jsonl": b"x" * 8})))
    monkeypatch.undo()
    monkeypatch.setattr(backups, "MANIFEST_LIMIT", 7)
    with pytest.raises(InvalidInput, match=r"in “manifest\.json” .* than 7 bytes"):
        write()


def test_cut_off_or_with_any_byte_changed_it_is_refused() -> None:
    """But for bytes that say nothing of the contents, as how old a part is."""
    data = write()
    whole = verify(data)

    for end in (0, 1, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(InvalidInput, match="no backup"):
            verify(data[:end])
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        try:
            assert verify(bytes(changed)) == whole
        except InvalidInput:
            continue
