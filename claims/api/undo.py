"""Taking back what one has done last."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.annotations import AnnotationOut, show_annotation
from claims.api.requests import get_claim, get_project
from claims.api.shapes import OptionField, PublicIdField, StageIn
from claims.api.views import OperationView
from claims.api.work import STATE_HELP, STATE_NAMES
from claims.models import Annotation, ApiToken, Claim, Stage
from claims.operations.undo import take_back
from claims.queries.desk import CONTEXT, map_states
from claims.queries.undo import ActionKind, list_actions
from claims.requests import get_user, read_now

KINDS = [kind.value for kind in ActionKind]


class ActionOut(serializers.Serializer):
    """One thing that you did to a claim."""

    action = serializers.ChoiceField(source="kind", choices=KINDS)
    claim = serializers.UUIDField(source="claim.uuid")
    stage = serializers.ChoiceField(choices=Stage.choices)
    annotation = serializers.UUIDField(source="annotation.uuid", allow_null=True)
    done_at = serializers.DateTimeField()
    is_undone = serializers.BooleanField(help_text="You have taken it back.")
    can_undo = serializers.BooleanField(help_text="It stands, and nothing came on top of it.")


class ActionsOut(serializers.Serializer):
    """The last ten things that you did, newest first."""

    actions = ActionOut(many=True)


class ProjectUndoView(OperationView):
    """What there is to take back."""

    @extend_schema(responses=ActionsOut)
    def get(self, request: Request, project: str) -> Response:
        """The last ten labels, skips and flags of yours in the project."""
        actions = list_actions(get_user(request), get_project(request, project))
        return Response(ActionsOut({"actions": actions}).data)


class UndoIn(StageIn):
    """What to take back."""

    action = OptionField(choices=KINDS)
    annotation = PublicIdField(
        required=False, help_text="Which label: required with `label`, else left out."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["action"] == ActionKind.LABEL) != ("annotation" in attrs):
            message = _("Say which label, if it is one that you take back.")
            raise serializers.ValidationError({"annotation": message}, code="required")
        return attrs


class UndoneOut(serializers.Serializer):
    """How the claim stands for you now."""

    action = serializers.ChoiceField(choices=KINDS)
    claim = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    state = serializers.ChoiceField(choices=STATE_NAMES, help_text=STATE_HELP)
    flagged = serializers.BooleanField(help_text="You have flagged it.")
    annotation = AnnotationOut(
        allow_null=True, help_text="The revision by which a label was taken back."
    )


class ClaimUndoView(OperationView):
    """Taking back."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(request=UndoIn, responses=UndoneOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take back a label, a skip or a flag of yours, if it is among the last ten things you did.

        409 `revised_since` where another label came on top, `too_long_ago`. Safe to repeat.
        """
        claim = get_claim(request, uuid)
        body = self.read_body(UndoIn)
        revision = take_back(
            actor=get_user(request),
            claim=claim,
            kind=body["action"],
            annotation=body.get("annotation"),
            stage=body["stage"],
            now=read_now(request),
        )
        return Response(show_undone(request, claim, body, revision))


def show_undone(
    request: Request, claim: Claim, body: Mapping[str, Any], revision: Annotation | None
) -> dict[str, Any]:
    """As UndoneOut describes it."""
    action, stage = body["action"], body["stage"]
    state = map_states(get_user(request), claim.article, stage).get(claim.pk, CONTEXT)
    return {
        "action": action,
        "claim": claim.uuid,
        "stage": stage,
        "state": state.state,
        "flagged": state.flagged,
        "annotation": show_annotation(request, revision) if revision else None,
    }
