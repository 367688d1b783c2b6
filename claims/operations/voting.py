"""What a project's rules make of the votes on a claim: decisions, and further opinions.

Called inside the transaction of whatever changed the votes, with the article held.
"""

from collections.abc import Collection
from datetime import datetime

from claims.models import Annotation, Decision, Project, Stage
from claims.operations import decisions
from claims.queries.carried import list_labelled
from claims.queries.votes import (
    Tally,
    list_asking,
    map_standing,
    read_outcomes,
    read_tallies,
    weigh,
)


def follows_votes(project: Project) -> bool:
    """Whether the project has rules for what votes come to."""
    return bool(project.opinions_limit) or project.decision_rule != Project.DecisionRule.HAND


def follow(
    project: Project, claims: Collection[int], stage: str, *, now: datetime
) -> Collection[int]:
    """Decide what the project's rule decides; the claims on which more opinions are to be asked."""
    if not follows_votes(project):
        return ()
    standing, stale = map_standing(claims, stage), _list_stale(claims, stage)
    differing = []
    for claim, tally in read_tallies(claims, stage).items():
        if not tally.is_complete:
            continue
        if (found := weigh(tally, project.decision_rule)) is not None:
            vote, rule = found
            known = standing.get(claim)
            # What a curator decided stays, and so does what stands on the labels that count.
            if known is None or (known.rule != Decision.Rule.HAND and known.pk in stale):
                _decide(vote.annotation, rule, tally, known, now)
        elif not tally.is_unanimous and len(tally.votes) < project.opinions_limit:
            differing.append(claim)
    return [claim for claim in differing if claim not in standing]


def _list_stale(claims: Collection[int], stage: str) -> Collection[int]:
    stale = Decision.objects.stale().filter(claim__in=claims, stage=stage)
    return set(stale.values_list("pk", flat=True))


def _decide(
    annotation: int, rule: str, tally: Tally, previous: Decision | None, now: datetime
) -> None:
    adopted = Annotation.objects.select_related("project", "claim").get(pk=annotation)
    decisions.adopt(adopted, rule=rule, basis=tally.annotations, previous=previous, now=now)


def list_to_check(project: Project, claims: Collection[int]) -> Collection[int]:
    """Those of the claims whose decided or unanimous label asks for a verdict."""
    if not project.has_check_pass:
        return ()
    return list_asking(project, read_outcomes(claims))


def list_to_carry(project: Project, claims: Collection[int]) -> set[int]:
    """Those of the claims whose labels can stand for the same sentence of a corrected text.

    Not where a verdict is asked for that nobody has given: of a replaced text nobody is asked.
    """
    asking = list_to_check(project, claims)
    unchecked = set(asking) - list_labelled(asking, Stage.CHECK) if asking else set()
    return list_labelled(claims) - unchecked
