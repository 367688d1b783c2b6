"""What fails where no view answers for it: problem details below /api/, pages elsewhere."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from claims.api.errors import Problem, answer_plainly, judge
from claims.web import failures

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
    """Django has told the log by now."""
    if request.path.startswith(ADDRESSES):
        return _answer(request, RuntimeError())
    return defaults.server_error(request)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.path.startswith(ADDRESSES):
        return _answer(request, PermissionDenied())
    return failures.csrf_failed(request, reason)


def _answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    status, problem = judge(exception)
    return answer_plainly(request, problem, status=status)
