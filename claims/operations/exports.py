"""Taking a project's labels, decisions and articles out."""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Self
from uuid import UUID

from django.core import signing
from django.db import transaction

from claims import permissions
from claims.errors import InvalidInput
from claims.exchange.audit import AUDIT_FORMATS, DEFAULT_AUDIT_FORMAT
from claims.exchange.formats import DEFAULT_FORMAT, Format, Writing, find_format, pick_format
from claims.exchange.packing import add_trailer, compress
from claims.exchange.records import AnyRecord, Kind
from claims.exchange.report import EMBARGO, Report
from claims.exchange.shapes import format_moment
from claims.exchange.timesheet import DEFAULT_SHEET, SHEETS
from claims.models import Project, User
from claims.operations import audit
from claims.queries.audit import EVERYTHING as WHOLE_AUDIT
from claims.queries.audit import Wanted, stream_records
from claims.queries.export import Snapshot
from claims.queries.export_moment import Moment
from claims.queries.export_selection import Selection, resolve
from claims.queries.label_mapping import read_label_map
from claims.queries.timesheet import stream_weeks

# What is signed for anything else is no moment. Without a time: what is exact has the moment's own.
SIGNER = signing.Signer(salt="claims.export.moment")
EVERYTHING = Selection()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """How an export is wanted. `moment`: the token of an earlier one; `after`: its last record."""

    selection: Selection = EVERYTHING
    format_name: str = DEFAULT_FORMAT
    moment: str = ""
    after: UUID | None = None
    trailer: bool = False
    gzip: bool = False


class Download:
    """An export's bytes, piece by piece, from one moment; to be closed by whoever stops early.

    What goes wrong on the way is raised where the bytes are read: it never ends as if it were
    whole. `report` is complete when the last byte was read. `limit`: of the first records alone.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        project: Project,
        format_: Format,
        wish: Wish,
        limit: int | None = None,
    ) -> None:
        self.format = format_
        self.moment = snapshot.moment
        self.token = _sign(snapshot.moment, project, wish.selection)
        self.embargoed = snapshot.embargoed
        self.report = Report()
        self._mapping = read_label_map(project)
        if snapshot.embargoed:
            self.report.left_out[EMBARGO] += snapshot.embargoed
        self._wish = wish
        self._limit = limit
        self._snapshot = snapshot
        self._pieces = self._write()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the transaction: it must not wait until somebody collects the garbage."""
        self._pieces.close()
        self._snapshot.close()

    def _write(self) -> Generator[bytes, None, None]:
        wish = self._wish
        writing = Writing(
            kind=wish.selection.of.kind,
            report=self.report,
            mapping=self._mapping,
            continued=wish.after is not None,
            source=self._snapshot,
        )
        pieces = self.format.write_all(self._open_records, writing)
        if wish.trailer:
            pieces = add_trailer(pieces, self._describe)
        yield from compress(pieces) if wish.gzip else pieces

    def _open_records(self) -> Iterator[AnyRecord]:
        return islice(self._snapshot.stream(), self._limit)

    def _describe(self) -> Mapping[str, Any]:
        """What the trailer says: of a file that goes on after another also after what."""
        after = self._wish.after
        return {
            **self.report.dump(),
            "of": self._wish.selection.of.value,
            "as_of": format_moment(self.moment.as_of),
            "after": str(after) if after else None,
        }


def start_export(
    *, actor: User, project: Project, wish: Wish | None = None, now: datetime
) -> Download:
    """What was chosen of the project, as a file's bytes; audited before the first of them.

    Raises NotAllowed; InvalidInput: "unknown_format", "wrong_kind" (the format cannot say it),
    "no_trailer", "not_resumable", "moment_missing", "bad_moment", "other_moment" (of another
    selection), "unknown_record" (to go on after), and what `resolve` raises.
    """
    return _open("export.started", actor, project, wish or Wish(), now)


def report_export(
    *,
    actor: User,
    project: Project,
    wish: Wish | None = None,
    limit: int | None = None,
    now: datetime,
) -> Download:
    """The export written to its end and thrown away, for its report. Raises as `start_export`.

    `limit`: so many records at most are read, for who cannot wait for all of them.
    """
    with _open("export.reported", actor, project, wish or Wish(), now, limit) as download:
        for _piece in download:
            pass
        return download


def _open(
    action: str,
    actor: User,
    project: Project,
    wish: Wish,
    now: datetime,
    limit: int | None = None,
) -> Download:
    permissions.require(permissions.can_export(actor, project))
    format_ = _check_format(wish)
    moment = _read_token(wish, project)
    narrowing = resolve(project, wish.selection)
    snapshot = Snapshot(project, narrowing, now=now, moment=moment, after=wish.after)
    try:
        _note(action, actor, project, wish, now)
    except BaseException:
        snapshot.close()
        raise
    return Download(snapshot, project, format_, wish, limit)


@transaction.atomic
def _note(action: str, actor: User, project: Project, wish: Wish, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        now=now,
        project=project,
        target=wish.selection.article or project.uuid,
        data={
            "format": wish.format_name,
            "after": str(wish.after) if wish.after else None,
            **wish.selection.describe(),
        },
    )


def _check_format(wish: Wish) -> Format:
    format_ = find_format(wish.format_name)
    if wish.selection.of.kind not in format_.kinds:
        raise InvalidInput(
            "wrong_kind",
            "The format “%(name)s” cannot say this. It can say: %(kinds)s.",
            field="of",
            name=format_.name,
            kinds=", ".join(kind.value for kind in Kind if kind in format_.kinds),
        )
    if wish.trailer and not format_.trailer:
        raise InvalidInput(
            "no_trailer",
            "The format “%(name)s” has no place for a trailer.",
            field="trailer",
            name=format_.name,
        )
    if wish.after and not format_.resumable:
        raise InvalidInput(
            "not_resumable",
            "A file of the format “%(name)s” is one whole: fetch it from the beginning.",
            field="after",
            name=format_.name,
        )
    return format_


def _sign(moment: Moment, project: Project, wanted: Selection) -> str:
    subject = _name_subject(project, wanted)
    return SIGNER.sign_object([subject, moment.to_json()], compress=True)


def _name_subject(project: Project, wanted: Selection) -> str:
    """What a moment is of: of another project, or chosen otherwise, it means something else."""
    told = json.dumps([str(project.uuid), wanted.describe()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _read_token(wish: Wish, project: Project) -> Moment | None:
    if not wish.moment:
        if wish.after:
            raise InvalidInput(
                "moment_missing",
                "To go on after a record, say of which moment the export was.",
                field="moment",
            )
        return None
    try:
        subject, moment = SIGNER.unsign_object(wish.moment)
    except signing.BadSignature:
        raise InvalidInput(
            "bad_moment", "This is not the moment of an export.", field="moment"
        ) from None
    if subject != _name_subject(project, wish.selection):
        raise InvalidInput(
            "other_moment",
            "This is the moment of another export: the project and all that chooses records must "
            "be the same.",
            field="moment",
        )
    return Moment.from_json(moment)


@transaction.atomic
def start_timesheet(
    *, actor: User, project: Project, format_name: str = DEFAULT_SHEET, now: datetime
) -> Iterator[bytes]:
    """Who worked how much in which week, as a file's bytes, piece by piece; audited before.

    Raises NotAllowed and InvalidInput ("unknown_format").
    """
    permissions.require(permissions.can_manage(actor, project))
    format_ = pick_format(format_name, SHEETS)
    audit.record(
        "timesheet.exported",
        actor=actor,
        now=now,
        project=project,
        target=project.uuid,
        data={"format": format_.name},
    )
    return format_.write(stream_weeks(project, now))


@transaction.atomic
def start_audit_export(
    *,
    actor: User,
    project: Project | None,
    wanted: Wanted = WHOLE_AUDIT,
    format_name: str = DEFAULT_AUDIT_FORMAT,
    now: datetime,
) -> Iterator[bytes]:
    """What the audit of a project, or all of it, says, as a file's bytes; audited before.

    Raises NotAllowed and InvalidInput ("unknown_format").
    """
    permissions.require(permissions.can_read_audit(actor, project))
    format_ = pick_format(format_name, AUDIT_FORMATS)
    # Addresses are forgotten one day; the data of a row are not.
    hidden = {"address": audit.HIDDEN} if wanted.address else {}
    audit.record(
        "audit.exported",
        actor=actor,
        now=now,
        project=project,
        data={"format": format_.name, **wanted.describe(), **hidden},
    )
    return format_.write(stream_records(project, wanted))
