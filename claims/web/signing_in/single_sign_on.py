"""Signing in by the newsroom's own provider (OpenID Connect)."""

import logging

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

logger = logging.getLogger(__name__)
# What a provider that is away, or answers something else, makes of a request.
FAULTS = (RequestException, KeyError, ValueError)


@require_POST
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the provider. By a page, not by a redirect: a form may lead nowhere but to us (CSP)."""
    try:
        answer = views.login(request, provider_id)
    except FAULTS as fault:
        return _tell_failure(request, fault)
    address = answer.get("Location")
    if address is None:
        return answer
    return render(request, "socialaccount/leaving.html", {"address": address})


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from the provider."""
    try:
        return views.callback(request, provider_id)
    except FAULTS as fault:
        return _tell_failure(request, fault)


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/login_cancelled.html")


def _tell_failure(request: HttpRequest, fault: Exception) -> HttpResponse:
    logger.warning("Single sign-on failed: %s", type(fault).__name__)
    return render(request, "socialaccount/authentication_error.html", status=502)
