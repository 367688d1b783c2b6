"""The files of releases, on whatever storage there is: written once, found again by their hash.

The row of a file is there before the file is. So nothing lies in the storage that no row tells of,
and what an attempt has left that came to no end can be removed whenever the storage allows it.
"""

import logging
import tempfile
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.db.models import F, QuerySet

from claims.durable import sync, sync_name
from claims.errors import DomainError, Gone, NotFound
from claims.models import Job, Release, ReleaseFile, User
from claims.operations import audit
from claims.operations.jobs import Held
from claims.queries.release_storage import MANIFEST_NAME, READ_AT_ONCE, get_storage
from claims.text import intake

logger = logging.getLogger(__name__)


def store_file(
    held: Held,
    release: Release,
    name: str,
    content_type: str,
    chunks: Iterable[bytes],
    *,
    folder: Path,
    tell_report: Callable[[], dict[str, Any]] = dict,
) -> ReleaseFile:
    """Write a file of the release, by way of the temporary folder; and read it again to compare.

    `tell_report` is asked when all is written. Raises OSError as the storage does, and DomainError
    ("storage_failed") where it gives back other bytes.
    """
    held.check()
    row = ReleaseFile.objects.create(
        release=release,
        job=held.job,
        attempt=held.job.attempt,
        name=name,
        content_type=content_type,
        stored_as=uuid.uuid4().hex,
    )
    with tempfile.TemporaryFile(dir=folder) as scratch:
        row.size, row.sha256 = _write(scratch, chunks)
        held.check()
        scratch.seek(0)
        saved = get_storage().save(row.stored_as, File(scratch))
    make_durable(saved)
    if saved != row.stored_as or hash_stored(saved) != row.sha256:
        raise DomainError("storage_failed", "The storage has not kept a file as it was written.")
    row.report = tell_report()
    row.save(update_fields=["size", "sha256", "report"])
    return row


def _write(scratch: IO[bytes], chunks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    for chunk in chunks:
        scratch.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def make_durable(name: str) -> None:
    """A file of this system survives a power cut; another storage sees to that itself.

    Such a one has no paths, or some that are of no file here.
    """
    with suppress(NotImplementedError, FileNotFoundError):
        path = Path(get_storage().path(name))
        sync(path)
        sync_name(path)


def hash_stored(name: str) -> str:
    """The SHA-256 of a file as the storage gives it back."""
    digest = sha256()
    with get_storage().open(name) as stored:
        while chunk := stored.read(READ_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()


def is_intact(file: ReleaseFile) -> bool:
    """Whether the storage still has the file as it was written."""
    try:
        return hash_stored(file.stored_as) == file.sha256
    except FileNotFoundError:
        return False


def remove_attempts(job: Job) -> None:
    """Remove what attempts of the job have stored that came to no end, up to the latest that did.

    Raises OSError as the storage does; the rows of what is still there stay.
    """
    _remove(ReleaseFile.objects.filter(is_frozen=False, job=job, attempt__lte=job.attempt))


def remove_leftovers() -> None:
    """Remove what could not be removed at its time: of attempts that ended, of withdrawn releases.

    What the storage still refuses is logged and stays for the next time.
    """
    ended = ReleaseFile.objects.filter(is_frozen=False).exclude(
        job__state=Job.State.RUNNING, attempt=F("job__attempt")
    )
    try:
        _remove(ended)
        for release in Release.objects.filter(state=Release.State.WITHDRAWN).order_by("pk"):
            remove_withdrawn(release)
    except OSError:
        logger.exception("the storage of releases refuses to remove files")


def remove_withdrawn(release: Release) -> None:
    """Remove the files of a withdrawn release, but for its manifest; their rows stay."""
    for file in release.files.filter(is_frozen=True).exclude(name=MANIFEST_NAME).order_by("pk"):
        get_storage().delete(file.stored_as)


def _remove(files: QuerySet[ReleaseFile]) -> None:
    for file in files.order_by("pk"):
        get_storage().delete(file.stored_as)
        ReleaseFile.objects.filter(pk=file.pk, is_frozen=False).delete()


def open_download(release: Release, name: str) -> tuple[ReleaseFile, File[bytes]]:
    """A file of a release that was found among those that the person may see, opened to be read.

    Raises NotFound, and Gone ("release_withdrawn") saying why and what to use instead.
    """
    # PostgreSQL fails on what it cannot store, where SQLite finds nothing.
    named = release.files.filter(is_frozen=True, name=name)
    file = named.first() if intake.is_storable(name) else None
    if file is None:
        raise NotFound("not_found", "The release has no such file.")
    require_stored(release, name)
    try:
        return file, get_storage().open(file.stored_as)
    except FileNotFoundError:
        logger.exception("the storage has lost %s of release %s", file.stored_as, release.uuid)
        raise NotFound("file_lost", "The storage does not have this file any more.") from None


def note_download(
    *, actor: User, release: Release, file: ReleaseFile, part: range | None, now: datetime
) -> None:
    """Audit that somebody is about to get the file, or these bytes of it."""
    audit.record(
        "release.downloaded",
        actor=actor,
        now=now,
        project=release.project,
        target=release.uuid,
        data={"file": file.name, "bytes": [part.start, part.stop] if part else None},
    )


def note_comparison(*, actor: User, earlier: Release, later: Release, now: datetime) -> None:
    """Audit that somebody is about to see which claims differ, and how they are labelled."""
    audit.record(
        "release.compared",
        actor=actor,
        now=now,
        project=later.project,
        target=later.uuid,
        data={"earlier": str(earlier.uuid)},
    )


def require_stored(release: Release, name: str = "") -> None:
    """Raise Gone where the release was withdrawn, and its files with it."""
    if release.state != Release.State.WITHDRAWN or name == MANIFEST_NAME:
        return
    if release.successor is None:
        raise Gone(
            "release_withdrawn", "This release was withdrawn: %(reason)s", reason=release.reason
        )
    raise Gone(
        "release_withdrawn",
        "This release was withdrawn: %(reason)s Use %(successor)s instead: %(uuid)s",
        reason=release.reason,
        successor=release.successor.full_name,
        uuid=release.successor.uuid,
    )


def require_comparable(release: Release) -> None:
    """Raise Gone where the release was withdrawn, and NotFound where it was never ready."""
    if not release.is_published:
        raise NotFound("not_ready", "Only releases that are ready can be compared.")
    require_stored(release)
