"""Pages for what went wrong on the way to a view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: the page was open too long, or another site sent it."""
    return render(request, "403_csrf.html", status=403)
