"""Who may call the API at all. What they may do there, operations and `visible_to` decide."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from claims.errors import NotAllowed
from claims.models import ApiToken
from claims.operations.consent import you_have_to_consent

if TYPE_CHECKING:
    # DRF's views read this module's name from the settings while they are being imported.
    from rest_framework.views import APIView


class IsSignedIn(BasePermission):
    """People and programs that signed in; nothing here is for anonymous visitors.

    What a token lacks the scope for is refused here, so that no view can forget to.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not (request.user and request.user.is_authenticated and request.user.is_active):
            return False
        method = (request.method or "").lower()
        is_known = method in view.http_method_names and hasattr(view, method)
        if isinstance(request.auth, ApiToken) and is_known:
            _require_scope(request.auth, find_scope(view, request.method or ""))
        if is_known and request.user.consent_due:
            _require_consent(view, request.method or "")
        return True


def _require_consent(view: object, method: str) -> None:
    """Who has a text to accept may read on, and settle what is their own; nothing else."""
    if method in SAFE_METHODS or find_scope(view, method) == ApiToken.Scope.ACCOUNT:
        return
    raise you_have_to_consent()


def find_scope(view: object, method: str) -> str:
    """Which scope a token needs there. Who writes a view and names none leaves it to managing."""
    if method in SAFE_METHODS:
        return str(getattr(view, "read_scope", ApiToken.Scope.READ))
    return str(getattr(view, "write_scope", ApiToken.Scope.MANAGE))


def _require_scope(token: ApiToken, scope: str) -> None:
    if scope not in token.scope_list:
        raise NotAllowed("scope_missing", "This token lacks the scope “%(scope)s”.", scope=scope)
