"""Whether labels are right by the gold labels of their claims, field by field.

What is right of a field is any of the answers given in the gold label; of a field without one
nothing is judged. Labels are held against the gold label that stands now, so one that is put right
puts right what was judged by it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from claims.models import (
    Annotation,
    GoldLabel,
    Label,
    LabelScheme,
    Project,
    Slot,
    Stage,
    User,
    read_survivor,
)
from claims.models.annotations import AnnotationQuerySet
from claims.queries.figures.wanted import Field, find_stage
from claims.queries.gold import with_answers

# What is judged of a label.
JUDGED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)


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
    said: Mapping[Field, int | None], accepted: Accepted, *, with_verdict: bool = True
) -> dict[Field, bool]:
    """Whether each field that can be judged is right; the verdict only if so wanted."""
    return {
        name: said[name] in accepted.read(name)
        for name in JUDGED
        if accepted.read(name) and (with_verdict or name != Field.VERDICT)
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
    judged = (
        Judged(
            annotation=annotation,
            annotator=annotator,
            claim=claim,
            right=_judge_said(project, said, rule, accepted.get(claim, NOTHING)),
        )
        for annotation, annotator, claim, *said, rule in rows
    )
    return [one for one in judged if one.right]


def _judge_said(
    project: Project, said: Sequence[int | None], rule: str, accepted: Accepted
) -> dict[Field, bool]:
    """As `judge`; `said` in the order of JUDGED, `rule` that of the verifiability among it.

    The verdict where this pass asks for one. Where that verifiability refuses one, what is wrong
    about its absence is wrong about the verifiability already, if that is judged.
    """
    asked = find_stage(project, Field.VERDICT) == Stage.LABEL
    is_refused = rule == Label.VerdictRule.REFUSED and bool(accepted.verifiabilities)
    return judge(
        dict(zip(JUDGED, said, strict=True)), accepted, with_verdict=asked and not is_refused
    )


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


# ---- One by one ----------------------------------------------------------------------------------


def judge_label(label: Annotation, gold: GoldLabel) -> dict[Field, bool]:
    """As `judge`, of one label with its speakers and verifiability, by what `map_gold` gives."""
    said = (label.speaker.survivor.pk, label.verifiability_id, label.verdict_id)
    rule = label.verifiability.verdict_rule
    return _judge_said(label.project, said, rule, read_accepted(gold))


def read_accepted(gold: GoldLabel) -> Accepted:
    kinds = LabelScheme.Kind
    labels = {kind: set[int]() for kind in kinds}
    for label in gold.labels.all():
        labels[kinds(label.scheme.kind)].add(label.pk)
    return Accepted(
        speakers=frozenset(one.survivor.pk for one in gold.speakers.all()),
        verifiabilities=frozenset(labels[kinds.VERIFIABILITY]),
        verdicts=frozenset(labels[kinds.VERDICT]),
    )


def map_gold(claims: Collection[int], stage: str) -> dict[int, GoldLabel]:
    """The standing gold label of each of the claims (by number) that has one. Three queries."""
    standing = GoldLabel.objects.standing().filter(claim__in=claims, stage=stage)
    return {gold.claim_id: gold for gold in with_answers(standing)}
