"""Forms of the smaller pages. They check shapes; the rules live in the operations."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.utils.translation import gettext_lazy as _

from claims import clock
from claims.forms.fields import ProseField, date_field
from claims.models import ApiToken, Guideline, User
from claims.operations import tokens

UNSTYLED = (forms.CheckboxInput, forms.RadioSelect, forms.HiddenInput)


class PlainForm(forms.BaseForm):
    """Gives inputs the design's class, those of Django's own forms too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, UNSTYLED):
                field.widget.attrs.setdefault("class", "field")


class SignInForm(PlainForm, auth_forms.AuthenticationForm):
    error_messages = {
        **auth_forms.AuthenticationForm.error_messages,
        "invalid_login": _("That user name and password do not match. Both are case-sensitive."),
    }


class EndsTokens:
    """A new password ends the tokens made under the old one, as Django ends the sessions."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's
        user: User = super().save(commit)  # type: ignore[misc]
        tokens.revoke_all(actor=user, person=user, now=clock.now())
        return user


class PasswordChangeForm(EndsTokens, PlainForm, auth_forms.PasswordChangeForm):
    pass


class PasswordResetForm(PlainForm, auth_forms.PasswordResetForm):
    pass


class SetPasswordForm(EndsTokens, PlainForm, auth_forms.SetPasswordForm):
    pass


class ThemeForm(PlainForm, forms.Form):
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("Same as the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        required=False,
    )


class LanguageForm(PlainForm, forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Same as the browser")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
        required=False,
    )


class TokenForm(PlainForm, forms.Form):
    """An API token that one wants."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What it is for; shown in this list."),
    )
    scope = forms.ChoiceField(label=_("Access"), choices=ApiToken.Scope.choices)
    last_day = date_field(
        label=_("Last day"), help_text=_("In UTC. Leave empty to have it work until it is revoked.")
    )

    def get_expiry(self) -> datetime | None:
        """The end of the last day."""
        last_day: date | None = self.cleaned_data["last_day"]
        if last_day is None or last_day == date.max:
            return None
        return datetime.combine(last_day, time(), UTC) + timedelta(days=1)


class GuidelineForm(PlainForm, forms.Form):
    text = ProseField(label=_("Text, in Markdown"), rows=24, spellcheck=True, strip=False)

    def __init__(self, *args: Any, latest: Guideline | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": latest.text if latest else ""}, **kwargs)


class ArticleFilterForm(forms.Form):
    """What the list of articles is narrowed down to. Anything odd narrows nothing."""

    q = forms.CharField(label=_("Title contains"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("unfinished", _("Unfinished")), ("finished", _("Finished"))],
        required=False,
    )

    def get_words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def get_state(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("state", ""))
