"""What waits for a curator: claims that nothing happens to unless somebody decides.

Whose labels they are, and what they say, is no part of it.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.models import Claim, Decision, Flag, Project, Slot
from claims.queries.votes import COMPARED


class Reason(StrEnum):
    """Why a claim waits."""

    NOBODY_LEFT = "nobody_left"
    FLAGGED = "flagged"
    DIFFER = "differ"
    STALE = "stale"


def list_waiting(project: Project, reason: str | None = None) -> QuerySet[Claim]:
    """The project's claims that wait for a curator, for that reason or for any.

    None whose boundaries were changed: what is to be done is done on those made of them.
    """
    reasons = Reason if reason is None else [Reason(reason)]
    of_any = Q()
    for one in reasons:
        of_any |= Q(pk__in=_FINDERS[one](project))
    return Claim.objects.active().filter(of_any, project=project)


def map_reasons(project: Project, claims: Collection[Claim]) -> Mapping[int, list[Reason]]:
    """Why each of the claims waits, by its number. One query per reason."""
    reasons: dict[int, list[Reason]] = {claim.pk: [] for claim in claims}
    for reason, find in _FINDERS.items():
        for claim in find(project).filter(claim__in=claims):
            reasons[claim].append(reason)
    return reasons


def _find_nobody_left(project: Project) -> QuerySet[Slot, int]:
    """A label is wanted that nobody of the team can give: all have, or passed the claim over."""
    slots = Slot.objects.filter(project=project).out_of_reach()
    return slots.values_list("claim_id", flat=True).distinct()


def _find_flagged(project: Project) -> QuerySet[Flag, int]:
    """Somebody asked a curator to look, and nobody has decided since."""
    since = Decision.objects.filter(
        claim=OuterRef("claim"), stage=OuterRef("stage"), created_at__gte=OuterRef("created_at")
    )
    flags = Flag.objects.standing().filter(~Exists(since), claim__project=project)
    return flags.values_list("claim_id", flat=True).distinct()


def _find_differing(project: Project) -> QuerySet[Slot, int]:
    """All labels are given, they differ, and no decision stands: see votes.Tally."""
    # Nothing said, as where no verdict is, counts as saying nothing.
    said = {
        f"said_{number}": Count(Coalesce(column, 0), distinct=True)
        for number, column in enumerate(COMPARED)
    }
    decided = Decision.objects.filter(claim=OuterRef("claim"), stage=OuterRef("stage"))
    votes = (
        Slot.objects.counted()
        .filter(~Exists(decided), project=project)
        .order_by()
        .values("claim_id", "stage")
        .annotate(open=Count("pk", filter=Q(current=None)), **said)
        .filter(open=0)
    )
    differing = votes.filter(reduce(or_, (Q(**{f"{name}__gt": 1}) for name in said)))
    return differing.values_list("claim_id", flat=True)


def _find_stale(project: Project) -> QuerySet[Decision, int]:
    """The decision that stands was made on other labels than count now."""
    stale = Decision.objects.stale().filter(project=project)
    return stale.values_list("claim_id", flat=True).distinct()


_FINDERS = {
    Reason.NOBODY_LEFT: _find_nobody_left,
    Reason.FLAGGED: _find_flagged,
    Reason.DIFFER: _find_differing,
    Reason.STALE: _find_stale,
}
