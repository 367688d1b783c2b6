"""What programs outside suggest: added in bulk, replaced, withdrawn. A suggestion is never a label.

Why they are kept as they are: docs/decisions/0028-api-first.md
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Model

from claims import permissions
from claims.errors import DomainError, InvalidInput
from claims.models import (
    Annotation,
    ArticleSpeaker,
    Claim,
    Label,
    LabelSuggestion,
    Project,
    Speaker,
    Suggestion,
    User,
    get_max_length,
)
from claims.operations import audit
from claims.operations.batches import cut
from claims.operations.speakers import add_speaker
from claims.operations.validation import check_text

AT_ONCE = 200
# Somebody else posts the same at the same time: then what they posted is known.
ATTEMPTS = 3
SPEAKER = "speaker"
VERIFIABILITY, VERDICT = LabelSuggestion.Field.VERIFIABILITY, LabelSuggestion.Field.VERDICT
LENGTHS = {name: get_max_length(Suggestion, name) or 0 for name in ("source", "version", "reason")}


@dataclass(frozen=True, kw_only=True, slots=True)
class SuggestionRow:
    """What a program says of one claim: of its speaker, its labels, or several of these.

    `speaker` is one that the project has; `speaker_name` one that it has or gets. `score` is how
    sure the program is, 0 to 1.
    """

    claim: UUID
    source: str
    version: str
    score: float
    speaker: UUID | None = None
    speaker_name: str = ""
    quote_type: str = ""
    verifiability: str = ""
    verdict: str = ""
    reason: str = ""


class Status(StrEnum):
    """What became of a row: the most that became of any of its fields."""

    CREATED = "created"
    REPLACED = "replaced"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    status: Status
    refusal: DomainError | None = None


def add_suggestions(
    *, actor: User, project: Project, rows: Iterable[SuggestionRow | DomainError], now: datetime
) -> Iterator[Outcome]:
    """One outcome per row, in their order; each row stands for itself.

    Of a claim, a source, a version and a field one suggestion stands: what says the same is known,
    what says something else takes its place. Batches are kept one by one, each wholly: what was
    reported stays, and sending it all again changes nothing.
    """
    permissions.require(permissions.can_curate(actor, project))
    return _add_batches(actor, project, rows, now)


def _add_batches(
    actor: User, project: Project, rows: Iterable[SuggestionRow | DomainError], now: datetime
) -> Iterator[Outcome]:
    for batch in cut(rows, AT_ONCE):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    outcomes = _Batch(actor, project, now).add(batch)
            except IntegrityError:
                if attempt == ATTEMPTS:
                    raise
            else:
                yield from outcomes
                break


def withdraw_suggestions(
    *, actor: User, project: Project, source: str, version: str, now: datetime
) -> int:
    """Show no longer what that version of a program says; how many that were. Safe to repeat."""
    permissions.require(permissions.can_curate(actor, project))
    of_program: dict[str, Any] = {
        "claim__project": project,
        "source": source,
        "version": version,
        "added_by__isnull": False,
        "withdrawn_at": None,
    }
    with transaction.atomic():
        count = Suggestion.objects.filter(**of_program).update(withdrawn_at=now)
        count += LabelSuggestion.objects.filter(**of_program).update(withdrawn_at=now)
        if count:
            audit.record(
                "suggestions.withdrawn",
                actor=actor,
                now=now,
                project=project,
                data={"source": source, "version": version, "count": count},
            )
    return count


# A claim, a source, a version and a field; what stands under it, and as what.
Key = tuple[int, str, str, str]
Row = Suggestion | LabelSuggestion


class _Batch:
    """Rows that are kept together, and what they refer to: read once for all of them."""

    def __init__(self, actor: User, project: Project, now: datetime) -> None:
        self.actor, self.project, self.now = actor, project, now
        self.standing: dict[Key, Row] = {}
        self.new: dict[Key, Row] = {}
        self.replaced: list[Row] = []

    def add(self, rows: Sequence[SuggestionRow | DomainError]) -> list[Outcome]:
        said = [row for row in rows if isinstance(row, SuggestionRow)]
        self._read(said)
        outcomes = [self._add_row(row) for row in rows]
        self._write()
        self._record(said, outcomes)
        return outcomes

    def _read(self, rows: Sequence[SuggestionRow]) -> None:
        named = Claim.objects.filter(project=self.project, uuid__in={row.claim for row in rows})
        self.claims = {claim.uuid: claim for claim in named}
        uuids = {row.speaker for row in rows if row.speaker}
        speakers = Speaker.objects.visible_to(self.actor).filter(
            project=self.project, uuid__in=uuids
        )
        self.speakers = {one.uuid: one for one in speakers.select_related("merged_into")}
        schemes = {
            self.project.verifiability_scheme_id: VERIFIABILITY,
            self.project.verdict_scheme_id: VERDICT,
        }
        labels = Label.objects.filter(scheme__in=schemes)
        self.labels = {(schemes[label.scheme_id], label.value): label for label in labels}
        self._read_standing(rows)

    def _read_standing(self, rows: Sequence[SuggestionRow]) -> None:
        numbers = [claim.pk for claim in self.claims.values()]
        about: dict[str, Any] = {
            "claim__in": numbers,
            "source__in": {row.source for row in rows},
            "withdrawn_at": None,
        }
        for one in Suggestion.objects.filter(added_by__isnull=False, **about):
            self.standing[one.claim_id, one.source, one.version, SPEAKER] = one
        for label in LabelSuggestion.objects.filter(**about):
            self.standing[label.claim_id, label.source, label.version, label.field] = label

    def _add_row(self, row: SuggestionRow | DomainError) -> Outcome:
        if isinstance(row, DomainError):
            return Outcome(Status.REFUSED, row)
        try:
            wanted = list(self._make_all(row))
        except DomainError as refusal:
            return Outcome(Status.REFUSED, refusal)
        found = {self._take(key, new) for key, new in wanted}
        return Outcome(next(status for status in Status if status in found))

    def _make_all(self, row: SuggestionRow) -> Iterator[tuple[Key, Row]]:
        """All that the row says, or a refusal of the whole of it."""
        self._check(row)
        claim = self.claims.get(row.claim)
        if claim is None:
            raise InvalidInput("unknown_claim", "The project has no such claim.", field="claim")
        if claim.retired_at is not None:
            raise InvalidInput(
                "claim_retired", "The boundaries of this claim were changed.", field="claim"
            )
        about: dict[str, Any] = {
            "claim": claim,
            "source": row.source,
            "version": row.version,
            "score": row.score,
            "reason": row.reason,
            "added_by": self.actor,
            "created_at": self.now,
        }
        key = (claim.pk, row.source, row.version)
        labels = [
            (field, self._find_label(field, value))
            for field, value in ((VERIFIABILITY, row.verifiability), (VERDICT, row.verdict))
            if value
        ]
        if row.speaker or row.speaker_name:
            speaker = self._find_speaker(row)
            new = Suggestion(
                speaker=speaker, rank=Suggestion.OUTSIDE, quote_type=row.quote_type, **about
            )
            yield (*key, SPEAKER), new
        for field, label in labels:
            yield (*key, field), LabelSuggestion(field=field, label=label, **about)

    def _check(self, row: SuggestionRow) -> None:
        for name, limit in LENGTHS.items():
            check_text(getattr(row, name), field=name, limit=limit)
        for name in ("source", "version"):
            if not getattr(row, name).strip():
                raise InvalidInput("blank", "This may not be empty.", field=name)
        if not 0 <= row.score <= 1:
            raise InvalidInput("out_of_range", "A score is from 0 to 1.", field="score")
        if row.quote_type and row.quote_type not in Annotation.QuoteType.values:
            raise InvalidInput(
                "unknown_choice", "Choose one of the values given.", field="quote_type"
            )
        if row.speaker and row.speaker_name:
            raise InvalidInput(
                "one_speaker", "Name the speaker by UUID or by name, not both.", field="speaker"
            )
        if not (row.speaker or row.speaker_name or row.verifiability or row.verdict):
            raise InvalidInput("says_nothing", "Suggest a speaker, a verifiability or a verdict.")

    def _find_label(self, field: str, value: str) -> Label:
        label = self.labels.get((LabelSuggestion.Field(field), value))
        if label is None:
            raise InvalidInput("unknown_label", "The project has no such label.", field=str(field))
        return label

    def _find_speaker(self, row: SuggestionRow) -> Speaker:
        if row.speaker_name:
            # A refusal names the key of the body that the name came by.
            try:
                return add_speaker(
                    actor=self.actor, project=self.project, name=row.speaker_name, now=self.now
                )
            except InvalidInput as refusal:
                refusal.field = "speaker_name"
                raise
        speaker = self.speakers.get(row.speaker) if row.speaker else None
        if speaker is None:
            raise InvalidInput(
                "unknown_speaker", "Choose speakers of this project.", field="speaker"
            )
        return speaker.survivor

    def _take(self, key: Key, new: Row) -> Status:
        before = self.new.get(key) or self.standing.get(key)
        if before is not None and _says_the_same(before, new):
            return Status.KNOWN
        if key in self.standing and key not in self.new:
            self.replaced.append(self.standing[key])
        self.new[key] = new
        return Status.CREATED if before is None else Status.REPLACED

    def _write(self) -> None:
        for model in (Suggestion, LabelSuggestion):
            gone = [row.pk for row in self.replaced if isinstance(row, model)]
            # In one order, so that two batches don't wait for each other crosswise.
            made = [self.new[key] for key in sorted(self.new, key=itemgetter(0, 1, 2))]
            made = [row for row in made if isinstance(row, model)]
            _replace(model, gone, made, self.now)
        _join_casts([row for row in self.new.values() if isinstance(row, Suggestion)])

    def _record(self, rows: Sequence[SuggestionRow], outcomes: Sequence[Outcome]) -> None:
        if not self.new:
            return
        programs = sorted({f"{row.source} {row.version}" for row in rows})
        audit.record(
            "suggestions.added",
            actor=self.actor,
            now=self.now,
            project=self.project,
            data={"programs": programs[:20], **Counter(one.status.value for one in outcomes)},
        )


def _says_the_same(one: Row, other: Row) -> bool:
    common = (one.score, one.reason) == (other.score, other.reason)
    if isinstance(one, Suggestion) and isinstance(other, Suggestion):
        said = (one.speaker_id, one.quote_type) == (other.speaker_id, other.quote_type)
        return common and said
    if isinstance(one, LabelSuggestion) and isinstance(other, LabelSuggestion):
        return common and one.label_id == other.label_id
    return False


def _replace(model: Any, gone: Sequence[int], made: Sequence[Model], now: datetime) -> None:
    rows: Any = model.objects
    if gone:
        rows.filter(pk__in=gone, withdrawn_at=None).update(withdrawn_at=now)
    rows.bulk_create(made)


def _join_casts(suggested: Sequence[Suggestion]) -> None:
    """Whom a program names one may choose: they stand at the end of the article's cast, for all."""
    named = [one for one in suggested if one.speaker.name]
    articles = {one.claim.article_id for one in named}
    cast = ArticleSpeaker.objects.filter(article__in=articles)
    known = set(cast.filter(added_by=None).values_list("article_id", "speaker_id"))
    # Behind whom anybody added for themselves: a digit stays theirs.
    last = dict(cast.values_list("article_id").annotate(Max("position")))
    missing = dict.fromkeys(
        (one.claim.article_id, one.speaker_id)
        for one in named
        if (one.claim.article_id, one.speaker_id) not in known
    )
    rows = []
    for article, speaker in missing:
        last[article] = last.get(article, 0) + 1
        rows.append(ArticleSpeaker(article_id=article, speaker_id=speaker, position=last[article]))
    ArticleSpeaker.objects.bulk_create(rows, ignore_conflicts=True)
