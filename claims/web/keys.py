"""One's own keys, on all pages that have any."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.operations import preferences
from claims.requests import get_user, read_now
from claims.web.key_form import KeysForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys; take others."""
    user = get_user(request)
    form = KeysForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "claims/account/keys.html", {"form": form}, status=status)
    keys_on = form.cleaned_data["keys_on"]
    preferences.set_keys(
        actor=user, changes=form.get_keys(), keys_on=keys_on, now=read_now(request)
    )
    messages.success(request, _("Your keys are saved."))
    return redirect("own-keys")


@login_required
@require_POST
def reset_keys(request: HttpRequest) -> HttpResponse:
    """Back to the defaults."""
    preferences.reset_keys(actor=get_user(request), now=read_now(request))
    messages.success(request, _("You have the default keys again."))
    return redirect("own-keys")


@login_required
@require_POST
def switch_keys(request: HttpRequest) -> HttpResponse:
    """Keys on (`on=1`) or off, from the help of a page: nothing to show."""
    keys_on = request.POST.get("on") == "1"
    preferences.switch_keys(actor=get_user(request), keys_on=keys_on, now=read_now(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
