"""Claims with the same words in other articles, as answers name them."""

from typing import Any

from rest_framework import serializers

from claims.models import Claim, User
from claims.queries.alike import list_decided_alike, read_twins


class TwinOut(serializers.Serializer):
    claim = serializers.UUIDField()
    article = serializers.UUIDField()


class DecidedTwinOut(TwinOut):
    decision = serializers.UUIDField(help_text="What `adopt/` takes over.")


class AlikeOut(serializers.Serializer):
    """Claims of the project with the same words in other articles."""

    total = serializers.IntegerField(
        help_text="Up to 500, which means 500 or more; with those of which you are told nothing."
    )
    decided = DecidedTwinOut(many=True, help_text="The latest five, of those not yours to label.")
    waiting = TwinOut(
        many=True,
        help_text="The oldest 50 undecided, with all their labels, and yours to decide.",
    )


def show_alike(user: User, claim: Claim, stage: str) -> dict[str, Any]:
    """As AlikeOut describes it: which decision, but nothing of what it says.

    Four queries, two where no claim is alike.
    """
    twins, decided = read_twins(user, claim, stage), list_decided_alike(user, claim, stage)
    return {
        "total": twins.total,
        "decided": [{**_show_twin(one.claim), "decision": one.uuid} for one in decided],
        "waiting": [_show_twin(one) for one in twins.waiting],
    }


def _show_twin(claim: Claim) -> dict[str, Any]:
    return {"claim": claim.uuid, "article": claim.article.uuid}
