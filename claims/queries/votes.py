"""What the labels of a claim come to: whether all are given, whether they agree, what they ask.

A vote is a label that counts, on a live slot. Speaker (the one who speaks, not who joins in; the
survivor, where two were found to be one), verifiability and verdict are compared. Nobody's name is
in here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import F

from claims.models import Decision, Label, Project, Slot, Speaker, Stage, read_survivor

Rule = Decision.Rule
# What of a slot's label is held against the others': speaker, verifiability and verdict.
COMPARED = (
    read_survivor("current__speaker"),
    F("current__verifiability_id"),
    F("current__verdict_id"),
)
# Their numbers, in that order.
Said = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """A label that counts: its number, and the speaker, verifiability and verdict it names."""

    annotation: int
    said: Said


@dataclass(slots=True)
class Tally:
    """The votes on one claim in one pass, and how many are still to come."""

    votes: list[Vote] = field(default_factory=list)
    open: int = 0

    @property
    def is_complete(self) -> bool:
        return bool(self.votes) and not self.open

    @property
    def is_unanimous(self) -> bool:
        return self.is_complete and len({vote.said for vote in self.votes}) == 1

    @property
    def annotations(self) -> set[int]:
        return {vote.annotation for vote in self.votes}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The label that stands for a claim: decided, or unanimous while nobody has decided.

    The speaker is whom it names: who stands for them, `name_outcomes` tells.
    """

    speaker: int
    verifiability: int


@dataclass(frozen=True, slots=True)
class NamedOutcome:
    """An outcome with the rows it names."""

    speaker: Speaker
    verifiability: Label


def read_tallies(claims: Collection[int], stage: str) -> Mapping[int, Tally]:
    """The tally of each of the claims (by number) that has votes or slots. One query."""
    slots = Slot.objects.counted().filter(claim__in=claims, stage=stage).order_by("current_id")
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    for claim, current, *values in slots.values_list("claim_id", "current", *COMPARED):
        if current is None:
            tallies[claim].open += 1
        else:
            tallies[claim].votes.append(Vote(current, tuple(values)))
    return tallies


def weigh(tally: Tally, rule: str) -> tuple[Vote, Rule] | None:
    """The vote that the project's rule takes for the decision, and why; None: a curator's turn."""
    if rule == Project.DecisionRule.HAND or not tally.is_complete:
        return None
    (said, count), *_others = Counter(vote.said for vote in tally.votes).most_common()
    first = next(vote for vote in tally.votes if vote.said == said)
    if count == len(tally.votes):
        return first, Rule.UNANIMOUS
    if rule == Project.DecisionRule.MAJORITY and 2 * count > len(tally.votes):
        return first, Rule.MAJORITY
    return None


def map_standing(claims: Collection[int], stage: str) -> Mapping[int, Decision]:
    """The decision that stands, by the claim's number. One query."""
    standing = Decision.objects.standing().filter(claim__in=claims, stage=stage)
    return {decision.claim_id: decision for decision in standing}


def read_outcomes(claims: Collection[int]) -> Mapping[int, Outcome]:
    """What the label pass has come to, for those of the claims of which it has. Three queries.

    A decision by rule counts as long as it stands on the labels that count: when one is taken
    back, the rule has nothing to go by until it is given again. A curator's counts until replaced.
    """
    tallies = read_tallies(claims, Stage.LABEL)
    stale = set(Decision.objects.stale().filter(claim__in=claims).values_list("pk", flat=True))
    outcomes: dict[int, Outcome] = {}
    for claim, tally in tallies.items():
        if tally.is_unanimous:
            speaker, verifiability, _verdict = tally.votes[0].said
            outcomes[claim] = Outcome(cast("int", speaker), cast("int", verifiability))
    for claim, decision in map_standing(claims, Stage.LABEL).items():
        if decision.rule == Rule.HAND or decision.pk not in stale:
            outcomes[claim] = Outcome(decision.speaker_id, decision.verifiability_id)
    return outcomes


def name_outcomes(claims: Collection[int]) -> Mapping[int, NamedOutcome]:
    """As `read_outcomes`, with the speakers and labels. Five queries."""
    outcomes = read_outcomes(claims)
    named = {outcome.speaker for outcome in outcomes.values()}
    speakers = Speaker.objects.select_related("merged_into").in_bulk(named)
    labels = Label.objects.in_bulk({outcome.verifiability for outcome in outcomes.values()})
    return {
        claim: NamedOutcome(speakers[outcome.speaker].survivor, labels[outcome.verifiability])
        for claim, outcome in outcomes.items()
    }


def list_asking(project: Project, outcomes: Mapping[int, Outcome]) -> Sequence[int]:
    """Of the claims with an outcome, those whose label asks for a verdict."""
    rules = [Label.VerdictRule.REQUIRED]
    if project.check_allowed:
        rules.append(Label.VerdictRule.ALLOWED)
    chosen = {outcome.verifiability for outcome in outcomes.values()}
    asking = set(
        Label.objects.filter(pk__in=chosen, verdict_rule__in=rules).values_list("pk", flat=True)
    )
    return [claim for claim, outcome in outcomes.items() if outcome.verifiability in asking]
