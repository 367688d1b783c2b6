"""The same sentence in other articles: which claims, and one decision taken over for several."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.cases import DecisionView
from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_claim
from claims.api.shapes import ManyField, OptionField, PublicIdField, StrictSerializer
from claims.api.views import OperationView
from claims.errors import DomainError, InvalidInput
from claims.models import Claim, Stage, User
from claims.operations.alike import Adopted, adopt_for_all
from claims.operations.queue import refuse_blind
from claims.queries.alike import ADOPTED_AT_ONCE, list_decided_alike, read_twins
from claims.requests import get_user, read_now
from claims.wording import describe


class AlikeQuery(Query):
    also_known = ()

    stage = OptionField(choices=Stage.choices, default=Stage.LABEL.value)


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


class ClaimAlikeView(OperationView):
    """The same sentence elsewhere."""

    query = AlikeQuery

    @extend_schema(responses=AlikeOut)
    def get(self, request: Request, uuid: UUID) -> Response:
        """For curators. 409 `label_first` for a claim that you may still come to label."""
        claim, user = get_claim(request, uuid), get_user(request)
        permissions.require(permissions.can_curate(user, claim.project))
        stage = read_parameters(AlikeQuery, request.query_params, user)["stage"]
        refuse_blind(user, claim, stage)
        return Response(_show_alike(user, claim, stage))


def _show_alike(user: User, claim: Claim, stage: str) -> dict[str, Any]:
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


class AdoptForIn(StrictSerializer):
    """For which claims; left out: for the oldest 50 that wait."""

    claims = ManyField(limit=ADOPTED_AT_ONCE, child=PublicIdField(), required=False)


class RefusalOut(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class AdoptedOut(serializers.Serializer):
    """What came of one claim: the decision, or why there is none."""

    claim = serializers.UUIDField()
    decision = serializers.UUIDField(allow_null=True)
    refused = RefusalOut(allow_null=True)


class AdoptedAllOut(serializers.Serializer):
    results = AdoptedOut(many=True)


class DecisionAdoptView(DecisionView):
    """One decision for the same sentence in several articles."""

    @extend_schema(request=AdoptForIn, responses=AdoptedAllOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators: each a decision by hand, made or refused by itself.

        With `claims` safe to repeat. Without, the oldest 50 that wait; a repeat takes the next.
        """
        source, user = self.get_decision(uuid), get_user(request)
        named = self.read_body(AdoptForIn).get("claims")
        if named is None:
            claims = read_twins(user, source.claim, source.stage).waiting
        else:
            seen = Claim.objects.visible_to(user).filter(project=source.project, uuid__in=named)
            claims = list(seen.select_related("project"))
        made = adopt_for_all(actor=user, source=source, claims=claims, now=read_now(request))
        results = {one.claim.uuid: _show_adopted(one) for one in made}
        # An entry for each that was named, also for what the person's project does not have.
        for uuid in named or ():
            results.setdefault(uuid, _show_unknown(uuid))
        return Response({"results": list(results.values())})


def _show_adopted(one: Adopted) -> dict[str, Any]:
    return {
        "claim": one.claim.uuid,
        "decision": one.decision and one.decision.uuid,
        "refused": one.refusal and _show_refusal(one.refusal),
    }


def _show_unknown(uuid: UUID) -> dict[str, Any]:
    refusal = InvalidInput("unknown_claim", "The project has no such claim.")
    return {"claim": uuid, "decision": None, "refused": _show_refusal(refusal)}


def _show_refusal(refusal: DomainError) -> dict[str, str]:
    return {"code": refusal.code, "message": describe(refusal)}
