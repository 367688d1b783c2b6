"""One's own account: language and keys, and the tokens of one's programs."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.shapes import (
    AbsentTextField,
    ManyField,
    MomentField,
    NothingIn,
    OptionField,
    StrictSerializer,
    SwitchField,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.keymap import DEFAULTS
from claims.models import ApiToken, User
from claims.operations import people, preferences, tokens
from claims.requests import get_user, read_now

KEY_LENGTH = 20


class AccountOut(serializers.ModelSerializer):
    """You."""

    name = AbsentTextField()
    email = AbsentTextField()
    language = AbsentTextField(help_text="Of pages; null: as the browser asks.")
    own_keys = serializers.DictField(
        child=serializers.CharField(), help_text="By command, where they are not the default."
    )

    class Meta:
        model = User
        fields = ["uuid", "username", "name", "email", "language", "keys_on", "own_keys"]
        read_only_fields = fields


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class KeysField(serializers.Field):
    """Keys by command."""

    default_error_messages = {"invalid": _("Give a key for each command, as text.")}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or len(data) > len(DEFAULTS):
            self.fail("invalid")
        for command, key in data.items():
            if command not in DEFAULTS or not isinstance(key, str) or len(key) > KEY_LENGTH:
                self.fail("invalid")
        return data


class AccountIn(StrictSerializer):
    """What you would have otherwise; what is left out stays."""

    language = OptionField(
        choices=[("", ""), *settings.LANGUAGES], required=False, allow_blank=True
    )
    keys_on = SwitchField(required=False)
    own_keys = KeysField(required=False, help_text="The others get their defaults back.")


class AccountView(OperationView):
    """Your own account."""

    read_scope = ApiToken.Scope.ACCOUNT
    write_scope = ApiToken.Scope.ACCOUNT

    @extend_schema(responses=AccountOut)
    def get(self, request: Request) -> Response:
        """Who you are, and what you have chosen."""
        return Response(AccountOut(get_user(request)).data)

    @extend_schema(request=AccountIn, responses=AccountOut)
    def post(self, request: Request) -> Response:
        """Choose otherwise. Safe to repeat."""
        user, now, body = get_user(request), read_now(request), self.read_body(AccountIn)
        if "language" in body:
            people.choose_language(actor=user, language=body["language"], now=now)
        if "own_keys" in body:
            keys_on = body.get("keys_on", user.keys_on)
            preferences.set_keys(actor=user, changes=body["own_keys"], keys_on=keys_on, now=now)
        elif "keys_on" in body:
            preferences.switch_keys(actor=user, keys_on=body["keys_on"], now=now)
        return Response(AccountOut(user).data)


class TokenOut(serializers.ModelSerializer):
    """A token, without its key: that was shown when it was made."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=ApiToken.Scope.values), source="scope_list"
    )

    maker = serializers.UUIDField(
        source="maker.uuid",
        default=None,
        allow_null=True,
        help_text="The token that made it, and with which it is revoked.",
    )

    class Meta:
        model = ApiToken
        fields = [
            "uuid",
            "name",
            "scopes",
            "maker",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]
        read_only_fields = fields


class NewTokenOut(TokenOut):
    """A token, and its key: it is not kept, and shown this once."""

    key = serializers.CharField()

    class Meta(TokenOut.Meta):
        fields = [*TokenOut.Meta.fields, "key"]
        read_only_fields = fields


class TokenIn(StrictSerializer):
    """What the token is for."""

    name = TextField(max_length=100)
    scopes = ManyField(
        limit=len(ApiToken.Scope.values), child=OptionField(choices=ApiToken.Scope.values)
    )
    expires_at = MomentField(required=False)


class TokensView(ListView):
    """Your own tokens."""

    serializer_class = TokenOut
    read_scope = ApiToken.Scope.ACCOUNT
    write_scope = ApiToken.Scope.ACCOUNT
    is_secret = True

    def find(self, user: User, **wanted: Any) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(user=user).select_related("maker")

    @extend_schema(request=TokenIn, responses={201: NewTokenOut})
    def post(self, request: Request) -> Response:
        """Make one. By a token: it gets no scope that this lacks, and no longer life."""
        token, key = tokens.create_token(
            actor=get_user(request),
            through=request.auth if isinstance(request.auth, ApiToken) else None,
            now=read_now(request),
            **self.read_body(TokenIn),
        )
        return Response({**TokenOut(token).data, "key": key}, status=201)


class TokenRevokeView(OperationView):
    """Ending a token."""

    write_scope = ApiToken.Scope.ACCOUNT

    @extend_schema(request=NothingIn, responses=TokenOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """One of your own and all that it has made, at once and for good. Safe to repeat."""
        user = get_user(request)
        token = get_object_or_404(ApiToken.objects.filter(user=user), uuid=uuid)
        self.read_body(NothingIn)
        tokens.revoke_token(actor=user, token=token, now=read_now(request))
        token.refresh_from_db()
        return Response(TokenOut(token).data)
