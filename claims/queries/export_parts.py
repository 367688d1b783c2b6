"""What exported records consist of, read for many at once: each function costs one query."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import connections
from django.db.models import Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from claims.exchange.records import (
    ArticleHead,
    ClaimHead,
    EvidenceRecord,
    RoundHead,
    SpeakerRecord,
)
from claims.models import (
    Article,
    Claim,
    CoSpeaker,
    Evidence,
    Guideline,
    Label,
    Publication,
    Speaker,
    Suggestion,
    User,
)
from claims.models.users import choose_pseudonym
from claims.queries.export_raw import Row, read_raw

Ids = Collection[int]
SPAN = Claim.Kind.SPAN.value
# What evidence and co-speakers belong to.
Owner = Literal["annotation", "decision"]


@lru_cache
def parse_list(value: str) -> tuple[str, ...]:
    """A list of texts as it lies in the database: the same few over and over."""
    return tuple(json.loads(value))


def select_ids(alias: str, ids: Ids) -> RawSQL:
    """The numbers as one parameter, for `__in`: a thousand of them cost Django's lookups dear."""
    if connections[alias].vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


class _Segment(NamedTuple):
    """The columns of a claim; the names are the model's."""

    article_id: int
    pk: int
    retired_at: datetime | None
    uuid: UUID
    start: int
    end: int
    kind: str
    paragraph: int
    position: int
    text: str
    splitter_version: str


def read_claims(alias: str, articles: Ids, claims: Ids) -> dict[int, ClaimHead]:
    """The claims, which are of these articles, with their neighbours' texts.

    Neighbours are the headline, headings and sentences as they stand now: the last that ends
    before the claim, the first that begins after it. No more articles are held than are asked for.
    """
    now_standing = Q(retired_at=None) & ~Q(kind=Claim.Kind.SPAN)
    rows = (
        Claim.objects.using(alias)
        .filter(
            now_standing | Q(pk__in=select_ids(alias, claims)),
            article__in=select_ids(alias, articles),
        )
        .order_by("article_id", "start", "pk")
    )
    wanted = set(claims)
    heads: dict[int, ClaimHead] = {}
    found = read_raw(rows, _Segment._fields, _Segment)
    for _article, segments in groupby(found, itemgetter(0)):
        heads.update(_make_claim_heads(list(segments), wanted))
    return heads


def _make_claim_heads(segments: Sequence[Row], wanted: Ids) -> Iterator[tuple[int, ClaimHead]]:
    """Those wanted of one article's segments, which come in the order of their starts."""
    context = [
        (start, end, text)
        for _, _, retired_at, _, start, end, kind, _, _, text, _ in segments
        if retired_at is None and kind != SPAN
    ]
    starts = [segment[0] for segment in context]
    for _, pk, retired_at, uuid, start, end, kind, paragraph, position, text, splitter in segments:
        if pk not in wanted:
            continue
        before = bisect_left(starts, start) - 1
        while before >= 0 and context[before][1] > start:
            before -= 1
        after = bisect_left(starts, end)
        head = (
            *(uuid, start, end, kind, paragraph, position, text),
            context[before][2] if before >= 0 else None,
            context[after][2] if after < len(context) else None,
            *(retired_at is not None, splitter),
        )
        yield pk, ClaimHead._make(head)


def read_articles(alias: str, articles: Ids) -> dict[int, ArticleHead]:
    rows = Article.objects.using(alias).filter(pk__in=select_ids(alias, articles))
    return {
        row.pk: ArticleHead(
            uuid=row.uuid,
            source_id=row.source_id or None,
            title=row.title,
            url=row.url or None,
            outlet=row.outlet.name if row.outlet else None,
            author=row.author or None,
            published=row.published,
            language=row.language,
            licence=row.licence or None,
            redistribute=row.redistribute,
            embargo=row.embargo,
            length=row.length,
            sha256=row.sha256,
            round=RoundHead(number=row.round.number, name=row.round.name) if row.round else None,
        )
        for row in rows.select_related("outlet", "round")
    }


def read_speakers(alias: str, speakers: Ids) -> dict[int, tuple[int, SpeakerRecord]]:
    """Who stands for each of the speakers, also by number: several may come to one."""
    rows = Speaker.objects.using(alias).filter(pk__in=select_ids(alias, speakers))
    return {
        row.pk: (row.survivor.pk, _make_speaker(row.survivor))
        for row in rows.select_related("merged_into")
    }


def _make_speaker(speaker: Speaker) -> SpeakerRecord:
    return SpeakerRecord(
        uuid=speaker.uuid,
        kind=speaker.kind,
        name=speaker.name or None,
        role=speaker.role or None,
        affiliation=speaker.affiliation or None,
        same_as=speaker.same_as or None,
    )


def read_labels(alias: str) -> dict[int, Label]:
    """All labels of all schemes, a few dozen: a project may have used others than it does now."""
    return {label.pk: label for label in Label.objects.using(alias).select_related("scheme")}


def read_co_speakers(alias: str, owner: Owner, ids: Ids) -> dict[int, list[int]]:
    """The numbers of the co-speakers of each owner, in the order they were given."""
    rows = CoSpeaker.objects.using(alias).filter(**{f"{owner}__in": select_ids(alias, ids)})
    co_speakers = defaultdict(list)
    for number, speaker in rows.order_by("pk").values_list(f"{owner}_id", "speaker_id"):
        co_speakers[number].append(speaker)
    return co_speakers


def read_evidence(alias: str, owner: Owner, ids: Ids) -> dict[int, tuple[EvidenceRecord, ...]]:
    """The evidence of each owner, by position."""
    rows = Evidence.objects.using(alias).filter(**{f"{owner}__in": select_ids(alias, ids)})
    *plain, _warnings = EvidenceRecord._fields
    columns = (f"{owner}_id", *plain, Cast("warnings", TextField()))
    found = read_raw(rows.order_by(f"{owner}_id", "position"), columns, _EvidenceRow)
    evidence: dict[int, tuple[EvidenceRecord, ...]] = {}
    for number, *values, warnings in found:
        # Its columns have the names of the record's fields; none of them may be "" there.
        record = [value if value != "" else None for value in values]
        record.append(parse_list(warnings))
        evidence[number] = (*evidence.get(number, ()), EvidenceRecord._make(record))
    return evidence


class _EvidenceRow(NamedTuple):
    """Whose it is, and the columns of evidence: none that a database gives otherwise than it is."""

    owner: int


def read_pages(alias: str, decisions: Ids) -> dict[str, str]:
    """Where each of the decisions is published, by its UUID; not what was withdrawn."""
    rows = Publication.objects.using(alias).active()
    rows = rows.filter(decision__in=select_ids(alias, decisions))
    return {str(uuid): url for uuid, url in rows.values_list("decision__uuid", "url")}


def read_pseudonyms(alias: str, annotators: Ids, key: str) -> dict[int, str]:
    """What the annotators are called in the exports of the project with that key."""
    rows = User.objects.using(alias).filter(pk__in=annotators)
    columns = rows.values_list("pk", "uuid", "pseudonym")
    return {pk: choose_pseudonym(key, uuid, kept) for pk, uuid, kept in columns}


class ShownSuggestion(NamedTuple):
    """The columns of a suggestion; the names are the model's."""

    id: int
    speaker_id: int
    quote_type: str
    source: str
    version: str
    score: float
    reason: str


def read_suggestions(alias: str, suggestions: Ids) -> dict[int, ShownSuggestion]:
    rows = Suggestion.objects.using(alias).filter(pk__in=select_ids(alias, suggestions))
    found = read_raw(rows, ShownSuggestion._fields, ShownSuggestion)
    return {row[0]: ShownSuggestion._make(row) for row in found}


def read_guidelines(alias: str, guidelines: Ids) -> dict[int, int]:
    """The versions of the guidelines."""
    rows = Guideline.objects.using(alias).filter(pk__in=guidelines)
    return dict(rows.values_list("pk", "version"))
