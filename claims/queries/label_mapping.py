"""How a project says its labels in other words: what it has chosen, and what holds otherwise."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from claims.exchange.mapping import (
    VOCABULARIES,
    Default,
    LabelMap,
    LabelSense,
    Said,
    Subject,
    Vocabulary,
    find_default,
    make_key,
)
from claims.models import Label, LabelMapping, Project


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedLabel:
    """A label, what it becomes now, and what it would become by default."""

    label: Label
    said: Said
    default: Default
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedVocabulary:
    """A vocabulary with the project's labels."""

    vocabulary: Vocabulary
    labels: Sequence[MappedLabel]

    @property
    def is_changed(self) -> bool:
        return any(one.is_chosen for one in self.labels)


def read_label_map(project: Project, *, alias: str = DEFAULT_DB_ALIAS) -> LabelMap:
    """The project's choices, for an export. One query."""
    rows = LabelMapping.objects.using(alias).filter(project=project.pk, vocabulary__in=VOCABULARIES)
    return LabelMap(
        {
            make_key(VOCABULARIES[row.vocabulary], make_sense(row.label)): row.target or None
            for row in rows.select_related("label__scheme")
        }
    )


def make_sense(label: Label) -> LabelSense:
    """The label as records have it."""
    return LabelSense(
        label.scheme.slug,
        label.scheme.version,
        label.value,
        canonical=label.canonical or None,
        rating=label.rating,
        verifiable=label.verifiable or None,
        check_worthy=label.check_worthy or None,
    )


def list_labels(project: Project) -> Mapping[Subject, list[Label]]:
    """The labels of the project's schemes, in their order."""
    schemes = {
        project.verifiability_scheme_id: Subject.VERIFIABILITY,
        project.verdict_scheme_id: Subject.VERDICT,
    }
    found = defaultdict(list)
    labels = Label.objects.filter(scheme__in=schemes).select_related("scheme")
    for label in labels.order_by("scheme", "order", "pk"):
        found[schemes[label.scheme_id]].append(label)
    return found


def describe_mapping(project: Project) -> list[MappedVocabulary]:
    """Each vocabulary with each label of the project that it has words for. Two queries."""
    labels, map_ = list_labels(project), read_label_map(project)
    return [
        MappedVocabulary(
            vocabulary=vocabulary,
            labels=[_describe(vocabulary, label, map_) for label in labels[vocabulary.subject]],
        )
        for vocabulary in VOCABULARIES.values()
    ]


def _describe(vocabulary: Vocabulary, label: Label, map_: LabelMap) -> MappedLabel:
    sense = make_sense(label)
    return MappedLabel(
        label=label,
        said=map_.say(vocabulary, sense),
        default=find_default(vocabulary, sense),
        is_chosen=make_key(vocabulary, sense) in map_.chosen,
    )
