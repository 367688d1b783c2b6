"""What is asked for once more: whoever finds an open browser must not take the account over."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.requests import CONFIRMED_AT, has_confirmed_lately, read_now

View = Callable[..., HttpResponse]


def note_confirmed(request: HttpRequest) -> None:
    """Whoever is there has shown just now who they are."""
    request.session[CONFIRMED_AT] = int(read_now(request).timestamp())


def confirmed_lately(view: View, *, back: str = "") -> View:
    """For views that somebody reaches only shortly after they have shown who they are.

    `back`: the page one comes back to, of a view that is no page.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_confirmed_lately(request):
            return view(request, *args, **kwargs)
        # What was sent is not kept: it is sent again from the page that one comes back to.
        query = urlencode({"next": reverse(back) if back else request.path})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")

    return guarded
