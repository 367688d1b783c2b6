"""What signing in has to do with every request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from claims.queries.signing_in import has_second_factor, must_have_second_factor
from claims.requests import get_user
from claims.web.signing_in import last_seen

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Reached without the second factor that one must have: the way to it, and the way out.
OPEN_ROUTES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "healthz",
        "language",
        "mfa_activate_totp",
        "mfa_index",
        "readyz",
        "session",
        "visitor-language",
    }
)


class LastSeenMiddleware:
    """Notes now and then that a session is in use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            last_seen.renew(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Who must have a second factor sets it up before anything else.

    Programs with a token are not asked: nobody is signed in here when they come.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.TOTP_REQUIRED == "NONE" or not request.user.is_authenticated:
            return self.get_response(request)
        user = get_user(request)
        if not must_have_second_factor(user) or has_second_factor(user) or _is_open(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            raise PermissionDenied
        return redirect("mfa_activate_totp")


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in OPEN_ROUTES
    except Resolver404:
        return True
