"""Importing articles: from a page, a file, the API or the command line, always through here.

And changing what is known about one: its text never changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction

from claims import permissions
from claims.errors import DomainError, InvalidInput
from claims.exchange.records import ArticleRecord, RowStatus
from claims.models import (
    Article,
    ArticleSpeaker,
    ArticleText,
    Claim,
    Outlet,
    Project,
    Slot,
    Speaker,
    Stage,
    StagedImport,
    Suggestion,
    User,
)
from claims.operations import audit
from claims.operations.locks import take_turns
from claims.operations.slots import batched, count_base
from claims.operations.speakers import add_cast, make_cast_key
from claims.queries.hints import make_hint_columns
from claims.queries.imports import (
    JudgedRow,
    Row,
    analyse_record,
    choose_title,
    judge,
    read_known_names,
)
from claims.text.attribution import Analysis
from claims.text.known import KnownNames
from claims.text.segment import SPLITTER_VERSION
from claims.text.wire import make_wire_key

# Articles in one transaction: few enough that nobody waits long, many enough to be fast.
ARTICLES_AT_ONCE = 50
STAGED_FOR = timedelta(days=1)
SUGGESTION_SOURCE = "factcheck.text"
# Suggestions kept per claim: nobody looks at a fourth.
SUGGESTIONS_PER_CLAIM = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class RowReport:
    """What became of one row."""

    row: int
    status: RowStatus
    title: str = ""
    source_id: str = ""
    article: UUID | None = None
    claims: int = 0
    refusal: DomainError | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of each row, in order."""

    rows: list[RowReport] = field(default_factory=list)

    def count(self, status: RowStatus) -> int:
        return sum(row.status == status for row in self.rows)

    @property
    def created(self) -> int:
        return self.count(RowStatus.CREATED)

    @property
    def known(self) -> int:
        return self.count(RowStatus.KNOWN)

    @property
    def refused(self) -> int:
        return self.count(RowStatus.REFUSED)


@dataclass(frozen=True)
class _Import:
    """One call of import_articles."""

    actor: User
    project: Project
    now: datetime
    suggest: bool

    @cached_property
    def known_names(self) -> KnownNames:
        """Once for all of its articles: what it adds itself, each article names again."""
        return read_known_names(self.project)


@dataclass(slots=True)
class _Prepared:
    """An article about to be inserted."""

    record: ArticleRecord
    analysis: Analysis
    article: Article
    claims: list[Claim] = field(default_factory=list)


def import_articles(
    *, actor: User, project: Project, rows: Iterable[Row], now: datetime, suggest: bool = True
) -> ImportReport:
    """Make articles of rows: each is wholly in, known already, or refused with a reason.

    The same rows again create nothing. Committed by and by, so that a stop in the middle loses
    nothing that was reported; importing again goes on. `suggest=False` leaves speakers alone.
    """
    permissions.require(permissions.can_manage(actor, project))
    report = ImportReport()
    run = _Import(actor, project, now, suggest)
    remaining = iter(rows)
    while batch := list(islice(remaining, ARTICLES_AT_ONCE)):
        report.rows += _import_batch(run, batch)
    return report


def _import_batch(run: _Import, batch: list[Row]) -> list[RowReport]:
    try:
        return _insert_batch(run, batch)
    except (IntegrityError, OperationalError):
        # Another import brought in one of these meanwhile, or waits for this one as this for it;
        # singly, each row finds out for itself.
        if len(batch) == 1:
            return _insert_batch(run, batch)
        return [report for row in batch for report in _import_batch(run, [row])]


def _insert_batch(run: _Import, batch: list[Row]) -> list[RowReport]:
    project = run.project
    judged = list(judge(project, batch))
    asked = run.suggest and any(row.is_new for row in judged)
    known_names = run.known_names if asked else None
    prepared = {
        row.row: _prepare(run, row, row.record, known_names)
        for row in judged
        if row.is_new and row.record
    }
    if prepared:
        with transaction.atomic():
            _insert(run, list(prepared.values()))
            audit.record(
                "articles.imported",
                actor=run.actor,
                now=run.now,
                project=project,
                data={"articles": [str(p.article.uuid) for p in prepared.values()]},
            )
    return [_report(row, prepared) for row in judged]


def _prepare(
    run: _Import, judged: JudgedRow, record: ArticleRecord, known_names: KnownNames | None
) -> _Prepared:
    project = run.project
    analysis = analyse_record(record, project, known_names)
    article = Article(
        project=project,
        title=choose_title(record, analysis),
        length=len(record.text),
        sha256=judged.sha256,
        sha256_lf=judged.sha256_lf,
        url=record.url,
        author=record.author,
        published=record.published,
        language=analysis.language,
        licence=record.licence,
        redistribute=record.redistribute or Article.Redistribute.NONE,
        embargo=record.embargo,
        source_id=record.source_id,
        previous=judged.previous,
        splitter_version=SPLITTER_VERSION,
        queue_version=project.queue_version,
        created_at=run.now,
        created_by=run.actor,
    )
    return _Prepared(record, analysis, article)


def _insert(run: _Import, prepared: list[_Prepared]) -> None:
    project = run.project
    outlets = _find_outlets(project, {p.record.outlet.strip() for p in prepared} - {""})
    for one in prepared:
        one.article.outlet = outlets.get(one.record.outlet.strip().casefold())
    Article.objects.bulk_create(one.article for one in prepared)
    _link_corrections(prepared)
    ArticleText.objects.bulk_create(
        ArticleText(article=one.article, text=one.record.text) for one in prepared
    )
    for one in prepared:
        one.claims = list(_make_claims(one, project))
    Claim.objects.bulk_create(claim for one in prepared for claim in one.claims)
    if run.suggest:
        _insert_suggestions(run, prepared)
    _insert_slots(run, prepared)


def _link_corrections(prepared: list[_Prepared]) -> None:
    """Let articles that correct one of the same import point to it."""
    by_source_id = {one.article.source_id: one.article for one in prepared}
    linked = [one for one in prepared if one.record.previous and one.article.previous is None]
    for one in linked:
        one.article.previous = by_source_id[one.record.previous]
    Article.objects.bulk_update((one.article for one in linked), ["previous"])


def _find_outlets(project: Project, names: set[str]) -> dict[str, Outlet]:
    """The project's outlets by casefolded name; missing ones are made."""
    if not names:
        return {}
    Outlet.objects.bulk_create(
        (Outlet(project=project, name=name) for name in sorted(names)), ignore_conflicts=True
    )
    return {outlet.name.casefold(): outlet for outlet in Outlet.objects.filter(project=project)}


def _make_claims(one: _Prepared, project: Project) -> Iterator[Claim]:
    found = one.analysis
    parts = zip(found.segments, found.attributions, found.hints, strict=True)
    for position, (segment, attribution, hints) in enumerate(parts):
        text = one.record.text[segment.start : segment.end]
        yield Claim(
            project=project,
            article=one.article,
            start=segment.start,
            end=segment.end,
            kind=segment.kind.value,
            paragraph=segment.paragraph,
            position=position,
            text=text,
            wire_key=make_wire_key(text),
            splitter_version=SPLITTER_VERSION,
            **make_hint_columns(hints, attribution.quote_type, segment.end - segment.start),
        )


def _insert_slots(run: _Import, prepared: list[_Prepared]) -> None:
    """As many slots per claim as labels are wanted, made by the database out of the claims.

    Nearly half of an import's time went into making these rows here and sending them there.
    Last of all, since from the first place in the line on nobody else gets one until the end.
    """
    project, articles = run.project, [one.article for one in prepared]
    queued = Claim.objects.filter(article__in=[article.pk for article in articles])
    queued = queued.queued(project)
    turn = take_turns(project.pk, Stage.LABEL, max(article.pk for article in articles))
    for number in range(1, project.overlap + 1):
        Slot.objects.insert_for(queued, number=number, turn=turn)
    if project.double_percent:
        further = project.overlap + 1
        sample = [
            claim.pk
            for one in prepared
            for claim in one.claims
            if count_base(project, one.article, claim.start) >= further
        ]
        for part in batched(sample):
            Slot.objects.insert_for(queued.filter(pk__in=part), number=further, turn=turn)


def _insert_suggestions(run: _Import, prepared: list[_Prepared]) -> None:
    found = [member for one in prepared for member in one.analysis.cast]
    speakers = add_cast(project=run.project, cast=found)
    unnamed = Speaker.objects.get(project=run.project, kind=Speaker.Kind.UNNAMED, name="")
    ArticleSpeaker.objects.bulk_create(
        cast for one in prepared for cast in _make_cast(one, speakers)
    )
    Suggestion.objects.bulk_create(
        suggestion for one in prepared for suggestion in _make_suggestions(one, speakers, unnamed)
    )


def _make_cast(one: _Prepared, speakers: Mapping[str, Speaker]) -> Iterator[ArticleSpeaker]:
    """The article's speakers in order of first mention, each once."""
    keys = dict.fromkeys(make_cast_key(member.name) for member in one.analysis.cast)
    for position, key in enumerate(keys, start=1):
        yield ArticleSpeaker(article=one.article, speaker=speakers[key], position=position)


def _make_suggestions(
    one: _Prepared, speakers: Mapping[str, Speaker], unnamed: Speaker
) -> Iterator[Suggestion]:
    """Who may be speaking. A mere description ("officials") suggests somebody unnamed."""
    for claim, attribution in zip(one.claims, one.analysis.attributions, strict=True):
        candidates = attribution.candidates[:SUGGESTIONS_PER_CLAIM]
        for rank, candidate in enumerate(candidates, start=1):
            speaker = speakers.get(make_cast_key(candidate.name), unnamed)
            described = f"{candidate.reason} ({candidate.name})"
            yield Suggestion(
                claim=claim,
                source=SUGGESTION_SOURCE,
                version=SPLITTER_VERSION,
                rank=rank,
                speaker=speaker,
                quote_type=attribution.quote_type.value,
                score=candidate.score,
                reason=(described if speaker is unnamed else candidate.reason)[:200],
            )


def _report(row: JudgedRow, created: Mapping[int, _Prepared]) -> RowReport:
    title = row.record.title if row.record else ""
    source_id = row.record.source_id if row.record else ""
    if row.is_new:
        new = created[row.row]
        return RowReport(
            row=row.row,
            status=RowStatus.CREATED,
            title=new.article.title,
            source_id=source_id,
            article=new.article.uuid,
            claims=len(new.claims),
        )
    known = row.known if row.repeats is None else created[row.repeats].article
    if known is not None:
        return RowReport(
            row=row.row,
            status=RowStatus.KNOWN,
            title=known.title,
            source_id=source_id,
            article=known.uuid,
        )
    return RowReport(
        row=row.row, status=RowStatus.REFUSED, title=title, source_id=source_id, refusal=row.refusal
    )


@transaction.atomic
def stage_import(
    *, actor: User, project: Project, rows: list[dict[str, Any]], file_name: str, now: datetime
) -> StagedImport:
    """Keep an upload until its owner has looked at the preview. Older ones than a day go."""
    permissions.require(permissions.can_manage(actor, project))
    if len(rows) > settings.IMPORT_MAX_ROWS:
        raise InvalidInput(
            "too_many_rows",
            "More than %(limit)d articles at once; use the import_articles command.",
            limit=settings.IMPORT_MAX_ROWS,
        )
    StagedImport.objects.filter(created_at__lt=now - STAGED_FOR).delete()
    return StagedImport.objects.create(
        project=project, created_by=actor, created_at=now, file_name=file_name[:255], rows=rows
    )


def discard_staged(*, actor: User, staged: StagedImport) -> None:
    """Forget an upload: it was imported, or its owner does not want it."""
    permissions.require(staged.created_by_id == actor.pk)
    staged.delete()
