"""Which labels are measured. Anything odd narrows nothing."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.forms.fields import date_field
from claims.models import Project
from claims.queries.figures.wanted import Wanted
from claims.web.forms import PlainForm


class FiguresForm(PlainForm, forms.Form):
    round = forms.TypedChoiceField(
        label=gettext_lazy("Round"), coerce=int, empty_value=None, required=False
    )
    guideline = forms.TypedChoiceField(
        label=gettext_lazy("Guideline"), coerce=int, empty_value=None, required=False
    )
    since = date_field(label=gettext_lazy("Labelled from"))
    until = date_field(label=gettext_lazy("Labelled until"))

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        rounds = list(project.rounds.order_by("number"))
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            ("", _("All articles")),
            *((one.number, str(one)) for one in rounds),
        ]
        if not rounds:
            del self.fields["round"]
        versions = project.guidelines.order_by("-version").values_list("version", flat=True)
        self.fields["guideline"].choices = [  # type: ignore[attr-defined]
            ("", _("Any version")),
            *((number, _("Version %d") % number) for number in versions),
        ]

    def read(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name) for name in self.fields})


def write_query(wanted: Wanted) -> str:
    """The same as it stands in an address: empty, or ending in an ampersand."""
    given = {name: getattr(wanted, name) for name in FiguresForm.base_fields}
    written = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{written}&" if written else ""
