"""Claims that need a curator: the most disputed first, one at a time; approving and reopening."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.decisions import DecisionOut, complete
from claims.api.requests import get_claim, get_project
from claims.api.shapes import OptionField, StageIn, StrictSerializer, TextField
from claims.api.views import OperationView
from claims.models import ApiToken, Case, Decision, Stage
from claims.models.cases import REASONS
from claims.operations import adjudication, cases
from claims.operations.labelling import TEXT_LIMIT
from claims.operations.marks import REASON_LIMIT
from claims.queries.cases import NOWHERE, count_elsewhere
from claims.requests import get_user, read_now


class CaseOut(serializers.ModelSerializer):
    """Why a claim needs a curator in one pass, and how much its labels differ."""

    claim = serializers.UUIDField(source="claim.uuid")
    article = serializers.UUIDField(source="claim.article.uuid")
    stage = serializers.ChoiceField(choices=Stage.choices)
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=REASONS))
    dispute = serializers.IntegerField(
        help_text="For each field the share of pairs of labels that differ, in thousandths; "
        "1,000 more for a flag."
    )
    reopened = serializers.UUIDField(
        source="reopened.uuid",
        default=None,
        allow_null=True,
        help_text="The decision that is to be made anew.",
    )
    reopened_because = serializers.CharField()
    mine = serializers.SerializerMethodField(help_text="It is kept for you.")
    held_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then it is kept for whoever has it before them."
    )

    class Meta:
        model = Case
        fields = [
            *("claim", "article", "stage", "reasons", "dispute"),
            *("reopened", "reopened_because", "mine", "held_until"),
        ]
        read_only_fields = fields

    def get_mine(self, case: Case) -> bool:
        return bool(case.held_by_id == self.context["user"].pk)


class NextCaseIn(StrictSerializer):
    """What you would like to decide; the body may be empty."""

    reason = OptionField(choices=REASONS, required=False, help_text="Only those that wait for it.")


class NextCaseOut(serializers.Serializer):
    """The claim to decide; null: none is left that you may, or others have them before them."""

    case = CaseOut(allow_null=True)
    before_others = serializers.IntegerField(
        help_text="Where there is none: how many you could be given, had not other curators them "
        "before them. Else 0."
    )
    free_at = serializers.DateTimeField(
        allow_null=True, help_text="When the first of these is free again, unless it is decided."
    )


class ProjectNextCaseView(OperationView):
    """Going on deciding."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=NextCaseIn, responses=NextCaseOut)
    def post(self, request: Request, project: str) -> Response:
        """For curators: the most disputed claim that you may decide or approve, kept for you."""
        user, found = get_user(request), get_project(request, project)
        body = self.read_body(NextCaseIn)
        reason, now = body.get("reason"), read_now(request)
        case = cases.take_next(actor=user, project=found, reason=reason, now=now)
        elsewhere = NOWHERE if case else count_elsewhere(user, found, now, reason)
        shown = {
            "case": _complete(case) if case else None,
            "before_others": elsewhere.count,
            "free_at": elsewhere.until,
        }
        return Response(NextCaseOut(shown, context={"user": user}).data)


def _complete(case: Case) -> Case:
    return Case.objects.select_related("claim__article", "reopened").get(pk=case.pk)


class ClaimStepAsideView(OperationView):
    """Looking at what others said."""

    write_scope = ApiToken.Scope.CURATE

    @extend_schema(request=StageIn, responses={204: None})
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators: the claim is not yours to label any more, for good. Safe to repeat."""
        claim = get_claim(request, uuid)
        cases.step_aside(
            actor=get_user(request), claim=claim, now=read_now(request), **self.read_body(StageIn)
        )
        return Response(status=204)


class DecisionView(OperationView):
    """What is common to approving and reopening."""

    write_scope = ApiToken.Scope.CURATE

    def get_decision(self, uuid: UUID) -> Decision:
        visible = Decision.objects.visible_to(get_user(self.request)).select_related(
            "project", "claim", "decided_by"
        )
        found = visible.filter(uuid=uuid).first()
        if found is None:
            raise Http404
        # Before the body is looked at: annotators are not told what it lacks.
        permissions.require(permissions.can_curate(self.request.user, found.project))
        return found

    def show(self, decision: Decision) -> Response:
        return Response(DecisionOut(complete(Decision.objects.filter(pk=decision.pk)).get()).data)


class ApproveIn(StrictSerializer):
    """What you would add, if anything."""

    note = TextField(max_length=TEXT_LIMIT, default="")


class DecisionApproveView(DecisionView):
    """A second pair of eyes."""

    @extend_schema(request=ApproveIn, responses=DecisionOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators who neither decided nor labelled the claim. Safe to repeat."""
        decision = self.get_decision(uuid)
        body: dict[str, Any] = self.read_body(ApproveIn)
        adjudication.approve(
            actor=get_user(request), decision=decision, now=read_now(request), **body
        )
        return self.show(decision)


class ReopenIn(StrictSerializer):
    """What speaks against it."""

    reason = TextField(max_length=REASON_LIMIT)


class DecisionReopenView(DecisionView):
    """Asking for a decision to be made anew."""

    @extend_schema(request=ReopenIn, responses=DecisionOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For curators: it stands until another is made. Safe to repeat."""
        decision = self.get_decision(uuid)
        body = self.read_body(ReopenIn)
        cases.reopen(actor=get_user(request), decision=decision, now=read_now(request), **body)
        return self.show(decision)
