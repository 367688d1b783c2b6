"""Gold labels: what curators and managers hold to be right of a claim. A change is a new row."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from claims import permissions
from claims.errors import InvalidInput, changed_meanwhile
from claims.models import (
    Article,
    Claim,
    Decision,
    GoldLabel,
    Label,
    LabelScheme,
    Project,
    Speaker,
    Stage,
    User,
)
from claims.operations import audit, locks, queue
from claims.operations.labelling import TEXT_LIMIT, unknown_choice
from claims.operations.validation import bound_text

# Of one field: far above need, far below harm.
ANSWERS_LIMIT = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What is right of a claim, of each field any of these: speakers by UUID, labels by value.

    Empty: of that field nothing is judged.
    """

    speakers: tuple[UUID, ...] = ()
    verifiabilities: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The rows that answers name."""

    speakers: frozenset[Speaker]
    labels: frozenset[Label]
    explanation: str


@transaction.atomic
def set_gold(
    *,
    actor: User,
    claim: Claim,
    answers: Answers,
    replaces: UUID | None = None,
    now: datetime,
) -> GoldLabel:
    """Say what is right of the claim, in the place of the gold label that `replaces` names.

    What says the same as the one that stands is that one: twice is once.
    Raises Conflict where another one stands by now, where the claim is none to label, and where
    the actor has still to label it; and InvalidInput.
    """
    permissions.require(permissions.can_curate(actor, claim.project))
    article = locks.hold_article(claim.article_id)
    _refuse_unfit(actor, claim, article.project)
    resolved = _resolve(answers, article.project)
    standing = GoldLabel.objects.standing().filter(claim=claim, stage=Stage.LABEL).first()
    if standing is not None and _read(standing) == resolved:
        return standing
    if (standing.uuid if standing else None) != replaces:
        raise changed_meanwhile()
    if standing is not None and not _end(standing, now):
        raise changed_meanwhile()
    gold = _insert(actor, claim, resolved, now)
    audit.record(
        "gold.set",
        actor=actor,
        now=now,
        project=article.project,
        target=gold.uuid,
        data={"claim": str(claim.uuid)},
    )
    return gold


def _refuse_unfit(actor: User, claim: Claim, project: Project) -> None:
    of_claim = Claim.objects.filter(pk=claim.pk)
    if not of_claim.active().exists():
        raise queue.claim_retired()
    if not of_claim.to_label(project).exists():
        raise queue.not_queued()
    queue.refuse_blind(actor, claim, Stage.LABEL)


def _resolve(answers: Answers, project: Project) -> _Resolved:
    if answers.verdicts and project.has_check_pass:
        raise InvalidInput(
            "verdict_in_check_pass",
            "In this project the verdict is given in the check pass.",
            field="verdicts",
        )
    speakers = _find_speakers(answers.speakers, project)
    labels = {
        *_find_labels(answers.verifiabilities, project.verifiability_scheme, "verifiabilities"),
        *_find_labels(answers.verdicts, project.verdict_scheme, "verdicts"),
    }
    if not speakers and not labels:
        raise InvalidInput("answer_missing", "Say of one field at least what is right.")
    explanation = bound_text(answers.explanation, field="explanation", limit=TEXT_LIMIT)
    return _Resolved(frozenset(speakers), frozenset(labels), explanation)


def _find_speakers(named: Collection[UUID], project: Project) -> set[Speaker]:
    """Who stands for those named."""
    _bound(named, "speakers")
    found = Speaker.objects.filter(project=project, uuid__in=named).select_related("merged_into")
    known = {speaker.uuid: speaker.survivor for speaker in found}
    if known.keys() != set(named):
        raise InvalidInput("unknown_speaker", "Choose speakers of this project.", field="speakers")
    return set(known.values())


def _find_labels(values: Collection[str], scheme: LabelScheme, field: str) -> Iterable[Label]:
    _bound(values, field)
    known = {label.value: label for label in scheme.labels.filter(value__in=values)}
    if known.keys() != set(values):
        raise unknown_choice(field)
    return known.values()


def _bound(named: Collection[object], field: str) -> None:
    if len(named) > ANSWERS_LIMIT:
        raise InvalidInput(
            "too_many", "More than %(limit)d of them.", field=field, limit=ANSWERS_LIMIT
        )


def _read(gold: GoldLabel) -> _Resolved:
    speakers = gold.speakers.select_related("merged_into")
    return _Resolved(
        frozenset(one.survivor for one in speakers),
        frozenset(gold.labels.all()),
        gold.explanation,
    )


def _end(gold: GoldLabel, now: datetime) -> bool:
    """Whether it stood until now."""
    return bool(GoldLabel.objects.filter(pk=gold.pk, ended_at=None).update(ended_at=now))


def _insert(actor: User, claim: Claim, resolved: _Resolved, now: datetime) -> GoldLabel:
    try:
        with transaction.atomic():
            gold = GoldLabel.objects.create(
                project_id=claim.project_id,
                claim=claim,
                explanation=resolved.explanation,
                created_at=now,
                created_by=actor,
            )
    except IntegrityError:
        raise changed_meanwhile() from None
    gold.speakers.set(resolved.speakers)
    gold.labels.set(resolved.labels)
    return gold


@transaction.atomic
def end_gold(*, actor: User, gold: GoldLabel, now: datetime) -> None:
    """Let nothing be known as right of the claim any more. Twice is once.

    Raises Conflict where the actor has still to label the claim.
    """
    permissions.require(permissions.can_curate(actor, gold.project))
    queue.refuse_blind(actor, gold.claim, gold.stage)
    if _end(gold, now):
        audit.record(
            "gold.ended",
            actor=actor,
            now=now,
            project=gold.project,
            target=gold.uuid,
            data={"claim": str(gold.claim.uuid)},
        )


@transaction.atomic
def take_over_decisions(*, actor: User, article: Article, now: datetime) -> int:
    """Let what was decided of each claim of the article be its gold label; of how many claims.

    Claims that have a gold label keep it; those that the actor has still to label are left out.
    """
    permissions.require(permissions.can_curate(actor, article.project))
    held = locks.hold_article(article.pk)
    decisions = _list_to_take_over(actor, held)
    for decision in decisions:
        labels = [one for one in (decision.verifiability, decision.verdict) if one is not None]
        said = _Resolved(frozenset([decision.speaker.survivor]), frozenset(labels), decision.reason)
        _insert(actor, decision.claim, said, now)
    if decisions:
        audit.record(
            "gold.taken_over",
            actor=actor,
            now=now,
            project=held.project,
            target=held.uuid,
            data={"claims": [str(decision.claim.uuid) for decision in decisions]},
        )
    return len(decisions)


def _list_to_take_over(actor: User, article: Article) -> Sequence[Decision]:
    claims = Claim.objects.filter(article=article).to_label(article.project)
    known = GoldLabel.objects.standing().filter(claim__article=article, stage=Stage.LABEL)
    seen = (
        Decision.objects.visible_to(actor)
        .standing()
        .filter(stage=Stage.LABEL, claim__in=claims.values("pk"))
    )
    parts = ("claim", "speaker__merged_into", "verifiability", "verdict")
    return list(seen.exclude(claim__in=known.values("claim")).select_related(*parts).order_by("pk"))
