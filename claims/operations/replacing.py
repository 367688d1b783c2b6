"""Claims made in place of others: by an edit of boundaries, or by another splitter.

A claim is never moved: it is retired, and others are made of it. Labels stay with the claim they
were given to; the new ones are queued, for everybody anew.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from claims.models import (
    Article,
    ArticleText,
    Claim,
    LabelSuggestion,
    Lease,
    Lineage,
    Slot,
    Suggestion,
)
from claims.operations import queue, slots
from claims.queries.hints import make_hint_columns
from claims.text import languages
from claims.text.attribution import QuoteType
from claims.text.hints import find_hints
from claims.text.segment import Kind, Segment
from claims.text.wire import make_wire_key

# The columns of a suggestion that say what is suggested.
SUGGESTED = (
    *("source", "version", "rank", "speaker_id", "quote_type", "score", "reason"),
    *("added_by_id", "created_at"),
)
SUGGESTED_LABEL = (
    *("field", "label_id", "source", "version", "score", "reason"),
    *("added_by_id", "created_at"),
)


def read_text(article: Article) -> str:
    return ArticleText.objects.values_list("text", flat=True).get(article=article)


def to_segment(claim: Claim) -> Segment:
    return Segment(claim.start, claim.end, Kind(claim.kind), claim.paragraph)


def change_claims(
    article: Article,
    parents: Sequence[Claim],
    retired: Sequence[Claim],
    segments: Sequence[Segment],
    now: datetime,
) -> list[Claim]:
    """Retire claims of the article, which is held, and make others; whoever is at work goes on.

    Who holds a claim that goes, or that is labelled no longer, gets what is made of it instead.
    """
    text = read_text(article)
    Claim.objects.filter(pk__in=[claim.pk for claim in retired]).update(retired_at=now)
    made = [_make_claim(article, text, segment, parents) for segment in segments]
    Claim.objects.bulk_create(made)
    _pass_on(made, parents)
    concerned = {claim.pk for claim in (*parents, *made)} | _find_sentences(article, parents)
    gone = concerned - set(
        Claim.objects.filter(pk__in=concerned).queued(article.project).values_list("pk", flat=True)
    )
    leases = _take_away(gone)
    slots.fit(article, sorted(concerned), now)
    _keep_reserved(made, parents)
    _hand_over(leases, made, now)
    return made


def _make_claim(article: Article, text: str, new: Segment, parents: Sequence[Claim]) -> Claim:
    hints = find_hints(text, new.start, new.end, languages.get(article.language))
    return Claim(
        project_id=article.project_id,
        article=article,
        start=new.start,
        end=new.end,
        kind=new.kind.value,
        paragraph=new.paragraph,
        position=min((claim.position for claim in parents), default=0),
        text=text[new.start : new.end],
        wire_key=make_wire_key(text[new.start : new.end]),
        splitter_version=article.splitter_version,
        **make_hint_columns(hints, QuoteType.NONE, new.end - new.start),
    )


def _pass_on(made: Sequence[Claim], parents: Sequence[Claim]) -> None:
    """Lineage, and what machines suggested for the claim that each of these begins in."""
    Lineage.objects.bulk_create(
        Lineage(parent=parent, child=child)
        for child in made
        for parent in parents
        if parent.start < child.end and parent.end > child.start
    )
    for child in made:
        source = next((p for p in parents if p.start <= child.start < p.end), None)
        if source is None:
            continue
        suggested = Suggestion.objects.filter(claim=source).ranked()
        Suggestion.objects.bulk_create(
            Suggestion(claim=child, **values) for values in suggested.values(*SUGGESTED)
        )
        labels = LabelSuggestion.objects.filter(claim=source, withdrawn_at=None).order_by("pk")
        LabelSuggestion.objects.bulk_create(
            LabelSuggestion(claim=child, **values) for values in labels.values(*SUGGESTED_LABEL)
        )


def _find_sentences(article: Article, parents: Sequence[Claim]) -> set[int]:
    """The sentences around spans that go: they may be labelled again."""
    spans = [claim for claim in parents if claim.kind == Claim.Kind.SPAN]
    found: set[int] = set()
    for span in spans:
        around = Claim.objects.active().filter(
            article=article, start__lte=span.start, end__gte=span.end
        )
        found |= set(around.values_list("pk", flat=True))
    return found


def _take_away(claims: Collection[int]) -> list[Lease]:
    """Free the slots held of these claims, which are about to close; the leases they were in."""
    held = Slot.objects.filter(claim__in=claims).held()
    leases = list(Lease.objects.filter(pk__in=held.values("lease")).order_by("pk"))
    held.update(annotator=None, lease=None)
    return leases


def _hand_over(leases: Sequence[Lease], made: Sequence[Claim], now: datetime) -> None:
    """Give those who were at work slots of the new claims; a lease without any ends."""
    for lease in leases:
        free = Slot.objects.filter(claim__in=made, stage=lease.stage).open_to(lease.annotator)
        queue.take_slots(lease, queue.list_one_each(free))
        if not Slot.objects.filter(lease=lease).held().exists():
            Lease.objects.open().filter(pk=lease.pk).update(ended_at=now)


def _keep_reserved(made: Sequence[Claim], parents: Sequence[Claim]) -> None:
    """Whoever a live slot of the old claim was kept for has one of each new claim."""
    kept = Slot.objects.filter(
        claim__in=parents, reserved_for__isnull=False, purpose=Slot.Purpose.LIVE
    )
    for person in sorted(set(kept.values_list("reserved_for_id", flat=True))):
        for claim in made:
            free = Slot.objects.free().filter(claim=claim, reserved_for=None).order_by("-number")
            if (slot := free.first()) is not None:
                Slot.objects.filter(pk=slot.pk).update(reserved_for=person)
