"""A small disk of its own that is filled up, or made to only read, and is well again."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEGABYTES = 192
# Written at once; what is left below that is filled byte by byte in smaller steps.
STEPS = (1 << 20, 1 << 12, 1)
PATIENCE = 120.0


class NoMountError(Exception):
    """Nothing can be mounted here."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system in memory, mounted at `folder`."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "old-backup"

    def fill(self) -> None:
        """Until not a byte more fits. Again it fills what has become free."""
        with self._ballast.open("ab", buffering=0) as file:
            for step in STEPS:
                with suppress(NoSpaceError):
                    while True:
                        _write(file.fileno(), step)

    def make_room(self) -> None:
        """As an operator does, who removes an old backup."""
        self._ballast.unlink()

    def stop_writing(self) -> None:
        """Mount it anew, for reading: in a moment in which nobody has a file open to write."""
        deadline = time.monotonic() + PATIENCE
        while not _mount("-o", "remount,ro", str(self.folder)):
            if time.monotonic() > deadline:
                raise NoMountError("The disk was in use all the time.")
            time.sleep(0.002)

    def let_write(self) -> None:
        if not _mount("-o", "remount,rw", str(self.folder)):
            raise NoMountError("The disk cannot be mounted for writing again.")


class NoSpaceError(Exception):
    """The disk is full."""


def _write(descriptor: int, size: int) -> None:
    try:
        os.write(descriptor, bytes(size))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise NoSpaceError from None


@contextmanager
def mount_disk(folder: Path) -> Iterator[Disk]:
    """Raises NoMountError where that is not allowed."""
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "tmpfs", str(folder)):
        raise NoMountError("Nothing can be mounted here: run it as root, with that allowed.")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0
