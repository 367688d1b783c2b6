"""What the audit is narrowed down to, as the fields of its page."""

from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from claims.exchange.audit import AUDIT_FORMATS
from claims.forms.fields import date_field
from claims.queries.audit import Wanted
from claims.queries.audit_words import GROUP_NAMES
from claims.web.forms import PlainForm

# The names that an address has for them, as of exports and of the API; no names of Python's.
DAYS = {"since": "from", "until": "to"}


class AuditFilterForm(PlainForm, forms.Form):
    """Each field narrows down by what has that very value."""

    actor = forms.CharField(
        label=_("Person, by user name"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    group = forms.ChoiceField(
        label=_("What was done"),
        choices=[("", _("Anything")), *((one.value, name) for one, name in GROUP_NAMES.items())],
        required=False,
    )
    target = forms.CharField(
        label=_("On what, by UUID"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    address = forms.GenericIPAddressField(
        label=_("Address (IP)"), required=False, widget=forms.TextInput({"dir": "ltr"})
    )
    token = forms.UUIDField(
        label=_("Token, by UUID"), required=False, widget=forms.TextInput({"dir": "ltr"})
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["from"] = date_field(label=_("From (UTC)"))
        self.fields["to"] = date_field(label=_("Up to (UTC)"))
        for name in DAYS.values():
            self.fields[name].widget.attrs.setdefault("class", "field")

    def read(self) -> Wanted | None:
        """None where a field holds what cannot be."""
        if not self.is_valid():
            return None
        given = {name: value for name, value in self.cleaned_data.items() if value}
        days = {name: given.pop(said, None) for name, said in DAYS.items()}
        return Wanted(**given, **days)


def list_downloads(address: str, wanted: Wanted) -> list[tuple[str, str]]:
    """The formats in which what is wanted can be had, each with its address."""
    named = {DAYS.get(name, name): value for name, value in wanted.describe().items()}
    return [(name, f"{address}?{urlencode({**named, 'format': name})}") for name in AUDIT_FORMATS]
