"""Where free slots stand in the line, so that everybody comes to them who may label them."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

from claims.models import Article, Slot
from claims.models.queue import SlotQuerySet
from claims.operations import locks


def give_back(article: Article, slots: SlotQuerySet) -> int:
    """Free those of the slots that are held and not labelled; how many there were.

    The article is held. Those no longer wanted are thereby closed.
    """
    claims = list(slots.held().values_list("claim_id", flat=True))
    if not claims:
        return 0
    freed = slots.held().update(annotator=None, lease=None)
    # In both passes, since who holds a claim in one may be kept from it in the other.
    line_up_all(article, Slot.objects.free().filter(claim__in=claims))
    return freed


def line_up_all(article: Article, free: QuerySet[Slot]) -> None:
    """Let everybody find these free slots, however far they have come; the article is held."""
    claims = defaultdict(set)
    for stage, claim in free.values_list("stage", "claim_id"):
        claims[stage].add(claim)
    for stage in claims:
        line_up(article, stage, claims[stage])


def line_up(article: Article, stage: str, claims: Collection[int]) -> None:
    """Send all free slots of these claims to the end of the line; the article is held.

    All, since a person passes a claim by as long as they hold one slot of it.
    """
    if not claims:
        return
    turn = locks.take_turns(article.project_id, stage) + 1
    free = Slot.objects.free().filter(claim__in=claims, stage=stage)
    free.update(turn=turn, priority=article.priority)
