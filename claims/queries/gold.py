"""Gold labels: what is right of claims, and what that makes of the labels people gave.

What is right of a field is any of the answers given in the gold label; of a field without one
nothing is judged. Labels are held against the gold label that stands now, so one that is put right
puts right what was judged by it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from claims.models import (
    Annotation,
    Article,
    Claim,
    Decision,
    GoldLabel,
    Label,
    Project,
    Slot,
    Speaker,
    Stage,
    User,
    read_survivor,
)
from claims.models.annotations import AnnotationQuerySet
from claims.models.quality import GoldLabelQuerySet
from claims.models.queue import has_to_label
from claims.queries.figures.wanted import Field, find_stage

# What is judged of a label.
JUDGED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)


# ---- Gold labels ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldRow:
    """A claim of an article, what is right of it, and what was decided; nothing of that where it is
    blind: the person has still to label it.
    """

    claim: Claim
    is_blind: bool
    gold: GoldLabel | None = None
    decision: Decision | None = None


def list_rows(user: User, article: Article) -> list[GoldRow]:
    """The article's claims of which labels are wanted, in the order of the text. Six queries."""
    claims = Claim.objects.filter(article=article).queued(article.project).in_text_order()
    blind = has_to_label(user, claim="pk", stage=Stage.LABEL)
    blinding = set(claims.filter(blind).values_list("pk", flat=True))
    gold = {one.claim_id: one for one in with_answers(_list_standing(user, article))}
    decisions = {one.claim_id: one for one in _list_decisions(user, article)}
    return [
        GoldRow(
            claim=claim,
            is_blind=claim.pk in blinding,
            gold=gold.get(claim.pk),
            decision=decisions.get(claim.pk),
        )
        for claim in claims
    ]


def _list_standing(user: User, article: Article) -> GoldLabelQuerySet:
    standing = GoldLabel.objects.visible_to(user).standing()
    return standing.filter(claim__article=article, stage=Stage.LABEL)


def _list_decisions(user: User, article: Article) -> Sequence[Decision]:
    seen = Decision.objects.visible_to(user).standing()
    parts = ("speaker__merged_into", "verifiability", "verdict")
    return list(seen.filter(claim__article=article, stage=Stage.LABEL).select_related(*parts))


def with_answers(gold: GoldLabelQuerySet) -> GoldLabelQuerySet:
    """With the speakers and labels that they name: two queries more."""
    return gold.prefetch_related(
        Prefetch("speakers", Speaker.objects.select_related("merged_into").order_by("pk")),
        Prefetch("labels", Label.objects.select_related("scheme").order_by("order", "pk")),
    )


def find_gold(user: User, claim: Claim) -> GoldLabel | None:
    """What stands as right of the claim, for who may know."""
    standing = GoldLabel.objects.visible_to(user).standing()
    return with_answers(standing.filter(claim=claim, stage=Stage.LABEL)).first()


# ---- Right and wrong -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """What is right of a claim: of each field the numbers of the answers, speakers by who stands
    for them. Empty: of that field nothing is judged.
    """

    speakers: frozenset[int] = frozenset()
    verifiabilities: frozenset[int] = frozenset()
    verdicts: frozenset[int] = frozenset()

    def read(self, name: Field) -> frozenset[int]:
        return {
            Field.SPEAKER: self.speakers,
            Field.VERIFIABILITY: self.verifiabilities,
            Field.VERDICT: self.verdicts,
        }[name]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A label held against the gold label of its claim; all by their numbers.

    `right` says it of each field that was judged; there is at least one.
    """

    annotation: int
    annotator: int
    claim: int
    right: Mapping[Field, bool]

    @property
    def is_right(self) -> bool:
        """All right: every field that was judged is."""
        return all(self.right.values())


def judge(
    said: Mapping[Field, int | None], accepted: Accepted, *, has_verdict: bool = True
) -> dict[Field, bool]:
    """Whether each field that can be judged is right.

    Without `has_verdict` the label could not give one: then no verdict is judged, since what is
    wrong about that is wrong about the verifiability already.
    """
    return {
        name: said[name] in accepted.read(name)
        for name in JUDGED
        if accepted.read(name) and (has_verdict or name != Field.VERDICT)
    }


def judge_labels(project: Project, labels: AnnotationQuerySet) -> list[Judged]:
    """The labels of the label pass that have something to be judged by, in the order they came.

    Of one project, one per slot: as `Annotation.objects.independent(purpose)` has them. Three
    queries.
    """
    rows = list(
        labels.filter(stage=Stage.LABEL)
        .order_by("pk")
        .values_list(
            *("pk", "annotator_id", "claim_id", read_survivor("speaker")),
            *("verifiability_id", "verdict_id", "verifiability__verdict_rule"),
        )
    )
    accepted = map_accepted(project)
    asks_verdict = find_stage(project, Field.VERDICT) == Stage.LABEL
    judged = (
        Judged(
            annotation=annotation,
            annotator=annotator,
            claim=claim,
            right=judge(
                dict(zip(JUDGED, said, strict=True)),
                accepted.get(claim, NOTHING),
                has_verdict=asks_verdict and rule != Label.VerdictRule.REFUSED,
            ),
        )
        for annotation, annotator, claim, *said, rule in rows
    )
    return [one for one in judged if one.right]


NOTHING = Accepted()


def map_accepted(project: Project) -> dict[int, Accepted]:
    """What is right, by the claim's number; of the gold labels that stand. Two queries."""
    standing = GoldLabel.objects.standing().filter(project=project, stage=Stage.LABEL)
    speakers: dict[int, set[int]] = defaultdict(set)
    labels: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for claim, speaker in standing.filter(speakers__isnull=False).values_list(
        "claim_id", read_survivor("speakers")
    ):
        speakers[claim].add(speaker)
    for claim, scheme, label in standing.filter(labels__isnull=False).values_list(
        "claim_id", "labels__scheme_id", "labels"
    ):
        labels[claim][scheme].add(label)
    return {
        claim: Accepted(
            speakers=frozenset(speakers[claim]),
            verifiabilities=frozenset(labels[claim][project.verifiability_scheme_id]),
            verdicts=frozenset(labels[claim][project.verdict_scheme_id]),
        )
        for claim in {*speakers, *labels}
    }


def list_judged(
    project: Project, purpose: str = Slot.Purpose.GOLD, person: User | None = None
) -> list[Judged]:
    """What people, or one, said as hidden gold or in training, held against what is right."""
    labels = Annotation.objects.filter(project=project).independent(purpose)
    return judge_labels(project, labels.filter(annotator=person) if person else labels)
