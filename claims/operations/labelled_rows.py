"""The rows of one part of an import of labelled claims: articles, claims, labels and evidence.

Called inside the transaction of operations.labelled_imports, which has the permission.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from claims.errors import DomainError
from claims.exchange.imported import ImportedClaim
from claims.models import (
    Annotation,
    Claim,
    Evidence,
    LabelSource,
    Slot,
    SourceRow,
    Speaker,
    Stage,
    User,
)
from claims.operations import locks, slots
from claims.operations.labelled_articles import Placed, check_claim, place_claims
from claims.operations.labelled_evidence import make_evidence
from claims.operations.labelled_people import Annotators, find_speakers
from claims.operations.speakers import make_cast_key
from claims.queries.label_words import Meaning, WordMap, list_given, read_meaning

STAGE = Stage.LABEL


class NewRow(NamedTuple):
    """A row that the source does not have yet, and what it is recognised by from now on."""

    number: int
    claim: ImportedClaim
    key: str
    sha256: str
    text: str


@dataclass(slots=True)
class Made:
    """What a part came to."""

    created: int = 0
    articles: int = 0
    labels: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[int, DomainError]] = field(default_factory=list)


class _Given(NamedTuple):
    """A label about to be inserted: whose, of what, and what it says."""

    placed: Placed
    annotator: User
    meaning: Meaning
    sha256: str


def insert_rows(
    *, source: LabelSource, actor: User, rows: Sequence[NewRow], words: WordMap, now: datetime
) -> Made:
    """Insert what these rows say; those that can't be are refused and leave nothing."""
    made = Made()
    usable = []
    for row in rows:
        try:
            check_claim(row.claim)
        except DomainError as refusal:
            made.refusals.append((row.number, refusal))
        else:
            usable.append(row)
    if not usable:
        return made
    placing = place_claims(source, actor, [(row.number, row.key, row.claim) for row in usable], now)
    made.refusals += placing.refusals
    made.left_out += placing.left_out
    made.articles = placing.articles
    placed = [(row, placing.placed[row.key]) for row in usable if row.key in placing.placed]
    made.created = len(placed)
    SourceRow.objects.bulk_create(
        SourceRow(source=source, claim=place.claim, key=row.key, sha256=row.sha256, row=row.text)
        for row, place in placed
    )
    given = _list_labels(source, placed, words, made)
    made.labels = len(given)
    _insert_labels(source, given, made, now)
    if source.is_queued:
        _queue(placing.made, now)
    return made


def _list_labels(
    source: LabelSource, placed: Iterable[tuple[NewRow, Placed]], words: WordMap, made: Made
) -> list[_Given]:
    """What each annotator says of each claim, once; the rest is counted."""
    placed = list(placed)
    annotators = Annotators(source)
    taken = set(
        Slot.objects.of_source(source)
        .filter(claim__in=[place.claim.pk for _row, place in placed], stage=STAGE)
        .values_list("claim_id", "annotator_id")
    )
    given = []
    for row, place in placed:
        for key, said in list_given(row.claim):
            meaning = read_meaning(said, words)
            made.left_out.update(meaning.left_out)
            if meaning.verifiability is None:
                continue
            annotator = annotators.get(key)
            if (place.claim.pk, annotator.pk) in taken:
                made.left_out["labelled_already"] += 1
                continue
            taken.add((place.claim.pk, annotator.pk))
            given.append(_Given(place, annotator, meaning, row.sha256))
    return given


def _insert_labels(source: LabelSource, given: Sequence[_Given], made: Made, now: datetime) -> None:
    if not given:
        return
    speakers = find_speakers(source.project, [one.placed.row for one in given])
    nameless = Speaker.objects.get(project=source.project, kind=Speaker.Kind.UNNAMED, name="")
    filled = Slot.objects.bulk_create(_make_slots(source, given))
    labels = Annotation.objects.bulk_create(
        _make_label(source, one, slot, speakers, nameless, made, now)
        for one, slot in zip(given, filled, strict=True)
    )
    for slot, label in zip(filled, labels, strict=True):
        slot.current = label
    Slot.objects.bulk_update(filled, ["current"])
    Evidence.objects.bulk_create(
        item
        for one, label in zip(given, labels, strict=True)
        if one.meaning.verdict
        for item in make_evidence(label, one.placed.row, made.left_out)
    )


def _make_slots(source: LabelSource, given: Sequence[_Given]) -> list[Slot]:
    """Filled from the start, and numbered after those that there are."""
    numbers = slots.find_last_numbers({one.placed.claim.pk for one in given})
    made = []
    for one in given:
        claim = one.placed.claim
        numbers[claim.pk, STAGE] += 1
        made.append(
            Slot(
                project_id=source.project_id,
                article_id=claim.article_id,
                claim=claim,
                stage=STAGE,
                number=numbers[claim.pk, STAGE],
                purpose=Slot.Purpose.IMPORTED,
                annotator=one.annotator,
                revisions=1,
            )
        )
    return made


def _make_label(
    source: LabelSource,
    one: _Given,
    slot: Slot,
    speakers: dict[str, Speaker],
    nameless: Speaker,
    made: Made,
    now: datetime,
) -> Annotation:
    row, meaning = one.placed.row, one.meaning
    assert meaning.verifiability is not None  # noqa: S101 - without one there is no label
    return Annotation(
        project_id=source.project_id,
        claim=one.placed.claim,
        slot=slot,
        stage=STAGE,
        annotator=one.annotator,
        revision=1,
        client_uuid=uuid.uuid4(),
        body_sha256=one.sha256,
        created_at=now,
        speaker=speakers.get(make_cast_key(row.speaker), nameless),
        reporting_source=_cut(row.reporting_source, 200, made),
        verifiability=meaning.verifiability,
        verdict=meaning.verdict,
        wording=row.wording,
        claim_date=row.claim_date,
        claim_date_precision=Annotation.Precision.DAY if row.claim_date else "",
        claim_types=_list_types(row, made),
        justification=row.justification,
        verifiable=meaning.verifiability.verifiable,
        check_worthy=meaning.verifiability.check_worthy,
        canonical_verdict=meaning.verdict.canonical if meaning.verdict else "",
    )


def _cut(text: str, limit: int, made: Made) -> str:
    made.left_out["text_cut"] += len(text) > limit
    return text[:limit]


def _list_types(row: ImportedClaim, made: Made) -> list[str]:
    known = [one for one in row.claim_types if one in Annotation.ClaimType.values]
    made.left_out["claim_type_unknown"] += len(row.claim_types) - len(known)
    return known


def _queue(claims: Iterable[Claim], now: datetime) -> None:
    """Let people here label the new claims, too."""
    for article in sorted({claim.article_id for claim in claims}):
        slots.adjust(locks.hold_article(article), now)
