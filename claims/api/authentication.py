"""Signing in by an API token: `Authorization: Bearer fct_…`."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from claims import origin
from claims.errors import NotAllowed
from claims.models import ApiToken, User
from claims.operations.tokens import digest_key
from claims.requests import read_now

SCHEMES = {"bearer", "token"}
FAILED = _("This token is unknown, revoked or has run out.")


class TokenAuthentication(BaseAuthentication):
    """Takes the header only, never a cookie or the address: no other site can send it along.

    What a read-only token may not do is refused here, so that no view can forget to.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in SCHEMES:
            return None
        usable = ApiToken.objects.usable(read_now(request)).select_related("user")
        token = usable.filter(digest=digest_key(key.strip())).first()
        if token is None:
            raise AuthenticationFailed(FAILED, code="token_unusable")
        origin.note_token(token.pk)
        if token.scope == ApiToken.Scope.READ and request.method not in SAFE_METHODS:
            raise NotAllowed("token_read_only", "This token may only read.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
