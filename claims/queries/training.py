"""Training: what there is to train on, how far somebody is, and what they are told of a label."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef

from claims.models import (
    Annotation,
    Article,
    Claim,
    GoldLabel,
    Membership,
    Project,
    Slot,
    Stage,
    User,
)
from claims.models.claims import ClaimQuerySet
from claims.models.prepared import prepared
from claims.models.projects import MembershipQuerySet
from claims.queries.figures.wanted import Field
from claims.queries.judging import judge_label, map_gold

# Training is of the pass that every project has.
STAGE = Stage.LABEL


class Standing(StrEnum):
    """What somebody is given in a project."""

    LIVE = "live"
    TRAINING = "training"
    FAILED = "failed"
    PAUSED = "paused"


def is_worked_on(article: Article) -> bool:
    """Whether anybody has ever labelled anything in the article, or holds anything of it."""
    return (
        Slot.objects.filter(article=article, annotator__isnull=False).exists()
        or Annotation.objects.filter(claim__article=article).exists()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Of the training claims how many somebody has labelled, and how many of these are right."""

    total: int
    labelled: int
    right: int

    @property
    def is_complete(self) -> bool:
        return 0 < self.total == self.labelled

    @property
    def percent(self) -> float:
        """Right, of all there are."""
        return self.right * 100 / self.total if self.total else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One field of a training label: what was said, whether it is right, and what is."""

    field: str
    said: str
    is_right: bool
    right: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """What somebody is told of their training label. `standing`: theirs by now."""

    annotation: Annotation
    answers: Sequence[Answer]
    explanation: str
    progress: Progress
    standing: Standing

    @property
    def is_right(self) -> bool:
        return all(answer.is_right for answer in self.answers)


def find_standing(user: User, project: Project) -> Standing:
    held_up = _list_held_up(user, project)
    return _read_standing(held_up[0], project) if held_up else Standing.LIVE


@prepared
def _list_held_up(user: User, project: Project) -> MembershipQuerySet:
    return Membership.objects.active_of(user).held_up().filter(project=project)


def map_standings(user: User, projects: Collection[Project]) -> Mapping[int, Standing]:
    """How the person stands in those of the projects where they get no live work. One query."""
    held_up = Membership.objects.active_of(user).held_up().filter(project__in=projects)
    by_number = {project.pk: project for project in projects}
    return {one.project_id: _read_standing(one, by_number[one.project_id]) for one in held_up}


def read_standing(membership: Membership) -> Standing:
    """That of one of the project's people, who may be no annotator."""
    if membership.role != Membership.Role.ANNOTATOR:
        return Standing.LIVE
    return _read_standing(membership, membership.project)


def _read_standing(membership: Membership, project: Project) -> Standing:
    if membership.paused_at is not None:
        return Standing.PAUSED
    if membership.trained_at is not None or not project.has_training:
        return Standing.LIVE
    return Standing.FAILED if membership.failed_at is not None else Standing.TRAINING


def list_held_up(project: Project) -> MembershipQuerySet:
    """Who of the team gets no live work, by name."""
    team = Membership.objects.annotating().held_up().filter(project=project)
    return team.select_related("user", "project").order_by("user__username")


def list_claims(project: Project) -> ClaimQuerySet:
    """What one trains on: the claims of training articles of which it is known what is right."""
    gold = GoldLabel.objects.standing().filter(claim=OuterRef("pk"), stage=STAGE)
    known = Claim.objects.filter(Exists(gold), project=project, article__is_training=True)
    known = known.exclude(article__in=Article.objects.withdrawn())
    return known.to_label(project)


def list_open(user: User, project: Project) -> ClaimQuerySet:
    """Those that the person has neither labelled nor before them."""
    own = Slot.objects.filter(claim=OuterRef("pk"), stage=STAGE, annotator=user)
    return list_claims(project).filter(~Exists(own))


def read_progress(user: User, project: Project) -> Progress:
    """Six queries."""
    claims = list_claims(project)
    given = Annotation.objects.current().filter(
        annotator=user, claim__in=claims, stage=STAGE, slot__purpose=Slot.Purpose.TRAINING
    )
    labels = list(given.select_related("project", "speaker__merged_into", "verifiability"))
    gold = map_gold([label.claim_id for label in labels], STAGE)
    right = sum(
        all(judge_label(label, gold[label.claim_id]).values())
        for label in labels
        if label.claim_id in gold
    )
    return Progress(total=claims.count(), labelled=len(labels), right=right)


def find_feedback(user: User, claim: Claim) -> Feedback | None:
    """What the person is told of their training label of the claim; None before they gave it."""
    given = Annotation.objects.current().filter(
        annotator=user, claim=claim, stage=STAGE, slot__purpose=Slot.Purpose.TRAINING
    )
    parts = ("project", "speaker__merged_into", "verifiability", "verdict")
    label = given.select_related(*parts).first()
    if label is None:
        return None
    gold = map_gold([claim.pk], STAGE).get(claim.pk)
    return Feedback(
        annotation=label,
        answers=_list_answers(label, gold, judge_label(label, gold)) if gold else [],
        explanation=gold.explanation if gold else "",
        progress=read_progress(user, claim.project),
        standing=find_standing(user, claim.project),
    )


def _list_answers(label: Annotation, gold: GoldLabel, judged: Mapping[Field, bool]) -> list[Answer]:
    said = {
        "speaker": str(label.speaker.survivor),
        "verifiability": label.verifiability.name,
        "verdict": label.verdict.name if label.verdict else "",
    }
    right = {"speaker": sorted({str(one.survivor) for one in gold.speakers.all()})}
    for one in sorted(gold.labels.all(), key=lambda one: one.order):
        right.setdefault(one.scheme.kind, []).append(one.name)
    return [
        Answer(field=name, said=said[name], is_right=is_right, right=right[name])
        for name, is_right in judged.items()
    ]
