"""Files that a power cut leaves whole: their bytes are on the disk, and so is their name."""

import errno
import os
from pathlib import Path

# What file systems answer that sync no folders, and folders that may be written but not read.
NO_FOLDERS = (errno.EACCES, errno.EBADF, errno.EINVAL, errno.EISDIR, errno.ENOTSUP, errno.EPERM)


def sync(path: Path) -> None:
    """Wait until the disk has what the file holds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_name(path: Path) -> None:
    """Wait until the disk has the file's name, where the file system can tell."""
    try:
        sync(path.parent)
    except OSError as fault:
        if fault.errno not in NO_FOLDERS:
            raise


def give_name(part: Path, file: Path) -> None:
    """Give a file that was written beside its name, in place of what has it: all of it, or nothing.

    When this comes back, it is there after a power cut too, as far as the file system can tell.
    """
    sync(part)
    part.replace(file)
    sync_name(file)
