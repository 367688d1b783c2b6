"""Claims with the same wire text in other articles, and what was decided of them.

What somebody may see of it is narrower than what is known: whoever still has to judge the other
claim is told nothing of it, and whoever checks a claim that others check too is told nothing at
all, since what two people are told alike they no longer find independently.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from claims.models import Article, Claim, Decision, Slot, Stage, User
from claims.models.adjudication import DecisionQuerySet
from claims.models.claims import ClaimQuerySet
from claims.models.queue import has_to_label

SHOWN = 5
# What stands in more articles than this is a formula, and no news: no more are counted.
COUNTED = 500
# So many are decided in one step.
ADOPTED_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Twins:
    """Claims with the same text in other articles.

    `total`: how many there are, up to COUNTED, which the articles tell everybody; `waiting`: those
    of them all that wait for a decision of this person's, at most ADOPTED_AT_ONCE, the oldest
    first.
    """

    total: int
    waiting: Sequence[Claim]

    @property
    def may_be_more(self) -> bool:
        """Whether there may be more than `total`, which says only that there are so many."""
        return self.total >= COUNTED


def _find_alike(claim: Claim) -> ClaimQuerySet:
    """The claims with the same text in other articles, none of them withdrawn."""
    if not claim.wire_key:
        return Claim.objects.none()
    others = Claim.objects.active().filter(project=claim.project_id, wire_key=claim.wire_key)
    others = others.exclude(article__in=Article.objects.withdrawn())
    # The second says the condition of the index, which SQLite takes only then.
    return others.exclude(article=claim.article_id).exclude(wire_key="")


def may_adopt(user: User, claim: Claim, source: Decision) -> bool:
    """Whether the decision stands on a claim with the same text, and the person may know of it."""
    alike = _find_alike(claim).filter(pk=source.claim_id)
    return _find_known(user, source.stage).filter(pk=source.pk, claim__in=alike).exists()


def _find_known(user: User, stage: str) -> DecisionQuerySet:
    """What stands in that pass of claims of which the person has nothing to label."""
    return Decision.objects.standing().filter(~has_to_label(user), stage=stage)


def read_twins(user: User, claim: Claim, stage: str) -> Twins:
    """How many there are, and those that this person may decide. Two queries, one where none is.

    Of what they have still to judge nothing is told but that it is there.
    """
    total = _find_alike(claim).order_by()[:COUNTED].count()
    if not total:
        return Twins(total=0, waiting=())
    # The project is not joined: SQLite would then go through all of its claims.
    waiting = _find_waiting(user, claim, stage).select_related("article__outlet").order_by("pk")
    found = list(waiting[:ADOPTED_AT_ONCE])
    for one in found:
        one.project = claim.project
    return Twins(total=total, waiting=found)


def _find_waiting(user: User, claim: Claim, stage: str) -> ClaimQuerySet:
    """Those with all the labels that are wanted, on which nothing stands in that pass.

    Not those that the person has to label, nor their own where others are to decide these: just
    what `decide` would refuse them.
    """
    of_claim = {"claim": OuterRef("pk"), "stage": stage}
    labelled = Slot.objects.labelled().filter(**of_claim, purpose=Slot.Purpose.LIVE)
    awaited = Slot.objects.of_pass_or_label(OuterRef("pk"), stage).awaited()
    found = _find_alike(claim).filter(
        Exists(labelled),
        ~Exists(awaited),
        ~Exists(Decision.objects.standing().filter(**of_claim)),
        ~has_to_label(user, "pk", stage),
    )
    if claim.project.decide_own:
        return found
    return found.filter(~Exists(Slot.objects.making_own(user, OuterRef("pk"))))


def list_decided_alike(user: User, claim: Claim, stage: str) -> list[Decision]:
    """What was decided last of the latest of them, with what a page shows.

    Two queries, one where no claim is alike.
    """
    # Not by a join: the few claims of the text first, by their index, then their decisions.
    latest = _find_alike(claim).order_by("-pk").values_list("pk", flat=True)[:COUNTED]
    parts = (
        *("claim__article", "verdict", "verifiability", "speaker__merged_into"),
        "adopted_from__claim__article",
    )
    found = _find_known(user, stage).filter(claim__in=list(latest)).select_related(*parts)
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
