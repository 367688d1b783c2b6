"""The way in and out: password, code, sign-out, and showing once more who one is."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from claims.operations import sign_ins
from claims.queries.signing_in import has_second_factor
from claims.requests import get_user, read_now
from claims.web.signing_in import freshness
from claims.web.signing_in.forms import CodeForm, ConfirmForm, CountedForm, SignInForm


def answer_refused(response: HttpResponse, form: CountedForm) -> HttpResponse:
    """With the status that says so, where there were too many tries."""
    if form.wait:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(int(form.wait) + 1)
    return response


class SignInView(LoginView):
    """User name or address, and password."""

    form_class = SignInForm
    template_name = "account/login.html"

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return answer_refused(super().form_invalid(form), form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "provider": settings.SINGLE_SIGN_ON}


class CodeView(AuthenticateView):
    """The second step, of who has a second factor."""

    template_name = "mfa/authenticate.html"

    def _build_forms(self) -> CodeForm | None:
        person, is_sent = self.stage.login.user, self.request.method == "POST"
        data = self.request.POST if is_sent else None
        self.auth_form = CodeForm(data, user=person, request=self.request)
        self.webauthn_form = None
        return self.auth_form if is_sent else None

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        # Rendered at once: the answer's status is still to be told.
        response = super().form_invalid(form)
        return answer_refused(response, form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; or give up a sign-in that waits for its code."""
    if request.user.is_authenticated:
        key = str(request.session.session_key)
        sign_ins.note_sign_out(actor=get_user(request), key=key, now=read_now(request))
    clear_login(request)
    auth.logout(request)
    return redirect("account_login")


@sensitive_post_parameters("password", "code")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show once more who one is: by code, password, or else by signing in anew."""
    user = get_user(request)
    by_code = has_second_factor(user)
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, request=request, by_code=by_code)
    if form.is_valid():
        freshness.note_confirmed(request)
        return redirect(get_next_redirect_url(request) or "account")
    context = {
        "form": form,
        "can_confirm": by_code or user.has_usable_password(),
        "next": get_next_redirect_url(request) or "",
    }
    status = 422 if form.errors else 200
    response = render(request, "account/reauthenticate.html", context, status=status)
    return answer_refused(response, form)
