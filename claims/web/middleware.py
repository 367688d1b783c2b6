"""What happens around every request."""

import ipaddress
import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from claims import origin
from claims.errors import DomainError
from claims.foreground import foreground
from claims.operations.consent import you_have_to_consent
from claims.web.data import wants_data
from claims.wording import describe

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Pages that one gets without having accepted the text: itself, one's own data, the way out; and the
# second factor that one must have, which is asked for before the text is.
WITHOUT_CONSENT = {
    *("consent", "invitation", "own-data", "own-data-file"),
    *("account_reauthenticate", "mfa_activate_totp"),
    *("language", "visitor-language", "session", "account_logout"),
}
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,36}")


class ForegroundMiddleware:
    """Makes long work of this process give way while the request is answered."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with foreground.answering():
            return self.get_response(request)


class RequestOriginMiddleware:
    """Notes where a request comes from, and answers with the id that its log lines carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _read_request_id(request)
        with origin.use(origin.Origin(request_id=request_id, address=read_address(request))):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


def _read_request_id(request: HttpRequest) -> str:
    """The proxy's id, if a proxy is configured and its id is well-formed; else a new one."""
    given = request.headers.get("X-Request-ID", "")
    if settings.PROXY_COUNT and REQUEST_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


def read_address(request: HttpRequest) -> str | None:
    """The client's address. X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    behind = settings.PROXY_COUNT
    address = hops[-behind] if 0 < behind <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    # A server that listens on IPv6 names IPv4 addresses so: all of them would be one network.
    return str(getattr(known, "ipv4_mapped", None) or known)


class OwnLanguageMiddleware:
    """Pages are in the language that the person chose, on every device.

    Without a choice Django's LocaleMiddleware has settled it: by the cookie from before signing
    in, else by what the browser asks for. A program with a token has only the latter.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal that a view did not show at a form becomes a page of its own, with its status.

    A page's script is told it as the desk's answers tell theirs: `errors`, each with its sentence.
    Whoever opens an address that only takes what is sent is told so, where Django shows nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_opened = request.method == "GET" and not wants_data(request)
        if isinstance(response, HttpResponseNotAllowed) and is_opened:
            response.content = render_to_string("405.html", request=request)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        return answer_refusal(request, exception) if isinstance(exception, DomainError) else None


def answer_refusal(request: HttpRequest, refusal: DomainError) -> HttpResponseBase:
    message = describe(refusal)
    if wants_data(request):
        error = {"code": refusal.code, "field": refusal.field, "message": message}
        return JsonResponse({"errors": [error]}, status=refusal.status)
    context = {"message": message, "may_go_on": refusal.code == "other_site"}
    return render(request, "refused.html", context, status=refusal.status)


class ConsentMiddleware:
    """Who has a text to accept is led to it before they go on; what they send meanwhile is refused.

    The API refuses by itself (claims.api.permissions).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if not getattr(request.user, "consent_due", None) or _is_open(request):
            return None
        if request.method in ("GET", "HEAD") and not wants_data(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('consent')}?{query}")
        return answer_refusal(request, you_have_to_consent())


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    return request.path.startswith("/api/") or name in WITHOUT_CONSENT


class SamePersonMiddleware:
    """What one person wrote is not taken as another's who signed in meanwhile in the same browser.

    Nor is it given to their page what the other wrote. A page's script says whose page it is by
    `X-Work-Of`: their UUID.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        author, user = request.headers.get("X-Work-Of"), request.user
        if author and user.is_authenticated and author != str(user.uuid):
            if request.path.startswith("/api/"):
                raise PermissionDenied
            error = {"code": "other_user", "field": "", "message": _("Somebody else is signed in.")}
            return JsonResponse({"errors": [error]}, status=HTTPStatus.FORBIDDEN)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages and data of people who are signed in are kept by no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
