"""Labels of figures by what they are called outside, and back: never by their numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from claims.agreement.tables import Label
from claims.models import Annotation, Project, Speaker, User
from claims.queries.figures.scales import VERDICTS, list_scheme_labels
from claims.queries.figures.wanted import OPEN, SETS, Field

# Of a link so much is read.
LINK_READ = 120
# Between the members of a set in an address: in no UUID, and in no claim type.
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Named:
    """`values`: of scheme labels their value, of speakers their UUID, of sets those of its members.

    None at all for no verdict, and for the empty set. `names`: the same to read.
    """

    values: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """As an address names it."""
        return BETWEEN.join(self.values)


NOTHING = Named((), ())
Names = Mapping[Label, Named]


def name_labels(project: Project, field: Field, labels: Iterable[Label]) -> Names:
    """Each of the labels. One query, none for claim types."""
    wanted = set(labels)
    parts = {
        part
        for label in wanted
        for part in (label if isinstance(label, frozenset) else [label])
        if part is not None
    }
    known = _name_parts(project, field, parts)
    return {label: _put_together(label, known) for label in wanted}


def _name_parts(
    project: Project, field: Field, parts: Collection[Any]
) -> Mapping[Label, tuple[str, str]]:
    if field == Field.CLAIM_TYPES:
        types = dict(Annotation.ClaimType.choices)
        return {part: (str(part), str(types.get(part, part))) for part in parts}
    if field in OPEN or field == Field.CO_SPEAKERS:
        found = Speaker.objects.filter(project=project, pk__in=parts)
        return {one.pk: (str(one.uuid), str(one)) for one in found}
    if field == Field.EVIDENCE:
        return {part: (part, _cut(part)) for part in parts}
    return {one.pk: (one.value, one.name) for one in list_scheme_labels(project, field)}


def _cut(link: str) -> str:
    return link if len(link) <= LINK_READ else f"{link[: LINK_READ - 1]}…"


def _put_together(label: Label, known: Mapping[Label, tuple[str, str]]) -> Named:
    if label is None:
        return NOTHING
    parts = label if isinstance(label, frozenset) else [label]
    both = sorted((known[part] for part in parts), key=lambda one: one[1])
    return Named(tuple(value for value, _ in both), tuple(name for _, name in both))


def find_label(project: Project, field: Field, key: str) -> Label:
    """The label that an address names. Raises LookupError where there is none."""
    parts = [part for part in key.split(BETWEEN) if part]
    if field in SETS:
        return frozenset(_find_part(project, field, part) for part in parts)
    if not key and field in VERDICTS:
        return None
    return _find_part(project, field, key)


def _find_part(project: Project, field: Field, part: str) -> Label:
    if field == Field.CLAIM_TYPES:
        if part not in Annotation.ClaimType.values:
            raise LookupError(part)
        return part
    if field in OPEN or field == Field.CO_SPEAKERS:
        return _find_speaker(project, part)
    for label in list_scheme_labels(project, field):
        if label.value == part:
            return label.pk
    raise LookupError(part)


def _find_speaker(project: Project, uuid: str) -> int:
    try:
        named = Speaker.objects.filter(project=project, uuid=UUID(uuid))
    except ValueError:
        raise LookupError(uuid) from None
    found = named.select_related("merged_into").first()
    if found is None:
        raise LookupError(uuid)
    return found.survivor.pk


def find_person(project: Project, pseudonym: str) -> int:
    """Who has labelled in the project and is called that in its exports. Raises LookupError."""
    labels = Annotation.objects.filter(project=project, annotator=OuterRef("pk"))
    for person in User.objects.filter(Exists(labels)):
        if person.get_pseudonym(project.pseudonym_key) == pseudonym:
            return person.pk
    raise LookupError(pseudonym)


def name_people(
    project: Project, people: Collection[int], *, by_pseudonym: bool
) -> Mapping[int, str]:
    """Who they are, or the pseudonyms that exports give them. One query."""
    found = User.objects.filter(pk__in=people)
    if not by_pseudonym:
        return {one.pk: str(one) for one in found}
    return {one.pk: one.get_pseudonym(project.pseudonym_key) for one in found}
