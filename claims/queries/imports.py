"""What would become of rows that somebody wants to import: new, known already, or refused.

The preview shows it and the import acts on it. Writes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Exists, OuterRef, Q

from claims.errors import Conflict, DomainError, InvalidInput, UnusableText
from claims.exchange.records import ArticleRecord
from claims.models import (
    Annotation,
    Article,
    ArticleSpeaker,
    Decision,
    LabelSource,
    Outlet,
    Project,
    Speaker,
    SpeakerAlias,
    get_max_length,
    is_among,
    read_survivor,
)
from claims.models.base import validate_web_url
from claims.queries.carried import find_head
from claims.text import intake
from claims.text.attribution import Analysis
from claims.text.known import KnownNames
from claims.text.links import make_page_key
from claims.text.segment import Kind
from claims.text.workers import analyse_text

Row = tuple[int, ArticleRecord | DomainError]
BOUNDED = ("title", "url", "author", "language", "licence", "source_id")
LENGTHS = {
    **{name: get_max_length(Article, name) or 0 for name in BOUNDED},
    "outlet": get_max_length(Outlet, "name") or 0,
    "previous": get_max_length(Article, "source_id") or 0,
}


# With the outlet, what may be said otherwise of an article that is known by its text.
METADATA = ("title", "url", "author", "published", "licence", "redistribute", "embargo")


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedRow:
    """A row and what would become of it: `refusal`, `known`, `repeats` an earlier row, or new.

    A new one may be another text of an article that is there (`previous`), or of an earlier row
    (`corrects_row`). `changed` names what a known one says otherwise than its article.
    """

    row: int
    record: ArticleRecord | None = None
    refusal: DomainError | None = None
    known: Article | None = None
    repeats: int | None = None
    sha256: str = ""
    sha256_lf: str = ""
    page_key: str | None = None
    previous: Article | None = None
    corrects_row: int | None = None
    # Its own, else that of the article which is another text of the same page.
    source_id: str = ""
    changed: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.refusal is None and not self.is_known

    @property
    def is_known(self) -> bool:
        """The project has it, or an earlier row brings it."""
        return self.known is not None or self.repeats is not None

    @property
    def is_correction(self) -> bool:
        """Another text of an article that is known."""
        return self.previous is not None or self.corrects_row is not None


@dataclass(slots=True)
class EarlierRows:
    """What rows before brought that is not in the database: by text, by id and by page."""

    texts: dict[str, int] = field(default_factory=dict)
    source_ids: dict[str, int] = field(default_factory=dict)
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """What the project, and the rows before, hold already."""

    texts: dict[str, Article]
    source_ids: dict[str, Article]
    pages: dict[str, Article]
    rows: EarlierRows


def hash_text(text: str) -> tuple[str, str]:
    """SHA-256 (hex) of the text's UTF-8 as it is, and with every line end as LF."""
    lines_lf = text.replace("\r\n", "\n").replace("\r", "\n")
    first = hashlib.sha256(text.encode()).hexdigest()
    if lines_lf == text:
        return first, first
    return first, hashlib.sha256(lines_lf.encode()).hexdigest()


def judge(
    project: Project, rows: Iterable[Row], earlier: EarlierRows | None = None
) -> Iterator[JudgedRow]:
    """Judge rows of one batch, in order. Costs three queries at most however many rows.

    `earlier` remembers, from batch to batch, what nobody inserts in between.
    """
    checked = [_check(row, record) for row, record in rows]
    seen = _look_up(project, checked, earlier or EarlierRows())
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
    return JudgedRow(
        row=row,
        record=record,
        sha256=sha256,
        sha256_lf=sha256_lf,
        page_key=make_page_key(record.url),
        source_id=record.source_id,
    )


def list_names(record: ArticleRecord) -> set[tuple[str, str]]:
    """By which an article is told from others but by its text: two that share one are not judged
    together, since the second is another text of the first.
    """
    names = {("id", record.source_id), ("id", record.previous)}
    names.add(("page", make_page_key(record.url) or ""))
    return {name for name in names if name[1]}


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


def _look_up(project: Project, rows: Sequence[JudgedRow], earlier: EarlierRows) -> _Seen:
    good = [(row, row.record) for row in rows if row.record and not row.refusal]
    names = {r.source_id for _, r in good} | {r.previous for _, r in good}
    of_project = Article.objects.filter(project=project).select_related("outlet", "label_source")
    texts = of_project.filter(sha256_lf__in={row.sha256_lf for row, _ in good})
    # For SQLite the index of those that have an id has to be named by its condition.
    by_id = of_project.filter(source_id__in=names - {""}).exclude(source_id="")
    by_page = of_project.filter(page_key__in={row.page_key for row, _ in good} - {None})
    return _Seen(
        texts={article.sha256_lf: article for article in texts},
        # Of several texts of one the standing one counts, else the latest.
        source_ids={article.source_id: article for article in _put_standing_last(by_id)},
        pages={article.page_key or "": article for article in _put_standing_last(by_page)},
        rows=earlier,
    )


def _put_standing_last(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: (article.replaced_at is None, article.pk))


def _compare(row: JudgedRow, seen: _Seen) -> JudgedRow:
    record = row.record
    assert record is not None  # noqa: S101 - rows without a record have a refusal
    known = seen.texts.get(row.sha256_lf)
    if known is not None and known.label_source and not known.is_queued:
        refusal = _make_refusal_of_source(known.label_source)
        return JudgedRow(row=row.row, record=record, refusal=refusal)
    if known is not None and known.withdrawn_at is not None:
        return JudgedRow(row=row.row, record=record, refusal=tell_withdrawn(known))
    if known is not None:
        changed = tuple(find_changes(record, known))
        return JudgedRow(row=row.row, record=record, known=known, changed=changed)
    repeats = seen.rows.texts.get(row.sha256_lf)
    if repeats is not None:
        return JudgedRow(row=row.row, record=record, repeats=repeats)
    try:
        found = _find_previous(row, record, seen)
    except DomainError as refusal:
        return JudgedRow(row=row.row, record=record, refusal=refusal)
    new = replace(row, **found)
    seen.rows.texts[row.sha256_lf] = row.row
    if new.source_id:
        seen.rows.source_ids[new.source_id] = row.row
    if row.page_key:
        seen.rows.pages[row.page_key] = (row.row, new.source_id)
    return new


def _make_refusal_of_source(source: LabelSource) -> Conflict:
    """Said to be known, it would seem to be in the queue: it never gets there."""
    return Conflict(
        "text_of_source",
        "The project has this text with labels from “%(source)s”, a source whose claims nobody "
        "labels here.",
        field="text",
        source=source.name,
    )


def tell_withdrawn(article: Article) -> Conflict:
    """Said to be known, it would seem to be worked on."""
    return Conflict(
        "text_withdrawn",
        "The project has this text, and it was withdrawn on %(day)s: nothing is made of it.",
        field="text",
        day=f"{article.withdrawn_at:%Y-%m-%d}",
    )


def find_changes(record: ArticleRecord, article: Article) -> Iterator[str]:
    """What the record says otherwise than is known of the article; what it leaves out is not."""
    for name in METADATA:
        said = getattr(record, name)
        if said and said != getattr(article, name):
            yield name
    outlet = article.outlet.name if article.outlet else ""
    if record.outlet.strip() and record.outlet.strip().casefold() != outlet.casefold():
        yield "outlet"


def _find_previous(row: JudgedRow, record: ArticleRecord, seen: _Seen) -> dict[str, Any]:
    """Of which article this is another text: by its id, by what it says it corrects, by its page.

    Two ids are two articles, whatever their page.
    """
    for name in (record.source_id, record.previous):
        if name and (by_id := _find_by_id(name, seen)):
            return by_id
    if record.previous:
        raise InvalidInput(
            "previous_unknown",
            "The project has no article with the id “%(previous)s”.",
            field="previous",
            previous=record.previous,
        )
    if not row.page_key:
        return {}
    if in_rows := seen.rows.pages.get(row.page_key):
        earlier, source_id = in_rows
        return _unless_apart(record, source_id, {"corrects_row": earlier})
    of_page = seen.pages.get(row.page_key)
    if of_page is None:
        return {}
    head = find_head(of_page)
    return _unless_apart(record, head.source_id, {"previous": head})


def _find_by_id(source_id: str, seen: _Seen) -> dict[str, Any]:
    if source_id in seen.rows.source_ids:
        return {"corrects_row": seen.rows.source_ids[source_id]}
    article = seen.source_ids.get(source_id)
    return {"previous": find_head(article)} if article else {}


def _unless_apart(record: ArticleRecord, source_id: str, found: dict[str, Any]) -> dict[str, Any]:
    if record.source_id and source_id:
        return {}
    return {**found, "source_id": record.source_id or source_id}


def read_known_names(project: Project) -> KnownNames:
    """Names by which the project's speakers are called, to the name each goes by.

    Only of those whom somebody named, merged or added, not of all that imports found. Of other
    names, among them those of speakers merged into others, only such of two words or more: a bare
    surname may be another person's.
    """
    named = Speaker.objects.filter(project=project).exclude(name="")
    confirmed = named.filter(_is_confirmed("pk"))
    standing = confirmed.standing().values_list("name", flat=True)
    names: dict[str, str] = {name: name for name in standing}
    merged = named.exclude(merged_into=None)
    aliases = SpeakerAlias.objects.filter(_is_confirmed("speaker"), speaker__project=project)
    for alias, name in (
        *merged.values_list("name", "merged_into__name"),
        *aliases.values_list("name", read_survivor("speaker", "name")),
    ):
        if " " in alias:
            names.setdefault(alias, name)
    return KnownNames(names)


def _is_confirmed(path: str) -> Q:
    """That somebody stands for a speaker, not an import alone.

    Else what an import finds would depend on how much of it was there before: stopped half-way and
    begun again it would come to something else.
    """
    prefix = "" if path == "pk" else f"{path}__"
    by_hand = Q(**{f"{prefix}merged_into__isnull": False}) | ~Q(**{f"{prefix}same_as": ""})
    by_hand |= Q(**{f"{prefix}added_by__isnull": False})
    in_imports = ArticleSpeaker.objects.filter(added_by=None)
    return (
        by_hand
        | Q(Exists(Speaker.objects.filter(merged_into=OuterRef(path))))
        | is_among(Annotation.objects.all(), "speaker_id", path)
        | is_among(Decision.objects.all(), "speaker_id", path)
        | ~is_among(in_imports, "speaker_id", path)
    )


def choose_language(record: ArticleRecord, project: Project) -> str:
    """The record's, else the project's; empty where it is to be found out from the text."""
    return record.language or project.language


def analyse_record(
    record: ArticleRecord, project: Project, known_names: KnownNames | None
) -> Analysis:
    """Split the record's text and find who speaks, as `analyse_text` does."""
    return analyse_text(record.text, choose_language(record, project), known_names)


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
