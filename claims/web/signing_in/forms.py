"""The forms around signing in. They ask the operations, which count every try."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from claims.errors import DomainError, TooMany
from claims.models import User
from claims.operations import second_factors, sign_ins
from claims.queries.signing_in import find_person
from claims.requests import read_now
from claims.web.forms import PlainForm
from claims.web.signing_in.known_browsers import find_browser
from claims.wording import describe

WRONG_CODE = _("That code is not right, or it was used before.")


def _password_field(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "current-password"}
    return forms.CharField(
        label=label, max_length=4096, strip=False, widget=forms.PasswordInput(attrs=attrs)
    )


def _code_field() -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attrs))


class CountedForm(PlainForm):
    """A form whose tries are counted; `wait`: seconds until there may be another."""

    wait: float = 0

    def refuse(self, refusal: DomainError) -> ValidationError:
        if isinstance(refusal, TooMany):
            self.wait = refusal.wait
        return ValidationError(describe(refusal), code=refusal.code)


class SignInForm(CountedForm, forms.Form):
    """User name or address, and password."""

    username = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = _password_field(_("Password"))
    person: User

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        found = find_person(given["username"])
        try:
            person = sign_ins.try_password(
                name=given["username"],
                person=found,
                password=given["password"],
                browser=find_browser(self.request, found),
                now=read_now(self.request),
            )
        except TooMany as refusal:
            raise self.refuse(refusal) from None
        if person is None:
            raise ValidationError(
                _("That user name and password do not match. Both are case-sensitive."),
                code="invalid_login",
            )
        self.person = person
        return given

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on: to the code of who has a second factor, or in."""
        login = Login(user=self.person, redirect_url=redirect_url)
        return perform_password_login(request, {}, login)


class CodeForm(CountedForm, AuthenticateForm):
    """The code of the app, or one of the list, on the way in."""

    code = _code_field()

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.authenticator = _find_authenticator(self, self.request, self.user, code)
        return code


class ConfirmForm(CountedForm, forms.Form):
    """The password once more, or the code of who has a second factor."""

    password = _password_field(_("Password"))
    code = _code_field()

    def __init__(self, *args: Any, request: HttpRequest, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        del self.fields["password" if by_code else "code"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        _try_own_password(self, self.request, password)
        return password

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        user: Any = self.request.user
        _find_authenticator(self, self.request, user, code)
        return code


class SetUpForm(CountedForm, forms.Form):
    """The first code of the app, which shows that it has the key."""

    code = _code_field()


class AddressForm(PlainForm, forms.Form):
    """The address that one would have instead."""

    address = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordChangeForm(CountedForm, auth_forms.PasswordChangeForm):
    """One's own password: the present one is asked for, and counted as at signing in."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        _try_own_password(self, self.request, password)
        return password


class PasswordResetForm(PlainForm, auth_forms.PasswordResetForm):
    pass


class SetPasswordForm(PlainForm, auth_forms.SetPasswordForm):
    pass


def _try_own_password(form: CountedForm, request: HttpRequest, password: str) -> None:
    user: Any = request.user
    browser = find_browser(request, user)
    try:
        is_right = sign_ins.try_own_password(
            actor=user, password=password, browser=browser, now=read_now(request)
        )
    except TooMany as refusal:
        raise form.refuse(refusal) from None
    if not is_right:
        raise ValidationError(_("That is not your password."), code="wrong_password")


def _find_authenticator(
    form: CountedForm, request: HttpRequest, person: User, code: str
) -> Authenticator:
    browser = find_browser(request, person)
    try:
        found = second_factors.try_code(
            person=person, code=code, browser=browser, now=read_now(request)
        )
    except TooMany as refusal:
        raise form.refuse(refusal) from None
    if found is None:
        raise ValidationError(WRONG_CODE, code="wrong_code")
    return found
