"""One's second factor: set up, seen, turned off."""

import base64
from functools import partial

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.errors import DomainError
from claims.forms.fields import add_refusal
from claims.operations import second_factors
from claims.queries.signing_in import has_second_factor, must_have_second_factor
from claims.requests import get_user, read_now
from claims.web.signing_in.entrance import answer_refused
from claims.web.signing_in.forms import SetUpForm
from claims.web.signing_in.freshness import confirmed_lately
from claims.web.signing_in.known_browsers import find_browser

# In the session until the first code shows that the app has it.
SECRET = "second_factor_secret"  # noqa: S105 - a name


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    context = {
        "is_on": has_second_factor(user),
        "must_have": must_have_second_factor(user),
        "left": len(second_factors.list_recovery_codes(user)),
    }
    return render(request, "mfa/index.html", context)


@confirmed_lately
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key to the app, and be shown its first code."""
    user = get_user(request)
    if has_second_factor(user):
        return redirect("mfa_index")
    secret = request.session.get(SECRET)
    if secret is None:
        secret = request.session[SECRET] = generate_totp_secret()
    form = SetUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _turn_on(request, form, secret):
        return redirect("mfa_view_recovery_codes")
    context = {
        "form": form,
        "picture": _draw(request, secret),
        "key": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "must_have": must_have_second_factor(user),
    }
    status = 422 if form.errors else 200
    response = render(request, "mfa/totp/activate_form.html", context, status=status)
    return answer_refused(response, form)


def _turn_on(request: HttpRequest, form: SetUpForm, secret: str) -> bool:
    user = get_user(request)
    try:
        second_factors.turn_on(
            actor=user,
            secret=secret,
            code=form.cleaned_data["code"],
            browser=find_browser(request, user),
            now=read_now(request),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        add_refusal(form, refusal)
        return False
    del request.session[SECRET]
    messages.success(request, _("Your second factor is on. Keep the codes below in a safe place."))
    return True


def _draw(request: HttpRequest, secret: str) -> str:
    """The key as a picture for the app's camera: as an address of data, which the CSP lets be."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(get_user(request), secret))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@confirmed_lately
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    if not has_second_factor(user):
        return redirect("mfa_index")
    codes = second_factors.list_recovery_codes(user)
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes})


@confirmed_lately
@require_safe
def download_recovery_codes(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    if not has_second_factor(user):
        return redirect("mfa_index")
    text = "".join(f"{code}\n" for code in second_factors.list_recovery_codes(user))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="factcheck-recovery-codes.txt"'
    return response


@require_POST
@partial(confirmed_lately, back="mfa_view_recovery_codes")
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    second_factors.renew_recovery_codes(actor=get_user(request), now=read_now(request))
    messages.success(request, _("These codes are new. Those of before are good no more."))
    return redirect("mfa_view_recovery_codes")


@confirmed_lately
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    if not has_second_factor(user):
        return redirect("mfa_index")
    if request.method == "POST":
        second_factors.turn_off(actor=user, person=user, now=read_now(request))
        messages.success(request, _("Your second factor is off."))
        return redirect("mfa_index")
    context = {"must_have": must_have_second_factor(user)}
    return render(request, "mfa/totp/deactivate_form.html", context)
