"""Forms of the smaller pages. They check shapes; the rules live in the operations."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.errors import DomainError
from claims.models import ApiToken, Guideline
from claims.wording import describe

UNSTYLED = (forms.CheckboxInput, forms.RadioSelect, forms.HiddenInput)


class PlainForm(forms.BaseForm):
    """Gives inputs the design's class, and shows refusals at the field they are about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, UNSTYLED):
                field.widget.attrs.setdefault("class", "field")

    def add_refusal(self, refusal: DomainError) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, ValidationError(describe(refusal), code=refusal.code))


class DateInput(forms.DateInput):
    """The browser's own calendar, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def date_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DateInput(), input_formats=["%Y-%m-%d"], required=False, **kwargs)


class ProseField(forms.CharField):
    """Text over several lines, exactly as typed: browsers send CRLF for a line end, we keep LF."""

    def __init__(self, *, rows: int, **attrs: Any) -> None:
        self.rows = rows
        label, required = attrs.pop("label"), attrs.pop("required", True)
        messages = attrs.pop("error_messages", None)
        help_text = attrs.pop("help_text", "")
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", **attrs})
        super().__init__(
            widget=widget,
            strip=False,
            label=label,
            required=required,
            error_messages=messages,
            help_text=help_text,
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class SignInForm(PlainForm, auth_forms.AuthenticationForm):
    error_messages = {
        **auth_forms.AuthenticationForm.error_messages,
        "invalid_login": _(
            "That user name and password do not match. Both tell capital from small letters."
        ),
    }


class PasswordChangeForm(PlainForm, auth_forms.PasswordChangeForm):
    pass


class PasswordResetForm(PlainForm, auth_forms.PasswordResetForm):
    pass


class SetPasswordForm(PlainForm, auth_forms.SetPasswordForm):
    pass


class ThemeForm(PlainForm, forms.Form):
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        required=False,
    )


class TokenForm(PlainForm, forms.Form):
    """An API token that one wants."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What it is for: it is shown in this list."),
    )
    scope = forms.ChoiceField(label=_("It may"), choices=ApiToken.Scope.choices)
    last_day = date_field(
        label=_("Last day"), help_text=_("In UTC. Left empty, it works until it is revoked.")
    )

    def get_expiry(self) -> datetime | None:
        """The end of the last day."""
        last_day: date | None = self.cleaned_data["last_day"]
        if last_day is None:
            return None
        return datetime.combine(last_day, time(), UTC) + timedelta(days=1)

    def add_refusal(self, refusal: DomainError) -> None:
        field = "last_day" if refusal.field == "expires_at" else refusal.field
        self.add_error(field or None, ValidationError(describe(refusal), code=refusal.code))


class GuidelineForm(PlainForm, forms.Form):
    text = ProseField(label=_("Text, in Markdown"), rows=24, spellcheck="true")

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
