"""Releases: what managers say of them before they are built, and how they are withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict, InvalidInput, NotFound, changed_meanwhile
from claims.exchange.formats import DEFAULT_FORMAT, FORMATS, find_format
from claims.exchange.releases.datasheet import SECTIONS
from claims.models import Job, Project, Release, User, get_max_length
from claims.operations import audit, jobs, release_files
from claims.operations.validation import bound_text, check_text, validate
from claims.queries.export_selection import dump_narrowing
from claims.queries.release_records import find_kind, resolve_release

TEXT_LIMIT = 20_000
REASON_LIMIT = 2_000
# What may be said of a release until it is built; text on one line, text, and the rest.
LINES = ("slug", "version", "title", "licence")
TEXTS = ("description", "creators")
CHOICES = ("records", "splits", "train_share", "validation_share", "seed")
CHANGEABLE = (*LINES, *TEXTS, *CHOICES, "filter", "formats", "notes")
# The formats that can say what any release consists of.
KNOWN_FORMATS = tuple(
    name
    for name, one in FORMATS.items()
    if any(find_kind(records) in one.kinds for records in Release.Records.values)
)


def create_release(
    *, actor: User, project: Project, values: Mapping[str, Any], now: datetime
) -> Release:
    """A draft; `values` of CHANGEABLE, what is left out is as the model says.

    Raises NotAllowed, InvalidInput naming the field, Conflict ("release_exists").
    """
    permissions.require(permissions.can_manage(actor, project))
    release = Release(project=project, formats=[DEFAULT_FORMAT], created_at=now, created_by=actor)
    _set(release, values)
    with transaction.atomic():
        _save(release)
        audit.record(
            "release.created",
            actor=actor,
            now=now,
            project=project,
            target=release.uuid,
            data={"name": release.full_name},
        )
    return release


def change_release(
    *, actor: User, release: Release, values: Mapping[str, Any], now: datetime
) -> None:
    """Say something else of a release that is not built, nor about to be.

    Raises NotAllowed, InvalidInput naming the field, Conflict ("release_exists", "release_built").
    """
    permissions.require(permissions.can_manage(actor, release.project))
    with transaction.atomic():
        release.refresh_from_db()
        held = {name: getattr(release, name) for name in CHANGEABLE}
        before = audit.read_values(release, CHANGEABLE)
        _set(release, values)
        changed = {name for name in CHANGEABLE if getattr(release, name) != held[name]}
        if not changed:
            return
        open_ = Release.objects.filter(pk=release.pk, state__in=Release.OPEN)
        columns = {name: getattr(release, name) for name in changed}
        try:
            with transaction.atomic():
                if not open_.update(**columns):
                    raise _is_built()
        except IntegrityError:
            raise _exists() from None
        audit.record_changes(
            "release.changed", release, actor=actor, changed=changed, before=before, now=now
        )


def _set(release: Release, values: Mapping[str, Any]) -> None:
    """Raises InvalidInput for the first value that cannot be."""
    for name, value in values.items():
        if name in LINES:
            limit = get_max_length(Release, name) or TEXT_LIMIT
            setattr(release, name, bound_text(value, field=name, limit=limit))
        elif name in TEXTS:
            setattr(release, name, bound_text(value, field=name, limit=TEXT_LIMIT))
        elif name == "formats":
            release.formats = _choose_formats(value)
        elif name == "filter":
            release.filter = dump_narrowing(value or {}) or None
        elif name == "notes":
            release.notes = _bound_notes(value)
        elif name in CHOICES:
            setattr(release, name, value)
    _check_formats(release)
    try:
        validate(release)
    except InvalidInput as refusal:
        raise _tell_apart(release, refusal) from None
    _check_filter(release)


def _tell_apart(release: Release, refusal: InvalidInput) -> Exception:
    """That the name is taken is no matter of what was typed."""
    same = Release.objects.filter(
        project=release.project_id, slug=release.slug, version=release.version
    )
    return _exists() if not refusal.field and same.exclude(pk=release.pk).exists() else refusal


def _choose_formats(names: Iterable[str]) -> list[str]:
    """In the order of all formats; raises InvalidInput where one is unknown, or none chosen."""
    chosen = {find_format(name).name for name in names}
    if not chosen:
        raise InvalidInput("no_format", "Choose at least one format.", field="formats")
    return [name for name in FORMATS if name in chosen]


def _check_formats(release: Release) -> None:
    if release.records not in Release.Records.values:
        return  # Which `validate` refuses.
    for name in release.formats:
        if find_kind(release.records) not in FORMATS[name].kinds:
            raise InvalidInput(
                "format_of_others",
                "The format “%(name)s” cannot say these records.",
                field="formats",
                name=name,
            )


def _check_filter(release: Release) -> None:
    """Raise InvalidInput naming what of the filter the project does not have."""
    if not release.filter:
        return
    if release.records == Release.Records.DECIDED and "status" in release.filter:
        raise InvalidInput(
            "status_of_decided",
            "These labels are of decided claims already: choose all labels, or no status.",
            field="status",
        )
    try:
        resolve_release(release)
    except NotFound as refusal:
        raise InvalidInput(
            f"unknown_{refusal.field}", refusal.message, field=refusal.field
        ) from None


def _bound_notes(notes: Mapping[str, str]) -> dict[str, str]:
    bounded = {}
    for section in SECTIONS:
        note = notes.get(section, "").strip()
        check_text(note, field="notes", limit=TEXT_LIMIT)
        if note:
            bounded[section] = note
    return bounded


def _save(release: Release) -> None:
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError:
        raise _exists() from None


def _exists() -> Conflict:
    return Conflict(
        "release_exists",
        "There is a release of that name and version already.",
        field="version",
    )


def _is_built() -> Conflict:
    return Conflict("release_built", "This release is built, or about to be: it stays as it is.")


@transaction.atomic
def queue_build(*, actor: User, release: Release, now: datetime) -> Job:
    """Have it built by the next worker that is free. Of two who ask one is told so.

    Raises NotAllowed, Conflict ("release_built").
    """
    permissions.require(permissions.can_manage(actor, release.project))
    job = jobs.queue_job(actor=actor, project=release.project, kind=Job.Kind.RELEASE, now=now)
    open_ = Release.objects.filter(pk=release.pk, state__in=Release.OPEN)
    if not open_.update(state=Release.State.QUEUED, job=job):
        raise _is_built()
    audit.record(
        "release.queued",
        actor=actor,
        now=now,
        project=release.project,
        target=release.uuid,
        data={"name": release.full_name},
    )
    release.refresh_from_db()
    return job


def delete_release(*, actor: User, release: Release, now: datetime) -> None:
    """Remove one that never came to be, and what an attempt may have left in the storage.

    Raises NotAllowed, Conflict ("release_built"), OSError as the storage does.
    """
    permissions.require(permissions.can_manage(actor, release.project))
    release.refresh_from_db()
    if not release.is_open:
        raise _is_built()
    if release.job:
        release_files.remove_attempts(release.job)
    with transaction.atomic():
        # Held by this first: nobody queues it meanwhile.
        open_ = Release.objects.filter(pk=release.pk, state__in=Release.OPEN)
        if not open_.update(state=Release.State.CANCELLED) or release.files.exists():
            raise changed_meanwhile()
        open_.delete()
        audit.record(
            "release.deleted",
            actor=actor,
            now=now,
            project=release.project,
            target=release.uuid,
            data={"name": release.full_name},
        )


def withdraw_release(
    *, actor: User, release: Release, reason: str, successor: Release | None, now: datetime
) -> None:
    """Take its files away, for good; its manifest stays, with the reason and what to use instead.

    Raises NotAllowed, InvalidInput ("reason", "successor"), Conflict ("not_ready").
    """
    permissions.require(permissions.can_manage(actor, release.project))
    reason = bound_text(reason, field="reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput("no_reason", "Say why.", field="reason")
    if successor is not None and not _can_follow(release, successor):
        raise InvalidInput(
            "no_successor",
            "Choose another release of the project that is ready.",
            field="successor",
        )
    with transaction.atomic():
        withdrawn = Release.objects.filter(pk=release.pk, state=Release.State.READY).update(
            state=Release.State.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_by=actor,
            reason=reason,
            successor=successor,
        )
        if not withdrawn:
            raise Conflict("not_ready", "Only a release that is ready can be withdrawn.")
        audit.record(
            "release.withdrawn",
            actor=actor,
            now=now,
            project=release.project,
            target=release.uuid,
            data={"reason": reason, "successor": str(successor.uuid) if successor else None},
        )
    release.refresh_from_db()
    release_files.remove_withdrawn(release)


def _can_follow(release: Release, successor: Release) -> bool:
    return (
        successor.pk != release.pk
        and successor.project_id == release.project_id
        and successor.state == Release.State.READY
    )
