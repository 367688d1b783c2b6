"""What is told of as written is on the disk, with the name that leads to it."""

import os
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


def test_a_file_of_a_release_is_found_again_by_its_name(
    tmp_path: Path, synced: list[str], settings: Any
) -> None:
    stored = {**settings.STORAGES["releases"], "OPTIONS": {"location": tmp_path / "releases"}}
    settings.STORAGES = {**settings.STORAGES, "releases": stored}
    get_storage().save("0a", ContentFile(b"a"))

    make_durable("0a")

    assert synced == ["releases/0a", "releases"]
