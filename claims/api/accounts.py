"""One's own account: language and keys, one's sessions, and the tokens of one's programs."""

from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
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
from claims.operations import people, preferences, sign_ins, tokens
from claims.queries.signing_in import find_session, list_sessions, name_session
from claims.requests import get_user, has_confirmed_lately, read_now

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
        """Make one. By a token: it gets no scope that this lacks, and no longer life.

        By a session: only within a quarter of an hour after you have shown who you are.
        """
        body = self.read_body(TokenIn)
        through = request.auth if isinstance(request.auth, ApiToken) else None
        permissions.require(through is not None or has_confirmed_lately(request))
        token, key = tokens.create_token(
            actor=get_user(request), through=through, now=read_now(request), **body
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


class SessionOut(serializers.ModelSerializer):
    """A browser in which you are signed in."""

    uuid = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField(help_text="Where it was last seen; null: unknown.")
    is_present = serializers.SerializerMethodField(help_text="Whether it is the one that asks.")

    class Meta:
        model = UserSession
        fields = ["uuid", "user_agent", "address", "created_at", "last_seen_at", "is_present"]
        read_only_fields = fields

    def get_uuid(self, row: UserSession) -> UUID:
        return name_session(row.session_key)

    def get_address(self, row: UserSession) -> str | None:
        return None if row.ip == sign_ins.NOWHERE else row.ip

    def get_is_present(self, row: UserSession) -> bool:
        return row.session_key == find_key(self.context["request"])


class EndedOut(serializers.Serializer):
    """How many sessions were ended."""

    ended = serializers.IntegerField()


class SessionsView(ListView):
    """The browsers in which you are signed in."""

    serializer_class = SessionOut
    read_scope = ApiToken.Scope.ACCOUNT

    def find(self, user: User, **wanted: Any) -> QuerySet[UserSession]:
        return list_sessions(user, read_now(self.request))


class SessionEndView(OperationView):
    """Ending a session."""

    write_scope = ApiToken.Scope.ACCOUNT

    @extend_schema(request=NothingIn, responses=EndedOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """One of your own, at once. 404 where it has ended already."""
        user, now = get_user(request), read_now(request)
        found = find_session(user, uuid, now)
        if found is None:
            raise Http404
        self.read_body(NothingIn)
        sign_ins.end_session(actor=user, session=found, now=now)
        return Response({"ended": 1})


class SessionsEndView(OperationView):
    """Ending all other sessions."""

    write_scope = ApiToken.Scope.ACCOUNT

    @extend_schema(request=NothingIn, responses=EndedOut)
    def post(self, request: Request) -> Response:
        """All of your own but the one that asks; by a token: all. Safe to repeat."""
        self.read_body(NothingIn)
        kept = find_key(request)
        ended = sign_ins.end_other_sessions(
            actor=get_user(request), kept=kept, now=read_now(request)
        )
        return Response({"ended": ended})


def find_key(request: Request) -> str:
    """The session by which is asked; empty where it is by a token."""
    return "" if request.auth else request.session.session_key or ""
