"""Files that a power cut leaves whole: their bytes are on the disk, and so is their name."""

import os
from pathlib import Path


def sync(path: str | Path) -> None:
    """Wait until the disk has what the file holds; of a folder, the names in it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_name(part: Path, file: Path) -> None:
    """Give a file that was written beside its name, in place of what has it: all of it, or nothing.

    When this comes back, it is there after a power cut too.
    """
    sync(part)
    part.replace(file)
    sync(file.parent)
