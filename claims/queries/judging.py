"""Whether a label is right by the gold label of its claim, field by field."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from claims.models import GoldLabel, LabelScheme, Speaker, Stage
from claims.models.annotations import Said

Kind = LabelScheme.Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """Of each field whether it is right; None where the gold label says nothing of it."""

    speaker: bool | None = None
    verifiability: bool | None = None
    verdict: bool | None = None

    @property
    def fields(self) -> dict[str, bool]:
        """Those that are judged, by their names."""
        every = {name: getattr(self, name) for name in self.__slots__}
        return {name: is_right for name, is_right in every.items() if is_right is not None}

    @property
    def is_judged(self) -> bool:
        return bool(self.fields)

    @property
    def is_right(self) -> bool:
        """All that is judged."""
        return all(self.fields.values())


def judge(said: Said, gold: GoldLabel) -> Judged:
    """What is said, held against the gold label: `with_answers` gives it with all this looks at.

    Who was merged into another is that other. No verdict is right only where none is judged.
    """
    speakers = {one.survivor.pk for one in gold.speakers.all()}
    verdicts = set() if _is_left_to_check_pass(gold) else _list_labels(gold, Kind.VERDICT)
    return Judged(
        speaker=_is_among(said.speaker.survivor.pk, speakers),
        verifiability=_is_among(said.verifiability_id, _list_labels(gold, Kind.VERIFIABILITY)),
        verdict=_is_among(said.verdict_id, verdicts),
    )


def _is_left_to_check_pass(gold: GoldLabel) -> bool:
    """Whether nobody was asked for a verdict."""
    return gold.stage == Stage.LABEL and gold.project.has_check_pass


def _list_labels(gold: GoldLabel, kind: str) -> set[int]:
    return {label.pk for label in gold.labels.all() if label.scheme.kind == kind}


def _is_among(given: int | None, right: Collection[int]) -> bool | None:
    return given in right if right else None


def with_answers(gold: QuerySet[GoldLabel]) -> QuerySet[GoldLabel]:
    """The gold labels with their answers. Three queries."""
    speakers = Prefetch("speakers", Speaker.objects.select_related("merged_into"))
    return gold.select_related("project").prefetch_related(speakers, "labels__scheme")


def map_gold(claims: Collection[int], stage: str) -> dict[int, GoldLabel]:
    """The standing gold label of each of the claims (by number) that has one."""
    standing = GoldLabel.objects.standing().filter(claim__in=claims, stage=stage)
    return {gold.claim_id: gold for gold in with_answers(standing)}
