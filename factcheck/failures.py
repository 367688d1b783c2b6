"""What fails where no view answers for it: problem details below /api/, pages elsewhere."""

import sys

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults

from claims.api.errors import Problem, answer_outage_plainly, answer_plainly, judge
from claims.outages import Outage, find_outage
from claims.web import failures
from claims.web.data import wants_data

ADDRESSES = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(ADDRESSES):
        problem = Problem("bad_request", _("The request cannot be read."))
        return answer_plainly(request, problem, status=400)
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(ADDRESSES):
        return _answer(request, PermissionDenied())
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(ADDRESSES):
        return _answer(request, Http404())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """An outage is told as such (claims/outages.py). Django tells the log of either."""
    outage = find_outage(sys.exception())
    if outage is not None:
        return answer_outage(request, outage)
    if request.path.startswith(ADDRESSES):
        return _answer(request, RuntimeError())
    return defaults.server_error(request)


def answer_outage(request: HttpRequest, outage: Outage) -> HttpResponse:
    """For whoever asks: a program, a page's script, which tries again by itself, or a person.

    It may be a middleware that failed: then nothing is known of the person, nor of their language.
    """
    known = getattr(request, "LANGUAGE_CODE", None)
    with translation.override(known or translation.get_language_from_request(request)):
        if request.path.startswith(ADDRESSES):
            return answer_outage_plainly(request, outage)
        response: HttpResponse
        if wants_data(request):
            response = JsonResponse({"errors": [_tell_script(outage)]}, status=outage.status)
        else:
            page = render_to_string("outage.html", {"outage": outage})
            response = HttpResponse(page, status=outage.status)
    response.headers["Retry-After"] = str(outage.wait)
    return response


def _tell_script(outage: Outage) -> dict[str, str]:
    """As the desk's refusals; `heading` for a script that has kept what was not kept here."""
    return {
        "code": outage.code,
        "field": "",
        "message": str(outage.text),
        "heading": str(outage.heading),
    }


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.path.startswith(ADDRESSES):
        return _answer(request, PermissionDenied())
    return failures.csrf_failed(request, reason)


def _answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    status, problem = judge(exception)
    return answer_plainly(request, problem, status=status)
