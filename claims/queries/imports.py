"""What would become of rows that somebody wants to import: new, known already, or refused.

The preview shows it and the import acts on it. Writes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from claims.errors import DomainError, InvalidInput, UnusableText
from claims.exchange.records import ArticleRecord
from claims.models import (
    Article,
    Outlet,
    Project,
    Speaker,
    SpeakerAlias,
    get_max_length,
    read_survivor,
)
from claims.models.base import validate_web_url
from claims.text import intake
from claims.text.attribution import Analysis, analyse, split
from claims.text.known import KnownNames
from claims.text.languages.detection import detect
from claims.text.segment import Kind

Row = tuple[int, ArticleRecord | DomainError]
BOUNDED = ("title", "url", "author", "language", "licence", "source_id")
LENGTHS = {
    **{name: get_max_length(Article, name) or 0 for name in BOUNDED},
    "outlet": get_max_length(Outlet, "name") or 0,
    "previous": get_max_length(Article, "source_id") or 0,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedRow:
    """A row and what would become of it: `refusal`, `known`, `repeats` an earlier row, or new."""

    row: int
    record: ArticleRecord | None = None
    refusal: DomainError | None = None
    known: Article | None = None
    repeats: int | None = None
    sha256: str = ""
    sha256_lf: str = ""
    previous: Article | None = None

    @property
    def is_new(self) -> bool:
        return self.refusal is None and not self.is_known

    @property
    def is_known(self) -> bool:
        """The project has it, or an earlier row brings it."""
        return self.known is not None or self.repeats is not None


@dataclass(slots=True)
class _Seen:
    """What the project, and the rows before, hold already."""

    texts: dict[str, Article] = field(default_factory=dict)
    source_ids: dict[str, Article] = field(default_factory=dict)
    rows_by_text: dict[str, int] = field(default_factory=dict)
    source_ids_here: set[str] = field(default_factory=set)


def hash_text(text: str) -> tuple[str, str]:
    """SHA-256 (hex) of the text's UTF-8 as it is, and with every line end as LF."""
    lines_lf = text.replace("\r\n", "\n").replace("\r", "\n")
    first = hashlib.sha256(text.encode()).hexdigest()
    if lines_lf == text:
        return first, first
    return first, hashlib.sha256(lines_lf.encode()).hexdigest()


def judge(project: Project, rows: Sequence[Row]) -> Iterator[JudgedRow]:
    """Judge rows of one batch, in order. Costs two queries however many rows."""
    checked = [_check(row, record) for row, record in rows]
    seen = _look_up(project, checked)
    for row in checked:
        yield row if row.refusal else _compare(row, seen)


def _check(row: int, record: ArticleRecord | DomainError) -> JudgedRow:
    if isinstance(record, DomainError):
        return JudgedRow(row=row, refusal=record)
    try:
        check_record(record)
    except DomainError as refusal:
        return JudgedRow(row=row, record=record, refusal=refusal)
    sha256, sha256_lf = hash_text(record.text)
    return JudgedRow(row=row, record=record, sha256=sha256, sha256_lf=sha256_lf)


def check_record(record: ArticleRecord) -> None:
    """Raise UnusableText or InvalidInput if this can't be an article in any project."""
    intake.check(record.text)
    limit = settings.ARTICLE_MAX_BYTES
    if len(record.text.encode()) > limit:
        raise UnusableText(
            "too_large", "The article is larger than %(limit)d bytes.", field="text", limit=limit
        )
    for name, length in LENGTHS.items():
        _check_field(name, getattr(record, name), length)
    if record.redistribute not in {"", *Article.Redistribute.values}:
        raise InvalidInput(
            "unknown_choice",
            "%(field)s must be one of: %(choices)s.",
            field="redistribute",
            choices=", ".join(Article.Redistribute.values),
        )


def _check_field(name: str, value: str, length: int) -> None:
    if len(value) > length:
        raise InvalidInput(
            "too_long",
            "“%(name)s” is longer than %(limit)d characters.",
            field=name,
            name=name,
            limit=length,
        )
    if not intake.is_storable(value):
        raise InvalidInput(
            "not_text", "“%(name)s” holds a character that is not text.", field=name, name=name
        )
    if name == "url" and value:
        _check_with(validate_web_url, value, name)
    if name == "language" and value:
        _check_with(validate_slug, value, name)


def _check_with(validate: object, value: str, name: str) -> None:
    try:
        validate(value)  # type: ignore[operator]
    except ValidationError:
        raise InvalidInput(
            "invalid",
            "“%(value)s” is not a valid %(name)s.",
            field=name,
            name=name,
            value=value[:100],
        ) from None


def _look_up(project: Project, rows: Iterable[JudgedRow]) -> _Seen:
    records = [row.record for row in rows if row.record and not row.refusal]
    hashes = [row.sha256_lf for row in rows if not row.refusal]
    names = {r.source_id for r in records} | {r.previous for r in records}
    of_project = Article.objects.filter(project=project)
    return _Seen(
        texts={a.sha256_lf: a for a in of_project.filter(sha256_lf__in=hashes)},
        source_ids={a.source_id: a for a in of_project.filter(source_id__in=names - {""})},
    )


def _compare(row: JudgedRow, seen: _Seen) -> JudgedRow:
    record = row.record
    assert record is not None  # noqa: S101 - rows without a record have a refusal
    known = seen.texts.get(row.sha256_lf)
    if known is not None:
        return JudgedRow(row=row.row, record=record, known=known)
    repeats = seen.rows_by_text.get(row.sha256_lf)
    if repeats is not None:
        return JudgedRow(row=row.row, record=record, repeats=repeats)
    refusal = _find_clash(record, seen)
    if refusal is not None:
        return JudgedRow(row=row.row, record=record, refusal=refusal)
    seen.rows_by_text[row.sha256_lf] = row.row
    seen.source_ids_here.add(record.source_id)
    return JudgedRow(
        row=row.row,
        record=record,
        sha256=row.sha256,
        sha256_lf=row.sha256_lf,
        previous=seen.source_ids.get(record.previous) if record.previous else None,
    )


def _find_clash(record: ArticleRecord, seen: _Seen) -> DomainError | None:
    if record.source_id and record.source_id in seen.source_ids.keys() | seen.source_ids_here:
        return InvalidInput(
            "source_id_taken",
            "Another text has the id “%(source_id)s”. A corrected text needs an id of its own, "
            "and names the corrected one as “previous”.",
            field="source_id",
            source_id=record.source_id,
        )
    if record.previous and record.previous not in seen.source_ids.keys() | seen.source_ids_here:
        return InvalidInput(
            "previous_unknown",
            "The project has no article with the id “%(previous)s”.",
            field="previous",
            previous=record.previous,
        )
    return None


def read_known_names(project: Project) -> KnownNames:
    """Names by which the project's speakers are called, to the name each goes by.

    Of other names, among them those of speakers merged into others, only such of two words or
    more: a bare surname may be another person's.
    """
    named = Speaker.objects.filter(project=project).exclude(name="")
    standing = named.standing().values_list("name", flat=True)
    names: dict[str, str] = {name: name for name in standing}
    merged = named.exclude(merged_into=None)
    aliases = SpeakerAlias.objects.filter(speaker__project=project)
    for alias, name in (
        *merged.values_list("name", "merged_into__name"),
        *aliases.values_list("name", read_survivor("speaker", "name")),
    ):
        if " " in alias:
            names.setdefault(alias, name)
    return KnownNames(names)


def analyse_record(
    record: ArticleRecord, project: Project, known_names: KnownNames | None
) -> Analysis:
    """Split the record's text and find who speaks, in its language.

    That is the record's, else the project's, else the one that the text seems to be in.
    Without `known_names` nobody asks who speaks or what words show: the text is only split.
    """
    language = record.language or project.language or detect(record.text)
    if known_names is None:
        return split(record.text, language)
    return analyse(record.text, language, known_names)


def choose_title(record: ArticleRecord, analysis: Analysis) -> str:
    """The title given, else the headline, else how the text begins."""
    if record.title.strip():
        return record.title
    first = analysis.segments[0]
    whole = record.text[first.start : first.end]
    limit = LENGTHS["title"]
    if first.kind == Kind.HEADLINE and len(whole) <= limit:
        return " ".join(whole.split())
    return " ".join(whole.split())[:120]
