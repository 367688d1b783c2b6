"""Every refusal and every failure as problem details (RFC 9457); see docs/api.md, "Errors".

Why the shape is as it is: docs/decisions/0028-api-first.md
"""

import json
import logging
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from claims import origin
from claims.api import throttles
from claims.errors import DomainError
from claims.outages import Outage, find_outage
from claims.wording import describe

UNKNOWN = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)
# Problems that one answer lists: more help nobody.
LISTED = 100

logger = logging.getLogger(__name__)


CONTENT_TYPE = "application/problem+json"
# No address explains a kind of problem: `code` says which it is, `title` then is the status' name.
TYPE = "about:blank"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `code` for programs, `detail` for people, `field` if it has one."""

    code: str
    detail: str
    field: str | None = None


class ProblemOut(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="For programs; the same in every version.")
    detail = serializers.CharField(help_text="For people.")
    field = serializers.CharField(
        allow_null=True, help_text="What it is about: a field, a parameter, or null."
    )


class ErrorOut(ProblemOut):
    """Problem details (RFC 9457): what every answer from 400 on says, of the first problem."""

    type = serializers.CharField(help_text="Always `about:blank`: `code` tells problems apart.")
    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField(help_text="As in the first line of the answer.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    problems = ProblemOut(many=True, help_text="All problems, the first 100 if there are more.")
    request_id = serializers.CharField(help_text="By which the server's log has the request.")


def make_body(problems: list[Problem], *, status: int, path: str) -> dict[str, Any]:
    """Problem details of the first problem, and the list of all."""
    return {
        "type": TYPE,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "instance": path,
        **asdict(problems[0]),
        "problems": [asdict(problem) for problem in problems[:LISTED]],
        "request_id": origin.current().request_id,
    }


def answer_plainly(request: HttpRequest, problem: Problem, *, status: int) -> HttpResponse:
    """For what fails before or after a view of the API could answer it."""
    body = make_body([problem], status=status, path=request.path)
    return HttpResponse(json.dumps(body), content_type=CONTENT_TYPE, status=status)


def answer_outage_plainly(request: HttpRequest, outage: Outage) -> HttpResponse:
    """For what an outage keeps from coming to a view."""
    answer = answer_plainly(request, tell_outage(outage), status=outage.status)
    answer.headers["Retry-After"] = str(outage.wait)
    return answer


def tell_outage(outage: Outage) -> Problem:
    return Problem(outage.code, str(outage.text))


def list_problems(refusal: DomainError, *, under: str = "") -> list[Problem]:
    """The problems of a refusal; `under` is the part of the body in which their fields stand."""
    parts: tuple[DomainError, ...] = getattr(refusal, "problems", (refusal,))
    return [
        Problem(part.code, describe(part), ".".join(filter(None, (under, part.field))) or None)
        for part in parts
    ]


def answer_error(exception: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: whatever a view raises becomes an answer."""
    request = context.get("request")
    if request is not None and isinstance(exception, UNKNOWN):
        exception = _count_stranger(request, exception)
    if isinstance(exception, DomainError):
        status, problems = exception.status, list_problems(exception)
    elif isinstance(exception, exceptions.APIException):
        status, problems = exception.status_code, list(flatten(exception.detail))
    elif outage := find_outage(exception):
        status, problems = outage.status, [tell_outage(outage)]
        logger.error("A request to the API met an outage", exc_info=exception)
    else:
        status, problem = judge(exception)
        problems = [problem]
    if status == 500:
        _report(exception, context)
    body = make_body(problems, status=status, path=request.path if request else "")
    renderer = getattr(request, "accepted_renderer", None)
    is_page = renderer is not None and renderer.format == "html"
    content_type = None if is_page else CONTENT_TYPE
    headers = _make_headers(exception)
    return Response(body, status=status, headers=headers, content_type=content_type)


def _count_stranger(request: Any, refusal: Exception) -> Exception:
    """Who does not sign in is counted by their address, and told to wait once they are too many."""
    allowance = throttles.count_stranger(request)
    if allowance is None or allowance.is_allowed:
        return refusal
    return exceptions.Throttled(wait=allowance.resets_in)


def judge(exception: Exception) -> tuple[int, Problem]:
    """What Django itself raises; the most special first."""
    match exception:
        case Http404():
            return 404, Problem("not_found", _("There is no such thing here."))
        case PermissionDenied():
            return 403, Problem("not_allowed", _("You don’t have permission to do this."))
        case RequestDataTooBig():
            return 413, Problem("body_too_large", _("The body is larger than this server takes."))
        case SuspiciousOperation() | UnreadablePostError():
            return 400, Problem("bad_request", _("The request cannot be read."))
    return 500, Problem("failed", _("This failed. The server's log says why."))


def _report(exception: Exception, context: dict[str, Any]) -> None:
    """What Django does with an exception that nobody handled: tell the log and whoever listens."""
    logger.error("A request to the API failed", exc_info=exception)
    got_request_exception.send(sender=None, request=context.get("request"))


def _make_headers(exception: Exception) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(find_outage(exception) or exception, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def flatten(detail: Any, field: str = "") -> Iterator[Problem]:
    """DRF's nested errors as a list; `field` is the path to each, as in evidence.0.url."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from flatten(inner, ".".join(filter(None, (field, own))))
    elif isinstance(detail, list):
        for inner in detail:
            yield from flatten(inner, field)
    else:
        yield Problem(getattr(detail, "code", "invalid"), str(detail), field or None)
