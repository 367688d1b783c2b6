"""Passwords: changed by who knows the present one, or reset by a link that is sent."""

from typing import Any

from django.contrib.auth import update_session_auth_hash, views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from claims.errors import TooMany
from claims.operations import attempts, sign_ins
from claims.operations.attempts import Purpose
from claims.requests import get_user, read_now
from claims.web.signing_in import freshness, known_browsers
from claims.web.signing_in.answers import AnswerThenAct
from claims.web.signing_in.entrance import answer_refused
from claims.web.signing_in.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm


class PasswordChangeView(views.PasswordChangeView):
    """One stays signed in here, and is signed out everywhere else; tokens end too."""

    template_name = "account/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("account_change_password_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        user = get_user(self.request)
        sign_ins.change_password(
            actor=user,
            password=form.cleaned_data["new_password1"],
            kept=str(self.request.session.session_key),
            now=read_now(self.request),
        )
        _keep_session(self.request)
        response = HttpResponseRedirect(str(self.success_url))
        known_browsers.remember(self.request, response, user)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return answer_refused(super().form_invalid(form), form)


def _keep_session(request: HttpRequest) -> None:
    """The session goes on under the new password, and under another key."""
    user, old = get_user(request), str(request.session.session_key)
    update_session_auth_hash(request, user)
    sign_ins.rename_session(old=old, new=str(request.session.session_key))
    freshness.note_confirmed(request)


class PasswordResetView(views.PasswordResetView):
    """A link to choose a new one, if the address is somebody's: nobody is told whether."""

    template_name = "account/password_reset.html"
    form_class = PasswordResetForm
    email_template_name = "account/password_reset_email.txt"
    subject_template_name = "account/password_reset_subject.txt"
    success_url = reverse_lazy("account_reset_password_done")

    def form_valid(self, form: Any) -> HttpResponse:
        """Too many of them are passed over in silence: their answer would tell something."""
        address = attempts.fold(form.cleaned_data["email"])
        try:
            attempts.begin(Purpose.MAIL, address, now=read_now(self.request))
        except TooMany:
            return HttpResponseRedirect(str(self.success_url))
        return AnswerThenAct(str(self.success_url), lambda: self._send(form))

    def _send(self, form: Any) -> None:
        super().form_valid(form)


@method_decorator(sensitive_post_parameters("new_password1", "new_password2"), name="dispatch")
class PasswordSetView(views.PasswordResetConfirmView):
    """Where the link leads."""

    template_name = "account/password_reset_confirm.html"
    form_class = SetPasswordForm
    success_url = reverse_lazy("account_reset_password_from_key_done")

    def form_valid(self, form: Any) -> HttpResponse:
        person: Any = self.user
        sign_ins.reset_password(
            person=person,
            password=form.cleaned_data["new_password1"],
            now=read_now(self.request),
        )
        del self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        # Who reads the person's mail is let try from here, whatever others do meanwhile.
        response = HttpResponseRedirect(reverse("account_reset_password_from_key_done"))
        known_browsers.remember(self.request, response, person)
        return response
