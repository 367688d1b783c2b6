"""Where the files of releases lie: any storage of Django's, named by the settings."""

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from django.core.files.storage import Storage, storages

from claims.models import Release, ReleaseFile

# Stays readable when a release is withdrawn: it names what was withdrawn, and holds none of it.
MANIFEST_NAME = "manifest.json"
LABELS_NAME = "labels.jsonl"
READ_AT_ONCE = 1 << 16
# Sorts behind every UUID.
BEYOND_ALL = "~"


def get_storage() -> Storage:
    return storages["releases"]


def read_lines(release: Release, name: str) -> Iterator[bytes]:
    """The lines of a file of a release that is ready, however the storage cuts it."""
    file = release.files.get(is_frozen=True, name=name)
    rest = b""
    with get_storage().open(file.stored_as) as stored:
        while chunk := stored.read(READ_AT_ONCE):
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
    if rest:
        yield rest


def list_holding(releases: Iterable[Release], claims: Collection[str]) -> list[Release]:
    """Those of the releases, which are ready, that hold one of the claims (by UUID), or may."""
    return [release for release in releases if _holds(release, claims)]


def _holds(release: Release, claims: Collection[str]) -> bool:
    try:
        return any(json.loads(line)["claim"] in claims for line in read_lines(release, LABELS_NAME))
    except (ReleaseFile.DoesNotExist, FileNotFoundError):
        return True


@contextmanager
def open_labels(release: Release) -> Iterator[Callable[[str], bool]]:
    """Whether a release that is ready holds a claim, by its UUID: asked as often as one likes.

    Its labels are in the order of claims, so few lines are read, however many there are. Raises
    ReleaseFile.DoesNotExist and FileNotFoundError.
    """
    file = release.files.get(is_frozen=True, name=LABELS_NAME)
    with get_storage().open(file.stored_as) as stored:
        places = range(file.size or 0)

        def read_claim(place: int) -> str:
            """Of the first line that begins there or later; above all others where none does."""
            stored.seek(max(0, place - 1))
            if place:
                stored.readline()
            line = stored.readline()
            return json.loads(line)["claim"] if line else BEYOND_ALL

        def holds(claim: str) -> bool:
            return read_claim(bisect_left(places, claim, key=read_claim)) == claim

        yield holds
