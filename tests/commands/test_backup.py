"""The commands of backups: a file is whole or not there, and never in place of another."""

import os
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import AuditEvent, Project
from claims.operations import backups
from tests.emptying import empty_tables
from tests.factories import ProjectFactory


def run(*command: str) -> tuple[str, str]:
    said, progress = StringIO(), StringIO()
    call_command(*command, stdout=said, stderr=progress)
    return said.getvalue(), progress.getvalue()


@pytest.mark.django_db(transaction=True)
def test_there_and_back(tmp_path: Path) -> None:
    project = ProjectFactory()
    file = tmp_path / "all.zip"

    said, progress = run("backup", str(file))
    digest = AuditEvent.objects.get(action="backup.made").data["content_sha256"]
    verified, _ = run("verify_backup", str(file))
    empty_tables()
    restored, _ = run("restore", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["all.zip"]
    assert said.endswith(f"0 files, 0 missing; SHA-256 of the contents: {digest}\n")
    assert "claims_project: 1 rows\n" in progress
    assert verified.startswith("Whole: ")
    assert verified.endswith(f"{digest}\n")
    assert " rows and 0 files are as they were at " in restored
    assert Project.objects.get().uuid == project.uuid
    with pytest.raises(CommandError, match=r"not empty: .* Nothing was restored\.$"):
        run("restore", str(file))


@pytest.mark.django_db(transaction=True)
def test_of_what_can_only_be_read_any_more_a_backup_is_made_all_the_same(tmp_path: Path) -> None:
    ProjectFactory()
    only_reads, writes = (
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only = on", "RESET default_transaction_read_only")
    )

    with connection.cursor() as cursor:
        cursor.execute(only_reads)
        try:
            run("backup", str(tmp_path / "all.zip"))
        finally:
            cursor.execute(writes)

    assert run("verify_backup", str(tmp_path / "all.zip"))[0].startswith("Whole: ")
    assert not AuditEvent.objects.filter(action="backup.made").exists()


@pytest.mark.django_db
def test_where_there_is_a_file_or_a_part_of_one_nothing_is_written(tmp_path: Path) -> None:
    file, part = tmp_path / "all.zip", tmp_path / "other.zip.part"
    file.write_text("before")
    part.write_text("begun")

    with pytest.raises(CommandError, match="there already"):
        run("backup", str(file))
    with pytest.raises(CommandError, match=r"or one was cut off"):
        run("backup", str(tmp_path / "other.zip"))
    with pytest.raises(CommandError, match="No such file"):
        run("backup", str(tmp_path / "nowhere" / "all.zip"))

    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {
        "all.zip": "before",
        "other.zip.part": "begun",
    }
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_what_fails_on_the_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Iterator[bytes]:
        raise OSError("The disk is gone.")

    monkeypatch.setattr(backups, "stream_lines", fail)

    with pytest.raises(CommandError, match="The disk is gone"):
        run("backup", str(tmp_path / "all.zip"))

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_is_refused_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    file.write_bytes(b"PK\x03\x04 and no more")

    with pytest.raises(CommandError, match="no backup, or one whose end is missing"):
        run("verify_backup", str(file))
    with pytest.raises(CommandError, match="No such file"):
        run("verify_backup", str(tmp_path / "other.zip"))


@pytest.mark.django_db(transaction=True)
def test_the_audit_tells_of_a_backup_once_no_power_cut_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes, then its name, then the name's folder, and only then the row."""
    seen = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        files = list(tmp_path.iterdir())
        numbers = {one.stat().st_ino: one.name for one in [tmp_path, *files]}
        made = AuditEvent.objects.filter(action="backup.made").count()
        name = numbers[os.fstat(descriptor).st_ino]
        seen.append((name, [one.name for one in files], made))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)

    run("backup", str(tmp_path / "all.zip"))

    assert seen == [
        ("all.zip.part", ["all.zip.part"], 0),
        (tmp_path.name, ["all.zip"], 0),
    ]
    assert AuditEvent.objects.filter(action="backup.made").count() == 1
