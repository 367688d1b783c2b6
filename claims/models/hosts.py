"""A column of host names."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from claims.text.links import read_host

# Of one row: far more than a newsroom has.
MOST_HOSTS = 20


def read_hosts(given: Any) -> list[str]:
    """The names as they are sent, each once, in their order. Raises ValidationError."""
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise ValidationError(_("This must be a list of domains."), code="invalid")
    if len(given) > MOST_HOSTS:
        message = _("More than %(limit)d of them.")
        raise ValidationError(message, code="too_many", params={"limit": MOST_HOSTS})
    return list(dict.fromkeys(map(_read, given)))


def _read(given: Any) -> str:
    host = read_host(given) if isinstance(given, str) else ""
    if not host:
        message = _("“%(name)s” is not the name of a domain, as in news.example.")
        raise ValidationError(message, code="invalid", params={"name": str(given)[:60]})
    return host


class HostsFormField(forms.CharField):
    """The names in a line, apart by commas or spaces."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"dir": "ltr", "class": "vTextField"})
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return read_hosts(str(value or "").replace(",", " ").split())

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != list(initial or ()))
        except ValidationError:
            return True


class HostsField(models.JSONField):
    """Names of hosts, each once, as they are sent: small letters, no scheme, no port."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options: dict[str, Any] = {"default": list, "blank": True, **kwargs}
        super().__init__(*args, **options)

    def to_python(self, value: Any) -> list[str]:
        return read_hosts(value)

    def formfield(self, **kwargs: Any) -> Any:
        return HostsFormField(
            label=capfirst(self.verbose_name), help_text=self.help_text, required=False
        )
