"""Person by person: how much, how fast, how often as was decided, and as the others said.

Counted over the same labels as everything else here: independent ones, of finished claims.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Any

from django.db.models import F

from claims.agreement.accuracy import find_wilson_interval
from claims.agreement.evidence import EvidenceAgreement, measure_evidence
from claims.agreement.results import Interval
from claims.models import Project, Stage, read_survivor
from claims.queries.figures.decided import read_decided
from claims.queries.figures.fields import BOOTSTRAP
from claims.queries.figures.found import measure_found
from claims.queries.figures.labels import find_labels
from claims.queries.figures.memory import is_known, remember
from claims.queries.figures.wanted import ALL, Field, Wanted, find_stage

# What a decision is compared by.
COMPARED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
# What machines suggest.
SUGGESTED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
WHAT = "people"
NOTHING = measure_evidence([])


@dataclass(slots=True)
class Share:
    """So many of so many."""

    right: int = 0
    total: int = 0

    def count(self, *, right: bool) -> None:
        self.right += right
        self.total += 1

    @property
    def value(self) -> float | None:
        return self.right / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        return find_wilson_interval(self.right, self.total)


def _make_shares(fields: Sequence[Field] = COMPARED) -> dict[Field, Share]:
    return {one: Share() for one in fields}


def _make_suggested_shares() -> dict[Field, Share]:
    return _make_shares(SUGGESTED)


@dataclass(kw_only=True, slots=True)
class PersonFigures:
    """One person: by number, no name.

    `decided`: labels that say what was decided, of those on decided claims. `others`: of every two
    labels on a claim of which one is theirs, how many say the same. `evidence_decided` and
    `evidence_others`: what they found, held against the decisions' and the others'. `taken`: of
    labels before which a suggestion was shown, those that say what it said (of verdicts: if they
    give one); `suggested`: of these labels on decided claims, those where the suggestion was what
    was decided.
    """

    annotator: int
    labels: int = 0
    seconds: float | None = None
    decided: dict[Field, Share] = field(default_factory=_make_shares)
    others: dict[Field, Share] = field(default_factory=_make_shares)
    evidence_decided: EvidenceAgreement = NOTHING
    evidence_others: EvidenceAgreement = NOTHING
    taken: dict[Field, Share] = field(default_factory=_make_suggested_shares)
    suggested: dict[Field, Share] = field(default_factory=_make_suggested_shares)


@dataclass(slots=True)
class _Said:
    """What is looked at of one label."""

    claim: int
    annotator: int
    seconds: int | None
    values: dict[Field, Any]
    suggested: dict[Field, int]


def measure_people(project: Project, wanted: Wanted = ALL) -> Sequence[PersonFigures]:
    """Everybody with a label that counts, in the order in which they joined."""
    return remember(project, (WHAT, wanted), lambda: _measure(project, wanted))


def are_measured(project: Project, wanted: Wanted = ALL) -> bool:
    return is_known(project, (WHAT, wanted))


def _measure(project: Project, wanted: Wanted) -> list[PersonFigures]:
    people: dict[int, PersonFigures] = {}
    seconds: defaultdict[int, list[int]] = defaultdict(list)
    for stage in (Stage.LABEL, Stage.CHECK):
        fields = [one for one in COMPARED if find_stage(project, one) == stage]
        if not fields:
            continue
        said = list(_read(project, stage, wanted, fields))
        for one in said:
            person = people.setdefault(one.annotator, PersonFigures(annotator=one.annotator))
            person.labels += 1
            if one.seconds is not None:
                seconds[one.annotator].append(one.seconds)
        _compare_with_decided(people, said, _read_decided(project, fields))
        _compare_with_others(people, said, fields)
    for number, spent in seconds.items():
        people[number].seconds = median(spent)
    for number, found in measure_found(project, wanted, BOOTSTRAP).items():
        people[number].evidence_decided = found.decided
        people[number].evidence_others = found.others
    return [people[number] for number in sorted(people)]


def _read(project: Project, stage: str, wanted: Wanted, fields: Sequence[Field]) -> Iterable[_Said]:
    rows = find_labels(project, stage, wanted).values_list(
        "claim_id",
        "annotator_id",
        "seconds",
        read_survivor("suggestion__speaker"),
        "suggested_verifiability_id",
        "suggested_verdict_id",
        *_list_columns(fields),
    )
    for claim, annotator, seconds, speaker, verifiability, verdict, *values in rows:
        shown = zip(SUGGESTED, (speaker, verifiability, verdict), strict=True)
        said = dict(zip(fields, values, strict=True))
        # Whoever gives no verdict neither takes the one suggested nor another.
        suggested = {
            name: value for name, value in shown if value is not None and said.get(name) is not None
        }
        yield _Said(claim, annotator, seconds, said, suggested)


def _list_columns(fields: Sequence[Field]) -> list[Any]:
    columns = {
        Field.SPEAKER: read_survivor("speaker"),
        Field.VERIFIABILITY: F("verifiability_id"),
        Field.VERDICT: F("verdict_id"),
    }
    return [columns[one] for one in fields]


def _read_decided(project: Project, fields: Sequence[Field]) -> Mapping[int, dict[Field, Any]]:
    decided: defaultdict[int, dict[Field, Any]] = defaultdict(dict)
    for one in fields:
        for claim, value in read_decided(project, one).items():
            decided[claim][one] = value
    return decided


def _compare_with_decided(
    people: Mapping[int, PersonFigures],
    said: Iterable[_Said],
    decided: Mapping[int, Mapping[Field, Any]],
) -> None:
    for one in said:
        person, standing = people[one.annotator], decided.get(one.claim, {})
        for name, value in standing.items():
            # Where neither gives a verdict there is none to agree on.
            if value is not None or one.values[name] is not None:
                person.decided[name].count(right=one.values[name] == value)
        for name, value in one.suggested.items():
            person.taken[name].count(right=one.values[name] == value)
            if standing:
                person.suggested[name].count(right=standing[name] == value)


def _compare_with_others(
    people: Mapping[int, PersonFigures], said: Iterable[_Said], fields: Sequence[Field]
) -> None:
    by_claim: defaultdict[int, list[_Said]] = defaultdict(list)
    for one in said:
        by_claim[one.claim].append(one)
    for given in by_claim.values():
        for one, other in combinations(given, 2):
            for name in fields:
                first, second = one.values[name], other.values[name]
                if first is None or second is None:
                    continue
                for who in (one, other):
                    people[who.annotator].others[name].count(right=first == second)
