"""The text that people accept before they work here."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.shapes import NumberField, StrictSerializer
from claims.api.views import OperationView
from claims.models import Acceptance, ApiToken, ConsentText, User
from claims.operations.consent import accept_text
from claims.operations.labelling import VERSION_LIMIT
from claims.requests import get_user, read_now


class ConsentTextOut(serializers.ModelSerializer):
    """A version of the text."""

    class Meta:
        model = ConsentText
        fields = ["version", "text", "created_at"]
        read_only_fields = fields


class ConsentOut(serializers.Serializer):
    """What there is to accept, and what you have accepted."""

    text = ConsentTextOut(allow_null=True, help_text="The latest; null: nothing is asked here.")
    accepted_version = serializers.IntegerField(allow_null=True)
    is_due = serializers.BooleanField(
        help_text="Until you accept it, whatever writes is refused: 403, `consent_needed`."
    )


class ConsentIn(StrictSerializer):
    """The version that you accept: the latest."""

    version = NumberField(min_value=1, max_value=VERSION_LIMIT)


class ConsentView(OperationView):
    """The site's text of consent, and whether you have accepted it."""

    read_scope = ApiToken.Scope.ACCOUNT
    write_scope = ApiToken.Scope.ACCOUNT

    @extend_schema(responses=ConsentOut)
    def get(self, request: Request) -> Response:
        """The latest text, in Markdown."""
        return Response(ConsentOut(describe(get_user(request))).data)

    @extend_schema(request=ConsentIn, responses=ConsentOut)
    def post(self, request: Request) -> Response:
        """Accept it. Safe to repeat; 400 `consent_missing` where another version holds by now."""
        user = get_user(request)
        accept_text(actor=user, now=read_now(request), **self.read_body(ConsentIn))
        return Response(ConsentOut(describe(user)).data)


def describe(user: User) -> dict[str, Any]:
    accepted = Acceptance.objects.filter(user=user).order_by("-text__version")
    return {
        "text": ConsentText.objects.latest_one(),
        "accepted_version": accepted.values_list("text__version", flat=True).first(),
        "is_due": bool(user.consent_due),
    }
