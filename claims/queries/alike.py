"""Claims with the same wire text in other articles, and what was decided of them.

What somebody may see of it is narrower than what is known: whoever still has to judge the other
claim is told nothing of it, and whoever checks a claim that others check too is told nothing at
all, since what two people are told alike they no longer find independently.
"""

from django.db.models import Q

from claims.models import Claim, Decision, Slot, Stage, User
from claims.models.adjudication import DecisionQuerySet
from claims.models.queue import has_to_label

SHOWN = 5
# What stands in more articles than this is a formula, and no news.
LOOKED = 500


def find_decided_alike(user: User, claim: Claim, stage: str) -> DecisionQuerySet:
    """What stands of claims with the same text, for who has nothing to label of those."""
    if not claim.wire_key:
        return Decision.objects.none()
    # Not by a join: the few claims of the text first, by their index, then their decisions.
    others = Claim.objects.active().filter(project=claim.project_id, wire_key=claim.wire_key)
    elsewhere = others.exclude(article=claim.article_id).order_by("-pk")
    numbers = list(elsewhere.values_list("pk", flat=True)[:LOOKED])
    standing = Decision.objects.standing().filter(claim__in=numbers, stage=stage)
    return standing.filter(~has_to_label(user))


def list_decided_alike(user: User, claim: Claim, stage: str) -> list[Decision]:
    """The latest of them, with what a page shows. Two queries, one where no claim is alike."""
    parts = (
        *("claim__article", "verdict", "verifiability", "speaker__merged_into"),
        "adopted_from__claim__article",
    )
    found = find_decided_alike(user, claim, stage).select_related(*parts)
    return list(found.order_by("-pk")[:SHOWN])


def list_checked_alike(user: User, claim: Claim) -> list[Decision]:
    """“Already checked?”: for the only one who checks the claim; empty for one of several."""
    if not claim.wire_key or _is_checked_by_others(user, claim):
        return []
    return [one for one in list_decided_alike(user, claim, Stage.CHECK) if one.verdict]


def _is_checked_by_others(user: User, claim: Claim) -> bool:
    """Whether somebody else has given, holds or is wanted for a verdict on the claim."""
    slots = Slot.objects.filter(claim=claim, stage=Stage.CHECK).exclude(
        annotator__isnull=False, annotator=user
    )
    asked = slots.filter(Q(wanted=True) | Q(annotator__isnull=False))
    # Before a slot of it is theirs, one free slot is the one they would take.
    own = Slot.objects.filter(claim=claim, stage=Stage.CHECK, annotator=user).exists()
    return asked.exists() if own else asked.count() > 1
