"""Importing claims that were labelled elsewhere: data sets, and files of other labelling tools.

They come in as articles, claims and labels of a named source, which stand outside all that is
counted here: docs/labelled-imports.md. Row by row recognised again, so that the same file twice
creates nothing, and one that was cut off goes on.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedClaim, ImportedRow
from claims.exchange.json_rows import dump
from claims.models import (
    LabelSource,
    Project,
    SourceRow,
    StagedLabels,
    User,
    get_max_length,
)
from claims.operations import audit
from claims.operations.batches import cut, insert_together
from claims.operations.labelled_rows import NewRow, insert_rows
from claims.operations.uploads import forget_abandoned
from claims.operations.validation import bound_text
from claims.queries.label_sources import write_again
from claims.queries.label_words import NAMED, WordMap
from claims.text import intake

# Rows in one transaction: few enough that nobody waits long, many enough to be fast.
ROWS_AT_ONCE = 100
KEY_LENGTH = get_max_length(SourceRow, "key") or 0
NAME_LENGTH = get_max_length(LabelSource, "name") or 0
# Behind a key stands the number of its repeat, or a digest that tells claims of one row apart.
OWN_KEY_LENGTH = KEY_LENGTH - 12


@dataclass(slots=True)
class LabelledReport:
    """What became of the rows so far. `left_out` counts by reason (queries.label_words.REASONS)."""

    rows: int = 0
    created: int = 0
    known: int = 0
    refused: int = 0
    articles: int = 0
    labels: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[int, DomainError]] = field(default_factory=list)

    def refuse(self, number: int, refusal: DomainError) -> None:
        self.refused += 1
        if len(self.refusals) < NAMED:
            self.refusals.append((number, refusal))


class _Row(NamedTuple):
    """A row with what it is recognised by; refused, it has neither."""

    number: int
    claim: ImportedClaim | DomainError
    key: str = ""
    sha256: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Import:
    """One call of import_labelled."""

    actor: User
    source: LabelSource
    words: WordMap
    now: datetime


@transaction.atomic
def open_source(
    *,
    actor: User,
    project: Project,
    name: str,
    format_name: str,
    is_queued: bool = False,
    now: datetime,
) -> LabelSource:
    """The project's source of that name, made if there is none yet.

    `is_queued`: its claims are labelled here, too. Raises InvalidInput ("unknown_format", and of
    the name), and Conflict where the source is of another format, or is queued otherwise.
    """
    permissions.require(permissions.can_manage(actor, project))
    name = _check_source(project, name, format_name, is_queued=is_queued)
    known = _find_source(project, name)
    return known or _make_source(actor, project, name, format_name, now, is_queued=is_queued)


def _check_source(project: Project, name: str, format_name: str, *, is_queued: bool) -> str:
    """The name, in single spaces; see `open_source`."""
    name = " ".join(bound_text(name, field="source", limit=NAME_LENGTH).split())
    if not name:
        raise InvalidInput("name_missing", "A source needs a name.", field="source")
    if format_name not in IMPORT_FORMATS:
        raise InvalidInput(
            "unknown_format",
            "There is no format “%(name)s”. There are: %(known)s.",
            field="format",
            name=format_name[:40],
            known=", ".join(IMPORT_FORMATS),
        )
    known = _find_source(project, name)
    if known and (known.format, known.is_queued) != (format_name, is_queued):
        raise Conflict(
            "other_source",
            "“%(name)s” was imported in another way before: choose the same, or another name.",
            field="source",
            name=known.name,
        )
    return name


def _find_source(project: Project, name: str) -> LabelSource | None:
    return LabelSource.objects.filter(project=project, name__iexact=name).first()


def _make_source(
    actor: User, project: Project, name: str, format_name: str, now: datetime, *, is_queued: bool
) -> LabelSource:
    values = {"format": format_name, "is_queued": is_queued}
    try:
        with transaction.atomic():
            source = LabelSource.objects.create(
                project=project, name=name, created_at=now, created_by=actor, **values
            )
    except IntegrityError:
        return LabelSource.objects.get(project=project, name__iexact=name, **values)
    audit.record(
        "label_source.added",
        actor=actor,
        now=now,
        project=project,
        target=source.uuid,
        data={"name": name, **values},
    )
    return source


@transaction.atomic
def stage_labels(
    *,
    actor: User,
    project: Project,
    data: bytes,
    file_name: str,
    name: str,
    format_name: str,
    is_queued: bool,
    now: datetime,
) -> StagedLabels:
    """Keep a file until its owner has looked at the preview. Older ones than a day go.

    Refuses what `open_source` would refuse of the name and the format.
    """
    permissions.require(permissions.can_manage(actor, project))
    named = _check_source(project, name, format_name, is_queued=is_queued)
    forget_abandoned(StagedLabels, now)
    return StagedLabels.objects.create(
        project=project,
        created_by=actor,
        created_at=now,
        file_name=file_name[:255],
        name=named,
        format=format_name,
        is_queued=is_queued,
        data=data,
    )


@transaction.atomic
def take_out(*, actor: User, source: LabelSource, now: datetime) -> Iterator[bytes]:
    """The source's rows again, as they came, piece by piece; audited before.

    Raises NotAllowed, and InvalidInput ("comes_not_back") where the format is only read.
    """
    permissions.require(permissions.can_export(actor, source.project))
    audit.record(
        "labels.taken_out", actor=actor, now=now, project=source.project, target=source.uuid
    )
    return write_again(source)


def import_labelled(
    *,
    actor: User,
    source: LabelSource,
    rows: Iterable[ImportedRow],
    words: WordMap,
    now: datetime,
) -> Iterator[LabelledReport]:
    """Make articles, claims and labels of the rows; after each part the report so far.

    Each row is wholly in, known already, or refused with a reason; what `words` leaves out is
    counted. Committed part by part: stopped in the middle and begun again, it comes to what one
    import would have.
    """
    permissions.require(permissions.can_manage(actor, source.project))
    return _import_parts(_Import(actor, source, words, now), _identify(rows))


def _import_parts(run: _Import, rows: Iterator[_Row]) -> Iterator[LabelledReport]:
    report = LabelledReport()
    for part in cut(rows, ROWS_AT_ONCE):
        insert_together(part, partial(_insert_part, run, report))
        yield report
    if not report.rows:
        yield report


def _identify(rows: Iterable[ImportedRow]) -> Iterator[_Row]:
    """Give each row a key: its own, else its hash; further rows of the same get a number."""
    seen: Counter[bytes] = Counter()
    before: ImportedClaim | None = None
    text = ""
    for number, claim in rows:
        if isinstance(claim, DomainError):
            yield _Row(number, claim)
            continue
        # Claims of one row hold the same object: it is written down with the first of them.
        is_first = before is None or before.source is not claim.source
        if is_first:
            text = dump(claim.source)
            if not intake.is_storable(text):
                refusal = InvalidInput("not_text", "This holds a character that is not text.")
                yield _Row(number, refusal)
                continue
        before = claim
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        key = claim.source_id if 0 < len(claim.source_id) <= OWN_KEY_LENGTH else sha256
        if key == sha256 and claim.start is not None:
            key = f"{key}:{claim.start}-{claim.end}"
        digest = hashlib.sha256(f"{key}\n{sha256}".encode()).digest()[:16]
        seen[digest] += 1
        if seen[digest] > 1:
            key = f"{key}#{seen[digest]}"
        yield _Row(number, claim, key, sha256, text if is_first else "")


def _insert_part(run: _Import, report: LabelledReport, part: Sequence[_Row]) -> None:
    """All of the part in one transaction; the report changes when that is committed."""
    source = run.source
    with transaction.atomic():
        # One import of a source after the other: what the first made, the second finds.
        LabelSource.objects.select_for_update(no_key=True).get(pk=source.pk)
        known = dict(
            SourceRow.objects.filter(source=source, key__in=[row.key for row in part]).values_list(
                "key", "sha256"
            )
        )
        refusals = [(row.number, row.claim) for row in part if isinstance(row.claim, DomainError)]
        changed = [row for row in part if known.get(row.key, row.sha256) != row.sha256]
        refusals += [(row.number, _make_changed(row)) for row in changed]
        new = [
            NewRow(row.number, row.claim, row.key, row.sha256, row.text)
            for row in part
            if isinstance(row.claim, ImportedClaim) and row.key not in known
        ]
        made = insert_rows(source=source, actor=run.actor, rows=new, words=run.words, now=run.now)
        if made.created:
            audit.record(
                "labels.imported",
                actor=run.actor,
                now=run.now,
                project=source.project,
                target=source.uuid,
                data={"rows": made.created, "articles": made.articles, "labels": made.labels},
            )
    for number, refusal in sorted([*refusals, *made.refusals], key=lambda one: one[0]):
        report.refuse(number, refusal)
    report.rows += len(part)
    report.known += sum(row.key in known for row in part) - len(changed)
    report.created += made.created
    report.articles += made.articles
    report.labels += made.labels
    report.left_out += made.left_out


def _make_changed(row: _Row) -> Conflict:
    return Conflict(
        "row_changed",
        "“%(key)s” came in before with other words: labels never change. Import it as another "
        "source.",
        key=row.key[:80],
    )
