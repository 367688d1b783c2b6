"""The labels that figures are made of.

Only of claims that are finished: nobody has anything left to label there, in this pass or in the
label pass. So no figure, not even a count, tells anybody of a label on a claim that they have still
to judge themselves (docs/decisions/0007-blindness.md). And only independent ones: a label counts as
it was before its author could see a decision.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef

from claims.agreement.tables import Label, Table, read_table
from claims.models import (
    Annotation,
    Article,
    CoSpeaker,
    Evidence,
    Project,
    Slot,
    User,
    read_survivor,
)
from claims.models.annotations import AnnotationQuerySet
from claims.queries.figures.wanted import Field, Wanted, find_stage

# A claim, a person, and what they said.
Row = tuple[int, int, Label]


def find_labels(project: Project, stage: str, wanted: Wanted) -> AnnotationQuerySet:
    """The labels of that pass that count, in no order."""
    labels = Annotation.objects.filter(project=project, stage=stage, claim__retired_at=None)
    labels = labels.exclude(claim__article__in=Article.objects.withdrawn())
    if wanted.round is not None:
        labels = labels.filter(claim__article__round__number=wanted.round)
    if wanted.guideline is not None:
        labels = labels.filter(guideline__version=wanted.guideline)
    if (begin := wanted.read_begin(project)) is not None:
        labels = labels.filter(created_at__gte=begin)
    if (end := wanted.read_end(project)) is not None:
        labels = labels.filter(created_at__lt=end)
    return labels.independent().filter(~Exists(_find_awaited("claim", "stage")))


def _find_awaited(claim: str, stage: str) -> Any:
    return Slot.objects.of_pass_or_label(OuterRef(claim), OuterRef(stage)).awaited()


def count_withheld(project: Project, stage: str, wanted: Wanted) -> int:
    """How many claims, of the round if one is wanted, are left out since they are not finished.

    Of those with two labels or more.
    """
    labelled = Slot.objects.labelled().filter(
        project=project, stage=stage, purpose=Slot.Purpose.LIVE, claim__retired_at=None
    )
    labelled = labelled.exclude(article__in=Article.objects.withdrawn())
    if wanted.round is not None:
        labelled = labelled.filter(article__round__number=wanted.round)
    unfinished = labelled.filter(Exists(_find_awaited("claim", "stage")))
    by_claim = unfinished.values("claim").annotate(given=Count("pk")).order_by()
    return by_claim.filter(given__gte=2).count()


def read_labels(project: Project, field: Field, wanted: Wanted) -> Table:
    """What people gave to the field. Labels are numbers of rows, sets, or None for no verdict."""
    labels = find_labels(project, find_stage(project, field), wanted)
    return read_table(_READERS[field](labels))


def read_labels_of(
    project: Project, field: Field, wanted: Wanted, claims: Collection[int], user: User
) -> Mapping[int, Mapping[int, Label]]:
    """By claim and person what they gave to the field, as far as this person may see it."""
    labels = find_labels(project, find_stage(project, field), wanted)
    seen = labels.filter(claim__in=claims).visible_to(user)
    return cast("Any", read_table(_READERS[field](seen)).rows)  # type: ignore[no-any-return]


def _read_speakers(labels: AnnotationQuerySet) -> Iterable[Row]:
    return labels.values_list("claim_id", "annotator_id", read_survivor("speaker"))


def _read_verifiability(labels: AnnotationQuerySet) -> Iterable[Row]:
    return labels.values_list("claim_id", "annotator_id", "verifiability_id")


def _read_verdicts(labels: AnnotationQuerySet) -> Iterable[Row]:
    return labels.values_list("claim_id", "annotator_id", "verdict_id")


def _read_claim_types(labels: AnnotationQuerySet) -> Iterable[Row]:
    for claim, annotator, types in labels.values_list("claim_id", "annotator_id", "claim_types"):
        yield claim, annotator, frozenset(types)


def _read_co_speakers(labels: AnnotationQuerySet) -> Iterable[Row]:
    joined = CoSpeaker.objects.filter(annotation__in=labels.values("pk"))
    named = joined.values_list("annotation_id", read_survivor("speaker"))
    return _join(labels, named)


def _read_links(labels: AnnotationQuerySet) -> Iterable[Row]:
    """Of those who gave a verdict: the others had nothing to look for."""
    judged = labels.filter(verdict__isnull=False)
    given = Evidence.objects.filter(annotation__in=judged.values("pk")).exclude(url_key="")
    return _join(judged, given.values_list("annotation_id", "url_key"))


def _join(labels: AnnotationQuerySet, parts: Iterable[tuple[Any, Any]]) -> Iterable[Row]:
    """Each label as the set of its parts: the empty one where it has none."""
    sets: defaultdict[int, set[Any]] = defaultdict(set)
    for annotation, part in parts:
        sets[annotation].add(part)
    for pk, claim, annotator in labels.values_list("pk", "claim_id", "annotator_id"):
        yield claim, annotator, frozenset(sets.get(pk, ()))


_READERS: Mapping[Field, Callable[[AnnotationQuerySet], Iterable[Row]]] = {
    Field.SPEAKER: _read_speakers,
    Field.NAMED_SPEAKER: _read_speakers,
    Field.CO_SPEAKERS: _read_co_speakers,
    Field.VERIFIABILITY: _read_verifiability,
    Field.CLAIM_TYPES: _read_claim_types,
    Field.VERDICT: _read_verdicts,
    Field.VERDICT_OR_NONE: _read_verdicts,
    Field.EVIDENCE: _read_links,
}
