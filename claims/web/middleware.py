"""What happens around every request."""

import ipaddress
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from claims import origin
from claims.errors import DomainError
from claims.wording import describe

GetResponse = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,36}")


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
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


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
    """A refusal that a view did not show at a form becomes a page of its own, with its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, DomainError):
            return None
        return render(
            request, "refused.html", {"message": describe(exception)}, status=exception.status
        )


class PrivatePagesMiddleware:
    """Pages and data of people who are signed in are kept by no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
