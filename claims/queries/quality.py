"""How right people are, by their hidden gold; for those who curate or manage a project.

Who curates may have claims of their own to label: of those nothing is told but in sums over many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims.models import Annotation, Claim, GoldLabel, Project, User
from claims.models.queue import has_to_label
from claims.queries.figures.people import Share
from claims.queries.figures.wanted import Field, find_stage
from claims.queries.gold import with_answers
from claims.queries.judging import JUDGED, Judged, list_judged

# Of the claims most often missed, and of one person's wrong answers the latest.
MISSED_SHOWN = 20
WRONG_SHOWN = 100


@dataclass(kw_only=True, slots=True)
class Accuracy:
    """How often somebody (by number) was right: of claims, where all that was judged is right; and
    field by field.
    """

    annotator: int
    claims: Share = field(default_factory=Share)
    fields: dict[Field, Share] = field(default_factory=lambda: {one: Share() for one in JUDGED})

    def count(self, judged: Judged) -> None:
        self.claims.count(right=judged.is_right)
        for name, right in judged.right.items():
            self.fields[name].count(right=right)


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """A gold claim that so many of those who had it got wrong."""

    claim: Claim
    wrong: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """What the hidden gold of a project tells."""

    people: Sequence[Accuracy]
    missed: Sequence[Missed]


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongAnswer:
    """A label that got its claim wrong, what is right, and in which fields they differ."""

    annotation: Annotation
    gold: GoldLabel
    wrong: frozenset[Field]


def list_fields(project: Project) -> list[Field]:
    """What the label pass is asked, and hidden gold can judge."""
    verdict = find_stage(project, Field.VERDICT)
    return [one for one in JUDGED if one != Field.VERDICT or verdict == "label"]


def measure_quality(user: User, project: Project) -> Quality:
    """Four queries, however many people and labels there are."""
    judged = list_judged(project)
    people: dict[int, Accuracy] = {}
    for one in judged:
        people.setdefault(one.annotator, Accuracy(annotator=one.annotator)).count(one)
    return Quality(
        people=[people[number] for number in sorted(people)],
        missed=_list_missed(user, project, judged),
    )


def _list_missed(user: User, project: Project, judged: Iterable[Judged]) -> list[Missed]:
    """Most often missed first: perhaps it is the gold label that is wrong."""
    shares: dict[int, Share] = {}
    for one in judged:
        shares.setdefault(one.claim, Share()).count(right=one.is_right)
    counts = {claim: (share.total - share.right, share.total) for claim, share in shares.items()}
    missed = [claim for claim, (wrong, _total) in counts.items() if wrong]
    missed.sort(key=lambda claim: (-counts[claim][0], counts[claim][1], claim))
    seen = _map_claims(user, project, missed)
    rows = [
        Missed(claim=seen[claim], wrong=counts[claim][0], total=counts[claim][1])
        for claim in missed
        if claim in seen
    ]
    return rows[:MISSED_SHOWN]


def _map_claims(user: User, project: Project, claims: Sequence[int]) -> Mapping[int, Claim]:
    """Those of the claims that the person has not still to label."""
    blind = has_to_label(user, claim="pk", stage="label")
    found = Claim.objects.filter(~blind, project=project, pk__in=claims)
    return {claim.pk: claim for claim in found.select_related("article")}


def list_wrong(user: User, project: Project, person: User) -> list[WrongAnswer]:
    """What the person got wrong, the latest first. Seven queries."""
    judged = {
        one.annotation: one for one in list_judged(project, person=person) if not one.is_right
    }
    latest = sorted(judged, reverse=True)[:WRONG_SHOWN]
    rows = Annotation.objects.filter(~has_to_label(user), pk__in=latest)
    parts = ("claim__article", "speaker__merged_into", "verifiability", "verdict")
    standing = (
        GoldLabel.objects.visible_to(user)
        .standing()
        .filter(claim__in=[judged[pk].claim for pk in latest])
    )
    gold = {one.claim_id: one for one in with_answers(standing)}
    return [
        WrongAnswer(
            annotation=row,
            gold=gold[row.claim_id],
            wrong=frozenset(name for name, right in judged[row.pk].right.items() if not right),
        )
        for row in rows.select_related(*parts).order_by("-pk")
        if row.claim_id in gold
    ]
