"""Every refusal and every failure in one JSON shape. Described in docs/api.md, "Errors"."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from claims import origin
from claims.errors import DomainError
from claims.wording import describe

# Problems that one answer lists: more help nobody.
LISTED = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `code` for programs, `message` for people, `field` if it has one."""

    code: str
    message: str
    field: str | None = None


class ProblemOut(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="For programs; the same in every version.")
    message = serializers.CharField(help_text="For people.")
    field = serializers.CharField(
        allow_null=True, help_text="What it is about: a field, a parameter, or null."
    )


class ErrorOut(serializers.Serializer):
    """What every answer from 400 on says."""

    error = ProblemOut(help_text="The first problem.")
    problems = ProblemOut(many=True, help_text="All problems, the first 100 if there are more.")
    request_id = serializers.CharField(help_text="By which the server's log has the request.")


def make_body(problems: list[Problem]) -> dict[str, Any]:
    return {
        "error": asdict(problems[0]),
        "problems": [asdict(problem) for problem in problems[:LISTED]],
        "request_id": origin.current().request_id,
    }


def list_problems(refusal: DomainError, *, under: str = "") -> list[Problem]:
    """The problems of a refusal; `under` is the part of the body in which their fields stand."""
    parts: tuple[DomainError, ...] = getattr(refusal, "problems", (refusal,))
    return [
        Problem(part.code, describe(part), ".".join(filter(None, (under, part.field))) or None)
        for part in parts
    ]


def answer_error(exception: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: whatever a view raises becomes an answer."""
    if isinstance(exception, DomainError):
        return Response(make_body(list_problems(exception)), status=exception.status)
    if isinstance(exception, exceptions.APIException):
        return _answer_refusal(exception)
    status, problem = _judge(exception)
    if status == 500:
        _report(exception, context)
    return Response(make_body([problem]), status=status)


def _judge(exception: Exception) -> tuple[int, Problem]:
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


def _answer_refusal(exception: exceptions.APIException) -> Response:
    headers = {}
    if auth_header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(int(wait))
    problems = list(_flatten(exception.detail))
    return Response(make_body(problems), status=exception.status_code, headers=headers)


def _flatten(detail: Any, field: str = "") -> Iterator[Problem]:
    """DRF's nested errors as a list; `field` is the path to each, as in evidence.0.url."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flatten(inner, ".".join(filter(None, (field, own))))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flatten(inner, field)
    else:
        yield Problem(getattr(detail, "code", "invalid"), str(detail), field or None)
