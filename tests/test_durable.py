"""What is told of as written is on the disk, with the name that leads to it."""

import errno
import os
import stat
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from claims.durable import give_name
from claims.operations.release_files import make_durable
from claims.queries.release_storage import get_storage


@pytest.fixture
def synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files and folders that the disk was waited for, from the temporary one."""
    names: list[str] = []

    def note(descriptor: int) -> None:
        paths = {path.stat().st_ino: path for path in [tmp_path, *tmp_path.rglob("*")]}
        names.append(str(paths[os.fstat(descriptor).st_ino].relative_to(tmp_path)))

    monkeypatch.setattr(os, "fsync", note)
    return names


def test_a_file_has_its_name_only_with_its_bytes(tmp_path: Path, synced: list[str]) -> None:
    part, file = tmp_path / "a.part", tmp_path / "a"
    part.write_text("new")
    file.write_text("old")

    give_name(part, file)

    assert synced == ["a.part", "."]
    assert (file.read_text(), part.exists()) == ("new", False)


@pytest.mark.parametrize(
    ("fault", "is_passed_over"), [(errno.EINVAL, True), (errno.EACCES, True), (errno.EIO, False)]
)
def test_a_file_system_that_syncs_no_folders_is_no_fault_but_one_that_fails_is(
    fault: int, *, is_passed_over: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", refuse_folders)
    part = tmp_path / "a.part"
    part.touch()

    with nullcontext() if is_passed_over else pytest.raises(OSError, match=os.strerror(fault)):
        give_name(part, tmp_path / "a")

    assert (tmp_path / "a").exists()


def test_a_file_of_a_release_is_found_again_by_its_name(
    tmp_path: Path, synced: list[str], settings: Any
) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path / "releases"}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}
    get_storage().save("0a", ContentFile(b"a"))

    make_durable("0a")

    assert synced == ["releases/0a", "releases"]
