"""Fields that several forms have, and how a form shows what an operation has refused."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.errors import DomainError
from claims.wording import describe

NOTHING: Mapping[str, str] = MappingProxyType({})


class ProseField(forms.CharField):
    """Text over several lines: browsers send CRLF for a line end, we keep LF."""

    def __init__(self, *, rows: int = 2, spellcheck: bool = False, **kwargs: Any) -> None:
        attrs = {"rows": rows, "class": "field", "dir": "auto"}
        if spellcheck:
            attrs["spellcheck"] = "true"
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DateInput(forms.DateInput):
    """The browser's own calendar, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "field"}, format="%Y-%m-%d")


def date_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DateInput(), input_formats=["%Y-%m-%d"], required=False, **kwargs)


class MomentField(forms.DateTimeField):
    """A moment in UTC, by the browser's own calendar and clock; an address may name its zone."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local", "step": "1", "class": "field"}
        super().__init__(widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        try:
            with timezone.override(UTC):
                moment = super().to_python(value)
            return moment.astimezone(UTC) if moment else None
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """What was sent, as browsers want it; what is no moment stays as it is.

        To the second, which is the field's step: browsers show no value of six decimals.
        """
        try:
            moment = self.to_python(value)
        except ValidationError:
            return value
        return moment.replace(tzinfo=None).isoformat(timespec="seconds") if moment else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Not where only what is less than a second is missing."""
        return bool(self.prepare_value(initial) != self.prepare_value(data))


def line_field(**kwargs: Any) -> forms.CharField:
    """Text on one line, in any direction."""
    widget = forms.TextInput(attrs={"class": "field", "dir": "auto"})
    return forms.CharField(widget=widget, required=False, **kwargs)


def link_field(**kwargs: Any) -> forms.CharField:
    """A link is held against the rule for links by the operation; here it is text that fits."""
    widget = forms.URLInput(attrs={"class": "field", "dir": "ltr", "placeholder": "https://"})
    return forms.CharField(widget=widget, required=False, **kwargs)


def select_field(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "field"})
    return forms.ChoiceField(choices=choices, widget=widget, required=False, **kwargs)


def add_refusal(
    form: forms.BaseForm, refusal: DomainError, renamed: Mapping[str, str] = NOTHING
) -> None:
    """Show a refusal at the field it is about; `renamed` gives the form's name for a field."""
    name = renamed.get(refusal.field, refusal.field)
    field = name if name in form.fields else None
    form.add_error(field, ValidationError(describe(refusal), code=refusal.code))
