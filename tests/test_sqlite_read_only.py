"""SQLite on a disk that only reads."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from claims.outages import READ_ONLY, find_outage

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite’s own files")


def mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, to be mounted anew."""
    given = ("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path))
    if os.geteuid() != 0 or not shutil.which("mount") or not mount(*given):
        pytest.skip("Nothing can be mounted here.")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def open_database(path: Path) -> Any:
    one = connection.copy()
    one.settings_dict = {**one.settings_dict, "NAME": str(path)}
    return one


@pytest.mark.django_db
def test_what_nobody_had_open_is_read_and_says_that_it_only_reads(disk: Path) -> None:
    one = open_database(disk / "a name?.sqlite3")
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE rows (number)")
        cursor.execute("INSERT INTO rows VALUES (7)")
    one.close()
    assert mount("-o", "remount,ro", str(disk))

    with one.cursor() as cursor:
        cursor.execute("SELECT number FROM rows")
        found = cursor.fetchall()
        with pytest.raises(DatabaseError) as refused:
            cursor.execute("UPDATE rows SET number = 8")
    one.close()
    assert mount("-o", "remount,rw", str(disk))
    with one.cursor() as cursor:
        cursor.execute("UPDATE rows SET number = 9")
        cursor.execute("SELECT number FROM rows")
        after = cursor.fetchall()
    one.close()

    assert (found, after) == ([(7,)], [(9,)])
    assert find_outage(refused.value) == READ_ONLY
