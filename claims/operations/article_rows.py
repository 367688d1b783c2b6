"""The rows of an article on its way in: itself, its text, claims, suggestions and slots."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from claims.errors import changed_meanwhile
from claims.exchange.records import ArticleRecord
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
    Suggestion,
    User,
)
from claims.models.bulk import insert_all, insert_values, make_all
from claims.operations import corrections
from claims.operations.locks import take_turns
from claims.operations.slots import batched, count_base
from claims.operations.speakers import add_cast, make_cast_key
from claims.queries.hints import make_hint_columns
from claims.queries.imports import JudgedRow, analyse_record, choose_title, read_known_names
from claims.text.attribution import Analysis
from claims.text.known import KnownNames
from claims.text.segment import SPLITTER_VERSION
from claims.text.wire import make_wire_key

SUGGESTION_SOURCE = "factcheck.text"
SUGGESTION_COLUMNS = (
    *("claim_id", "source", "version", "rank", "speaker_id"),
    *("quote_type", "score", "reason"),
)
# Suggestions kept per claim: nobody looks at a fourth.
SUGGESTIONS_PER_CLAIM = 3


@dataclass(frozen=True)
class Import:
    """One call of import_articles."""

    actor: User
    project: Project
    now: datetime
    suggest: bool = True
    update: bool = False

    @cached_property
    def known_names(self) -> KnownNames:
        """Once for all of its articles."""
        return read_known_names(self.project)


@dataclass(slots=True)
class Prepared:
    """An article about to be inserted."""

    record: ArticleRecord
    analysis: Analysis
    article: Article
    claims: list[Claim] = field(default_factory=list)
    # Parts of sentences that were claims of the text that it corrects.
    spans: list[Claim] = field(default_factory=list)


def prepare(
    run: Import, judged: JudgedRow, record: ArticleRecord, analysis: Analysis | None = None
) -> Prepared:
    """All of a new article that needs no database; `analysis` where that was made before."""
    project = run.project
    if analysis is None:
        known_names = run.known_names if run.suggest else None
        analysis = analyse_record(record, project, known_names)
    article = Article(
        project=project,
        title=choose_title(record, analysis),
        length=len(record.text),
        sha256=judged.sha256,
        sha256_lf=judged.sha256_lf,
        page_key=judged.page_key or (judged.previous.page_key if judged.previous else None),
        **_inherit(record, judged.previous),
        language=analysis.language,
        source_id=judged.source_id,
        previous=judged.previous,
        splitter_version=SPLITTER_VERSION,
        queue_version=project.queue_version,
        created_at=run.now,
        created_by=run.actor,
    )
    return Prepared(record, analysis, article)


def _inherit(record: ArticleRecord, previous: Article | None) -> dict[str, Any]:
    """What is known of the article; of a correction that leaves it out, what was known before.

    An embargo above all is not over because somebody corrected the text.
    """
    known: dict[str, Any] = {"redistribute": Article.Redistribute.NONE}
    for name in ("url", "author", "published", "licence", "redistribute", "embargo"):
        said = getattr(record, name) or (getattr(previous, name) if previous else None)
        if said:
            known[name] = said
    return known


# How far, when and in which round an article is labelled, and what held before that round.
IN_THE_WORK = ("round_id", "overlap", "priority", "overlap_before", "priority_before")


def _stand_in(new: Article, old: Article) -> None:
    """Let the corrected text be labelled as the old one, which is held, was."""
    for name in IN_THE_WORK:
        setattr(new, name, getattr(old, name))


def insert(run: Import, prepared: list[Prepared]) -> None:
    """Write the articles down, in a transaction that the import has begun.

    Raises Conflict where another text has replaced the same article meanwhile, or two of these
    would: the second is one of the first, once that is there.
    """
    if not prepared:
        return
    project = run.project
    outlets = _find_outlets(project, {p.record.outlet.strip() for p in prepared} - {""})
    for one in prepared:
        before = one.article.previous
        one.article.outlet = outlets.get(one.record.outlet.strip().casefold()) or (
            before.outlet if before else None
        )
    corrected = [one.article.previous_id for one in prepared if one.article.previous_id]
    if len(set(corrected)) < len(corrected):
        raise changed_meanwhile()
    replaced = corrections.replace_articles(corrected, run.now) if corrected else {}
    for one in prepared:
        if one.article.previous_id:
            _stand_in(one.article, replaced[one.article.previous_id])
    Article.objects.bulk_create(one.article for one in prepared)
    ArticleText.objects.bulk_create(
        ArticleText(article=one.article, text=one.record.text) for one in prepared
    )
    for one in prepared:
        one.claims = list(make_all(Claim, _list_columns(one, project)))
    carried = []
    for one in prepared:
        if one.article.previous_id:
            old = replaced[one.article.previous_id]
            carried.append(corrections.carry_over(old, one.article, one.claims, run.now))
            one.spans = carried[-1].spans
    _insert_claims(prepared)
    Claim.objects.bulk_create(span for one in prepared for span in one.spans)
    corrections.finish(carried, run.actor, run.now)
    if run.suggest:
        _insert_suggestions(run, prepared)
    _insert_slots(run, prepared)


def _insert_claims(prepared: list[Prepared]) -> None:
    """Insert the claims and tell them their numbers: no others have these articles as yet."""
    claims = [claim for one in prepared for claim in one.claims]
    insert_all(claims)
    articles = [one.article.pk for one in prepared]
    made = Claim.objects.filter(article__in=articles).order_by("article_id", "position")
    in_order = sorted(claims, key=lambda claim: (claim.article_id, claim.position))
    for claim, number in zip(in_order, made.values_list("pk", flat=True), strict=True):
        claim.pk = number


def _find_outlets(project: Project, names: set[str]) -> dict[str, Outlet]:
    """The project's outlets by casefolded name; missing ones are made."""
    if not names:
        return {}
    Outlet.objects.bulk_create(
        (Outlet(project=project, name=name) for name in sorted(names)), ignore_conflicts=True
    )
    return {outlet.name.casefold(): outlet for outlet in Outlet.objects.filter(project=project)}


def find_outlet(project: Project, name: str) -> Outlet:
    """The project's outlet of that name, made if there is none yet."""
    return _find_outlets(project, {name})[name.casefold()]


def _list_columns(one: Prepared, project: Project) -> Iterator[dict[str, object]]:
    """Of each claim of the article, which has its number."""
    found = one.analysis
    parts = zip(found.segments, found.attributions, found.hints, strict=True)
    for position, (segment, attribution, hints) in enumerate(parts):
        text = one.record.text[segment.start : segment.end]
        yield {
            "project_id": project.pk,
            "article_id": one.article.pk,
            "start": segment.start,
            "end": segment.end,
            "kind": segment.kind.value,
            "paragraph": segment.paragraph,
            "position": position,
            "text": text,
            "wire_key": make_wire_key(text),
            "splitter_version": SPLITTER_VERSION,
            **make_hint_columns(hints, attribution.quote_type, segment.end - segment.start),
        }


def _insert_slots(run: Import, prepared: list[Prepared]) -> None:
    """As many slots per claim as labels are wanted, made by the database out of the claims.

    Nearly half of an import's time went into making these rows here and sending them there.
    Last of all, since from the first place in the line on nobody else gets one until the end.
    """
    project, articles = run.project, [one.article for one in prepared]
    queued = Claim.objects.filter(article__in=[article.pk for article in articles])
    queued = queued.queued(project)
    turn = take_turns(project.pk, Stage.LABEL, max(article.pk for article in articles))
    overlaps = {
        article.pk: project.overlap if article.overlap is None else article.overlap
        for article in articles
    }
    for number in range(1, max(overlaps.values()) + 1):
        wanting = [pk for pk, overlap in overlaps.items() if overlap >= number]
        Slot.objects.insert_for(queued.filter(article__in=wanting), number=number, turn=turn)
    if project.double_percent:
        further = project.overlap + 1
        sample = [
            claim.pk
            for one in prepared
            for claim in (*one.claims, *one.spans)
            if one.article.overlap is None
            and count_base(project, one.article, claim.start) >= further
        ]
        for part in batched(sample):
            Slot.objects.insert_for(queued.filter(pk__in=part), number=further, turn=turn)


def _insert_suggestions(run: Import, prepared: list[Prepared]) -> None:
    found = [member for one in prepared for member in one.analysis.cast]
    speakers = add_cast(project=run.project, cast=found)
    unnamed = Speaker.objects.get(project=run.project, kind=Speaker.Kind.UNNAMED, name="")
    cast = [row for one in prepared for row in _make_cast(one, speakers)]
    insert_values(ArticleSpeaker, ("article_id", "speaker_id", "position"), cast)
    suggestions = [row for one in prepared for row in _make_suggestions(one, speakers, unnamed)]
    insert_values(Suggestion, SUGGESTION_COLUMNS, suggestions)


def _make_cast(one: Prepared, speakers: Mapping[str, Speaker]) -> Iterator[tuple[int, int, int]]:
    """The article's speakers in order of first mention, each once."""
    keys = dict.fromkeys(make_cast_key(member.name) for member in one.analysis.cast)
    for position, key in enumerate(keys, start=1):
        yield one.article.pk, speakers[key].pk, position


def _make_suggestions(
    one: Prepared, speakers: Mapping[str, Speaker], unnamed: Speaker
) -> Iterator[tuple[object, ...]]:
    """Who may be speaking. A mere description ("officials") suggests somebody unnamed."""
    for claim, attribution in zip(one.claims, one.analysis.attributions, strict=True):
        candidates = attribution.candidates[:SUGGESTIONS_PER_CLAIM]
        for rank, candidate in enumerate(candidates, start=1):
            speaker = speakers.get(make_cast_key(candidate.name), unnamed)
            described = f"{candidate.reason} ({candidate.name})"
            reason = (described if speaker is unnamed else candidate.reason)[:200]
            yield (
                *(claim.pk, SUGGESTION_SOURCE, SPLITTER_VERSION, rank, speaker.pk),
                *(attribution.quote_type.value, candidate.score, reason),
            )
