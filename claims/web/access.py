"""What is noted of each request: its route, never its address, for addresses may carry secrets."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import LazyObject

from claims import origin
from claims.traffic import traffic

logger = logging.getLogger("claims.access")

# Of what no route answers: wrong addresses, static files, what fails before a route is found.
NO_ROUTE = "-"


class AccessMiddleware:
    """Counts each request, and writes a line of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and "Content-Length" not in response:
            # An export: it ends when its last line is sent, or whoever reads it goes.
            chunks: Iterator[bytes] = iter(response)
            response.streaming_content = _follow(
                request, response.status_code, chunks, started, origin.current()
            )
            return response
        length = len(getattr(response, "content", b"")) or response.get("Content-Length", "0")
        _note(request, response.status_code, int(length), time.perf_counter() - started)
        return response


def _follow(
    request: HttpRequest,
    status: int,
    chunks: Iterator[bytes],
    started: float,
    where: origin.Origin,
) -> Iterator[bytes]:
    """It is noted by the id of its request, which nothing else belongs to any more by then."""
    sent = 0
    try:
        for chunk in chunks:
            sent += len(chunk)
            yield chunk
    finally:
        with origin.use(where):
            _note(request, status, sent, time.perf_counter() - started)


def _note(request: HttpRequest, status: int, length: int, seconds: float) -> None:
    route = name_route(request)
    method = request.method or ""
    traffic.count(number_routes().get(route, 0), method, str(status), seconds)
    said = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(1000 * seconds, 1),
        "bytes": length,
        "user": find_person(request),
    }
    logger.info("%(method)s %(route)s %(status)d %(ms)s ms %(bytes)d bytes user %(user)s", said)


def name_route(request: HttpRequest) -> str:
    """The name of what answered, such as “article-list” or “admin:claims_claim_changelist”."""
    match = request.resolver_match
    return (match.view_name or NO_ROUTE) if match else NO_ROUTE


def find_person(request: HttpRequest) -> int | None:
    """Who is signed in, by number; None too where nobody has asked: this does not ask for it."""
    for name in ("_cached_user", "user"):
        user: Any = vars(request).get(name)
        if user is not None and not isinstance(user, LazyObject):
            return user.pk
    return None


@cache
def number_routes() -> dict[str, int]:
    """A number for each route, the same in all processes; 0 is for no route."""
    names = sorted(set(_list_names(get_resolver(), "")))
    return {name: number for number, name in enumerate([NO_ROUTE, *names])}


def _list_names(resolver: URLResolver, space: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{space}{pattern.name}"
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _list_names(pattern, inner)
