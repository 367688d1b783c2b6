"""Signing in by an API token, `Authorization: Bearer fct_…`, or by the session of our pages."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims import origin
from claims.models import ApiToken, User
from claims.models.prepared import prepared
from claims.operations.tokens import digest_key, note_use
from claims.outages import spare_while_unwritable
from claims.requests import read_now, require_own_site

SCHEMES = {"bearer", "token"}
FAILED = _("This token is unknown, revoked or has run out.")


@prepared
def _find_usable(now: datetime, digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.usable(now).select_related("user").filter(digest=digest)


class TokenAuthentication(BaseAuthentication):
    """Takes the header only, never a cookie or the address: no other site can send it along."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in SCHEMES:
            return None
        found = _find_usable(read_now(request), digest_key(key.strip()))
        if not found:
            raise AuthenticationFailed(FAILED, code="token_unusable")
        (token,) = found
        origin.note_token(token.pk)
        with spare_while_unwritable():
            note_use(token, read_now(request))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class OwnPagesAuthentication(SessionAuthentication):
    """Takes the cookie of a session, but not where another site had it sent: decision 42."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found: tuple[User, None] | None = super().authenticate(request)
        if found is not None:
            require_own_site(request)
        return found
