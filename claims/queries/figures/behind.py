"""The claims behind a figure, and what was said of each: the same for the page and for REST."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from claims.agreement.tables import Label, Table
from claims.models import Claim, Project, User
from claims.queries.figures.decided import read_decided, read_decided_of
from claims.queries.figures.fields import read_field, read_weeks
from claims.queries.figures.labels import read_labels, read_labels_of
from claims.queries.figures.memory import remember
from claims.queries.figures.names import Named, find_label, find_person, name_labels, name_people
from claims.queries.figures.wanted import Field, Wanted

Found = TypeVar("Found")
# By person what they gave to a claim.
Given = Mapping[Any, Label]


class Differ(StrEnum):
    """From what a label differs."""

    OTHERS = "others"
    DECIDED = "decided"


@dataclass(frozen=True, kw_only=True, slots=True)
class Behind:
    """Which of the claims that were measured; what is empty narrows nothing.

    `labels`: given to the claim, one or two, each by somebody else. `people`: one or two who
    labelled it; with two, only their labels are looked at. `week`: the Monday of the week of its
    last label. `differ`: somebody's label differs from another's or from what was decided; of one
    person theirs does, of two one of theirs.
    """

    labels: tuple[Label, ...] = ()
    people: tuple[int, ...] = ()
    week: date | None = None
    differ: Differ | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimBehind:
    """A claim with what each person gave, in the order of their names; and what was decided.

    `decided` is None where that was not asked for, or nothing stands.
    """

    claim: Claim
    said: Sequence[tuple[str, Named]]
    decided: Named | None


def find_behind(
    project: Project,
    field: Field,
    *,
    one: str | None = None,
    other: str | None = None,
    label: str | None = None,
    annotator: str | None = None,
    other_annotator: str | None = None,
    week: date | None = None,
    differ: str | None = None,
) -> Behind:
    """What an address asks for: labels by their keys, people by their pseudonyms.

    Raises LookupError with the name of what there is not.
    """
    keys: dict[str, str | None] = {}
    if (one, other) != (None, None):
        keys = {"one": one, "other": other}
    elif label is not None:
        keys = {"label": label}
    people = {"annotator": annotator, "other_annotator": other_annotator}
    return Behind(
        labels=tuple(
            _look_up(name, key, lambda key: find_label(project, field, key))
            for name, key in keys.items()
        ),
        people=tuple(
            _look_up(name, key, lambda key: find_person(project, key))
            for name, key in people.items()
            if key
        ),
        week=week and week - timedelta(days=week.weekday()),
        differ=_look_up("differ", differ, _read_differ) if differ else None,
    )


def _look_up(name: str, key: str | None, find: Callable[[str], Found]) -> Found:
    if key is None:
        raise LookupError(name)
    try:
        return find(key)
    except LookupError:
        raise LookupError(name) from None


def _read_differ(given: str) -> Differ:
    if given not in {one.value for one in Differ}:
        raise LookupError(given)
    return Differ(given)


def list_behind(project: Project, field: Field, wanted: Wanted, behind: Behind) -> list[int]:
    """The claims behind the figure: their numbers, the oldest first."""
    labels = [sorted(one) if isinstance(one, frozenset) else one for one in behind.labels]
    what = ("claims", field, wanted, labels, behind.people, behind.week, behind.differ)
    return remember(project, what, lambda: _find(project, field, wanted, behind))


def _find(project: Project, field: Field, wanted: Wanted, behind: Behind) -> list[int]:
    table = _read(project, field, wanted, behind)
    # Read after the table: a label withdrawn between the two has no week.
    weeks = read_weeks(project, field, wanted) if behind.week else {}
    decided = read_decided(project, field) if behind.differ == Differ.DECIDED else {}
    return sorted(
        unit
        for unit, given in table.rows.items()
        if isinstance(unit, int)
        and (behind.week is None or weeks.get(unit) == behind.week)
        and _is_behind(given, behind, unit, decided)
        and (field != Field.EVIDENCE or _has_evidence(given, behind))
    )


def _read(project: Project, field: Field, wanted: Wanted, behind: Behind) -> Table:
    """The labels that the figure was measured from.

    A person's verdicts are compared wherever both gave one, with decisions wherever either did:
    there no claim is left out because somebody else gave none.
    """
    by_person = len(behind.people) == 1 or behind.differ == Differ.DECIDED
    if field != Field.VERDICT or not by_person:
        return read_field(project, field, wanted)[0]
    table = read_labels(project, field, wanted)
    if behind.differ == Differ.DECIDED:
        return table
    return Table(
        {
            unit: {person: value for person, value in given.items() if value is not None}
            for unit, given in table.rows.items()
        }
    )


def _is_behind(given: Given, behind: Behind, unit: int, decided: Mapping[int, Label]) -> bool:
    people = behind.people
    if any(person not in given for person in people):
        return False
    looked = {person: given[person] for person in people} or given
    if behind.differ == Differ.DECIDED:
        differs = unit in decided and any(value != decided[unit] for value in looked.values())
        return differs and _has_labels(given, looked, behind)
    # How often a label was given is counted of all claims; what is compared takes two labels.
    is_one_label = len(behind.labels) == 1 and not behind.week and not behind.differ
    if len(given) < 2 and not is_one_label:
        return False
    if behind.differ == Differ.OTHERS:
        beside = _find_compared(given, behind).values()
        if all(value == other for value in looked.values() for other in beside):
            return False
    return _has_labels(given, looked, behind)


def _has_evidence(given: Given, behind: Behind) -> bool:
    """Whether anybody found any: of other claims no figure tells. A decision may have some."""
    return behind.differ == Differ.DECIDED or any(_find_compared(given, behind).values())


def _find_compared(given: Given, behind: Behind) -> Given:
    """The labels that are held against each other."""
    if len(behind.people) < 2:
        return given
    return {person: given[person] for person in behind.people}


def _has_labels(given: Given, looked: Given, behind: Behind) -> bool:
    wanted = Counter(behind.labels)
    if len(behind.people) != 1:
        return wanted <= Counter(looked.values())
    own = looked[behind.people[0]]
    return not wanted or (own in wanted and wanted <= Counter(given.values()))


def read_behind(
    project: Project,
    field: Field,
    wanted: Wanted,
    numbers: Collection[int],
    user: User,
    *,
    by_pseudonym: bool,
    with_decided: bool,
) -> list[ClaimBehind]:
    """These claims, the oldest first, with what this person may see of them.

    Four queries, however many claims there are; one more with decisions.
    """
    said = read_labels_of(project, field, wanted, numbers, user)
    decided = read_decided_of(project, field, said.keys(), user) if with_decided else {}
    labels = {value for given in said.values() for value in given.values()}
    names = name_labels(project, field, labels | set(decided.values()))
    numbers_of_people = {person for given in said.values() for person in given}
    people = name_people(project, numbers_of_people, by_pseudonym=by_pseudonym)
    claims = Claim.objects.visible_to(user).filter(pk__in=said.keys()).select_related("article")
    return [
        ClaimBehind(
            claim=claim,
            said=sorted(
                ((people[person], names[value]) for person, value in said[claim.pk].items()),
                key=lambda one: (one[0], one[1].names),
            ),
            decided=names[decided[claim.pk]] if claim.pk in decided else None,
        )
        for claim in claims.order_by("pk")
    ]
