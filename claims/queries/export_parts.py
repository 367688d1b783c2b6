"""What exported records consist of, read for many at once: each function costs one query."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

from claims.exchange.pseudonyms import make_pseudonym
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
    Speaker,
    Suggestion,
    User,
)

Ids = Collection[int]
# What evidence and co-speakers belong to.
Owner = Literal["annotation", "decision"]


def select_ids(alias: str, ids: Ids) -> RawSQL:
    """The numbers as one parameter, for `__in`: a thousand of them cost Django's lookups dear."""
    if connections[alias].vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


class _Segment(NamedTuple):
    """The columns of a claim; the names are the model's."""

    pk: int
    article_id: int
    uuid: UUID
    start: int
    end: int
    kind: str
    paragraph: int
    position: int
    text: str
    retired_at: datetime | None
    splitter_version: str

    @property
    def is_context(self) -> bool:
        """Whether it is one of the segments that the article now consists of."""
        return self.retired_at is None and self.kind != Claim.Kind.SPAN


def read_claims(alias: str, articles: Ids, claims: Ids) -> dict[int, ClaimHead]:
    """The claims, which are of these articles, with their neighbours' texts.

    Neighbours are the headline, headings and sentences as they stand now: the last that ends
    before the claim, the first that begins after it. No more than one article is held at a time.
    """
    now_standing = Q(retired_at=None) & ~Q(kind=Claim.Kind.SPAN)
    rows = (
        Claim.objects.using(alias)
        .filter(
            now_standing | Q(pk__in=select_ids(alias, claims)),
            article__in=select_ids(alias, articles),
        )
        .order_by("article_id", "start", "pk")
        .values_list(*_Segment._fields)
        .iterator(chunk_size=2000)
    )
    wanted = set(claims)
    heads: dict[int, ClaimHead] = {}
    for _article, segments in groupby(map(_Segment._make, rows), attrgetter("article_id")):
        heads.update(_make_claim_heads(list(segments), wanted))
    return heads


def _make_claim_heads(segments: Sequence[_Segment], wanted: Ids) -> Iterator[tuple[int, ClaimHead]]:
    """Those wanted of one article's segments, which come in the order of their starts."""
    context = [segment for segment in segments if segment.is_context]
    starts = [segment.start for segment in context]
    for claim in segments:
        if claim.pk in wanted:
            before = bisect_left(starts, claim.start) - 1
            while before >= 0 and context[before].end > claim.start:
                before -= 1
            after = bisect_left(starts, claim.end)
            yield (
                claim.pk,
                ClaimHead(
                    uuid=claim.uuid,
                    start=claim.start,
                    end=claim.end,
                    kind=claim.kind,
                    paragraph=claim.paragraph,
                    position=claim.position,
                    text=claim.text,
                    context_before=context[before].text if before >= 0 else None,
                    context_after=context[after].text if after < len(context) else None,
                    retired=claim.retired_at is not None,
                    splitter_version=claim.splitter_version,
                ),
            )


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


def read_speakers(alias: str, speakers: Ids) -> dict[int, SpeakerRecord]:
    """Who stands for each of the speakers: several may come to one."""
    rows = Speaker.objects.using(alias).filter(pk__in=select_ids(alias, speakers))
    return {row.pk: _make_speaker(row.survivor) for row in rows.select_related("merged_into")}


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


def read_evidence(alias: str, owner: Owner, ids: Ids) -> dict[int, list[EvidenceRecord]]:
    """The evidence of each owner, by position."""
    rows = Evidence.objects.using(alias).filter(**{f"{owner}__in": select_ids(alias, ids)})
    columns = rows.order_by(f"{owner}_id", "position").values_list(
        f"{owner}_id", *EvidenceRecord._fields
    )
    evidence = defaultdict(list)
    for number, *values, warnings in columns:
        # Its columns have the names of the record's fields; none of them may be "" there.
        absent = [None if value == "" else value for value in values]
        evidence[number].append(EvidenceRecord._make([*absent, tuple(warnings)]))
    return evidence


def read_pseudonyms(alias: str, annotators: Ids, key: str) -> dict[int, str]:
    """What the annotators are called in the exports of the project with that key."""
    rows = User.objects.using(alias).filter(pk__in=annotators).values_list("pk", "uuid")
    return {pk: make_pseudonym(key, uuid) for pk, uuid in rows}


class ShownSuggestion(NamedTuple):
    """The columns of a suggestion; the names are the model's."""

    speaker_id: int
    quote_type: str
    source: str
    version: str
    score: float
    reason: str


def read_suggestions(alias: str, suggestions: Ids) -> dict[int, ShownSuggestion]:
    rows = Suggestion.objects.using(alias).filter(pk__in=select_ids(alias, suggestions))
    columns = rows.values_list("pk", *ShownSuggestion._fields)
    return {pk: ShownSuggestion._make(values) for pk, *values in columns}


def read_guidelines(alias: str, guidelines: Ids) -> dict[int, int]:
    """The versions of the guidelines."""
    rows = Guideline.objects.using(alias).filter(pk__in=guidelines)
    return dict(rows.values_list("pk", "version"))
