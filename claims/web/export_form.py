"""What one takes out, and by what it is narrowed down: the form of the export page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.exchange.formats import DEFAULT_FORMAT, FORMATS, Format
from claims.models import Project, User
from claims.queries.export_selection import (
    NARROWING,
    Of,
    Selection,
    dump_narrowing,
    make_selection,
)
from claims.web.narrowing_form import NarrowingForm

KINDS = {
    Of.ANNOTATIONS: gettext_lazy("Labels: each person’s, as they count now"),
    Of.DECISIONS: gettext_lazy("Decisions: what stands for each claim, in each pass"),
    Of.CLAIMS: gettext_lazy("Claims: of each claim one decision, the later pass’s"),
    Of.ARTICLES: gettext_lazy("Articles: their texts, and where their claims are"),
}
# In the order of the page: what, of which claims, saying what, by whom, when, and how it is sent.
ALWAYS = ("of", "format")
ORDER = (*ALWAYS, *NARROWING, "rounds", "compress")


class ExportForm(NarrowingForm):
    of = forms.ChoiceField(label=gettext_lazy("What"), choices=list(KINDS.items()))
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    rounds = forms.ChoiceField(
        label=gettext_lazy("Rounds that are not part of the data set"),
        choices=[("", gettext_lazy("Leave out")), ("all", gettext_lazy("Take in"))],
        required=False,
    )
    compress = forms.ChoiceField(
        label=gettext_lazy("Compression"),
        choices=[("", gettext_lazy("None")), ("gzip", "gzip")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, project: Project, user: User) -> None:
        given = {"of": Of.ANNOTATIONS.value, "format": DEFAULT_FORMAT, **_flatten(data)}
        super().__init__(given, project=project, user=user)
        self.order_fields(ORDER)
        of = Of(given["of"]) if given["of"] in set(Of) else Of.ANNOTATIONS
        offered = [name for name, one in FORMATS.items() if of.kind in one.kinds]
        self._offer("format", [(name, _describe(FORMATS[name])) for name in offered])

    @property
    def chosen(self) -> list[forms.BoundField]:
        """What is taken out, and as what."""
        return [self[name] for name in ALWAYS]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """By what it can be narrowed down, and how it is sent."""
        return [field for field in self if field.name not in ALWAYS]

    def read(self) -> Selection:
        """What is chosen; what is odd narrows nothing, and is told beside its field."""
        self.is_valid()
        given = self.cleaned_data
        is_all = given.get("rounds") == "all"
        return make_selection(Of(given.get("of") or Of.ANNOTATIONS), given, all_rounds=is_all)

    def make_query(self) -> str:
        """The same for the API, as the query of an address."""
        return self._write_query()

    def make_report_query(self) -> str:
        return self._write_query(but_not="compress")

    def _write_query(self, but_not: str = "") -> str:
        given = {
            name: value for name, value in self.cleaned_data.items() if value and name != but_not
        }
        return urlencode(given | dump_narrowing(given))


def _describe(format_: Format) -> str:
    return f"{_(format_.title)}: {_(format_.description)}"


def _flatten(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in data}
