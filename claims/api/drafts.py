"""What one has begun to fill in for a claim, and not submitted."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import Query, read_parameters
from claims.api.requests import get_claim
from claims.api.shapes import NumberField, OptionField, PublicIdField, StageIn
from claims.api.views import OperationView
from claims.models import ApiToken, Claim, Draft, Stage, User
from claims.operations.marks import save_draft
from claims.queries.desk import find_draft
from claims.requests import get_user, read_now

LAST_VERSION = 2**31 - 1


class DraftQuery(Query):
    """In which pass: that of labels unless said otherwise."""

    also_known = ()

    stage = OptionField(choices=Stage.choices, required=False)


@extend_schema_field({"type": "object", "additionalProperties": True})
class FormField(serializers.Field):
    """The desk's form as it is filled in: its fields by their names."""

    default_error_messages = {"invalid": _("This must be an object.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class DraftOut(serializers.Serializer):
    """Your draft; version 0 and nothing in it where there is none."""

    version = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    body = FormField()


class DraftIn(StageIn):
    """All of the form; nothing in it: no draft any more."""

    body = FormField()
    known = NumberField(
        min_value=0,
        max_value=LAST_VERSION,
        required=False,
        help_text="The version that you changed; left out: over whatever there is.",
    )
    client_uuid = PublicIdField(required=False, help_text="Of the label that it is to become.")


class ClaimDraftView(OperationView):
    """Your own draft of a claim."""

    write_scope = ApiToken.Scope.LABEL

    @extend_schema(parameters=[DraftQuery], responses=DraftOut)
    def get(self, request: Request, uuid: UUID) -> Response:
        """As the desk has it."""
        user, claim = get_user(request), get_claim(request, uuid)
        wanted = read_parameters(DraftQuery, request.query_params, user)
        return Response(_show(user, claim, wanted.get("stage", Stage.LABEL)))

    @extend_schema(request=DraftIn, responses=DraftOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Keep it. 409 `draft_changed` where it has gone on since `known`."""
        user, claim, body = get_user(request), get_claim(request, uuid), self.read_body(DraftIn)
        save_draft(actor=user, claim=claim, now=read_now(request), **body)
        return Response(_show(user, claim, body["stage"]))


def _show(user: User, claim: Claim, stage: str) -> Any:
    draft: Draft | None = find_draft(user, claim, stage)
    if draft is None:
        return {"version": 0, "saved_at": None, "body": {}}
    return DraftOut(draft).data
