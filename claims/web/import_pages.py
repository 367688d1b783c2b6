"""What the preview and the report of an import show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.exchange.records import RowStatus
from claims.models import Project
from claims.operations.articles import ImportReport, RowReport
from claims.queries.imports import JudgedRow, analyse_record, choose_title, read_known_names
from claims.text.attribution import Attribution, Candidate
from claims.text.hints import Hint
from claims.text.segment import Segment
from claims.web.import_forms import DatesForm
from claims.web.staging import dump_refusal, load_refusal
from claims.wording import describe

FIELD_NAMES = {
    "title": gettext_lazy("title"),
    "url": gettext_lazy("link"),
    "author": gettext_lazy("author"),
    "published": gettext_lazy("publication date"),
    "licence": gettext_lazy("licence"),
    "redistribute": gettext_lazy("redistribution"),
    "embargo": gettext_lazy("embargo"),
    "outlet": gettext_lazy("outlet"),
}
# Rows of a kind that a page lists; the others are counted.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """The first of many rows, and how many there are."""

    rows: Sequence[Any] = ()
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRow:
    """A row of an upload with what became, or would become, of it."""

    row: int
    title: str = ""
    # The article's UUID; empty if there is none to open.
    article: str = ""
    claims: int | None = None
    note: str = ""
    # Stands in the place of another text.
    is_correction: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitSegment:
    """A segment of an article that would be imported."""

    segment: Segment
    text: str
    attribution: Attribution
    hints: Sequence[Hint]
    starts_paragraph: bool

    @property
    def speaker(self) -> Candidate | None:
        candidates = self.attribution.candidates
        return candidates[0] if candidates else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """An article as it would be taken apart."""

    row: int
    title: str
    segments: list[SplitSegment] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(one.segment.kind == kind for one in self.segments)

    @property
    def sentences(self) -> int:
        return self.count("sentence")


def describe_preview(
    project: Project, judged: Sequence[JudgedRow], form: DatesForm, shown: str
) -> dict[str, Any]:
    """The rows in three lists, and one of the new ones taken apart: `shown`, or the first."""
    new = [row for row in judged if row.is_new]
    wanted = next((row for row in new if str(row.row) == shown), new[0] if new else None)
    return {
        "form": form,
        "new": list_rows((row, name_row(row), form.get_row_fields(row.row)) for row in new),
        "known": list_rows(_show_known(row) for row in judged if row.is_known),
        "refused": list_rows(
            TableRow(row=row.row, note=describe(row.refusal))
            for row in judged
            if row.refusal is not None
        ),
        "split": split_row(project, wanted) if wanted else None,
    }


def _show_known(row: JudgedRow) -> TableRow:
    if row.known is None:
        note = _("The same article as in row %(row)s.") % {"row": row.repeats}
        return TableRow(row=row.row, note=note)
    return TableRow(
        row=row.row,
        title=row.known.title,
        article=str(row.known.uuid),
        note=name_changes(row.changed),
    )


def name_changes(changed: Sequence[str]) -> str:
    """What a row says otherwise than is known, in words; empty where nothing."""
    if not changed:
        return ""
    fields = ", ".join(str(FIELD_NAMES[name]) for name in changed)
    return _("says otherwise, and is left as it is: %(fields)s") % {"fields": fields}


def name_row(row: JudgedRow) -> str:
    """The title given, else the first line."""
    record = row.record
    if record is None:
        return ""
    return record.title.strip() or record.text.strip().splitlines()[0]


def list_rows(rows: Iterable[Any]) -> Listing:
    everything = list(rows)
    return Listing(everything[:LISTED], len(everything))


def split_row(project: Project, row: JudgedRow) -> Split:
    record = row.record
    assert record is not None  # noqa: S101 - a new row has one
    analysis = analyse_record(record, project, read_known_names(project))
    before = [None, *(segment.paragraph for segment in analysis.segments)]
    segments = [
        SplitSegment(
            segment=segment,
            text=record.text[segment.start : segment.end],
            attribution=attribution,
            hints=hints,
            starts_paragraph=segment.paragraph != last,
        )
        for segment, attribution, hints, last in zip(
            analysis.segments, analysis.attributions, analysis.hints, before[:-1], strict=True
        )
    ]
    return Split(row=row.row, title=choose_title(record, analysis), segments=segments)


def dump_report(report: ImportReport) -> dict[str, Any]:
    """The report as JSON, for the session: the counts, and the first rows of each kind."""
    return {
        "claims": sum(row.claims for row in report.rows),
        **{
            status: {
                "total": report.count(status),
                "rows": [_dump_row(row) for row in _first(report.rows, status)],
            }
            for status in RowStatus
        },
    }


def _first(rows: Iterable[RowReport], status: RowStatus) -> list[RowReport]:
    return [row for row in rows if row.status == status][:LISTED]


def _dump_row(row: RowReport) -> dict[str, Any]:
    return {
        "row": row.row,
        "title": row.title,
        "article": str(row.article or ""),
        "claims": row.claims,
        "corrects": row.corrects is not None,
        "changed": list(row.changed),
        "refusal": dump_refusal(row.refusal) if row.refusal else None,
    }


def load_report(report: dict[str, Any]) -> dict[str, Any]:
    return {
        "claims": report["claims"],
        **{
            status: Listing(
                [_load_row(row) for row in report[status]["rows"]], report[status]["total"]
            )
            for status in RowStatus
        },
    }


def _load_row(row: dict[str, Any]) -> TableRow:
    refusal = row["refusal"]
    return TableRow(
        row=row["row"],
        title=row["title"],
        article=row["article"],
        claims=row["claims"],
        note=describe(load_refusal(refusal)) if refusal else name_changes(row["changed"]),
        is_correction=row["corrects"],
    )
