"""What one takes out, and by what it is narrowed down: the form of the export page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.exchange.formats import DEFAULT_FORMAT, FORMATS, Format
from claims.models import Project, Stage
from claims.queries.export_selection import Of, Selection, Status
from claims.queries.labels import map_scheme_labels
from claims.web.forms import PlainForm

KINDS = {
    Of.ANNOTATIONS: gettext_lazy("Labels: each person’s, as they count now"),
    Of.DECISIONS: gettext_lazy("Decisions: what stands for each claim, in each pass"),
    Of.CLAIMS: gettext_lazy("Claims: of each claim one decision, the later pass’s"),
    Of.ARTICLES: gettext_lazy("Articles: their texts, and where their claims are"),
}
STATUSES = {
    Status.DECIDED: gettext_lazy("Decided"),
    Status.UNDECIDED: gettext_lazy("Not decided"),
    Status.AGREED: gettext_lazy("Labels agree"),
    Status.DISPUTED: gettext_lazy("Labels differ"),
}
ANY = ("", gettext_lazy("Any"))


class ExportForm(PlainForm, forms.Form):
    of = forms.ChoiceField(label=gettext_lazy("What"), choices=list(KINDS.items()))
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    stage = forms.ChoiceField(
        label=gettext_lazy("Pass"), choices=[ANY, *Stage.choices], required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("How far the claim is"),
        choices=[ANY, *STATUSES.items()],
        required=False,
    )
    verifiability = forms.ChoiceField(label=gettext_lazy("Verifiability"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    annotator = forms.CharField(
        label=gettext_lazy("Annotator, by their pseudonym"), max_length=40, required=False
    )
    to = forms.DateField(
        label=gettext_lazy("Made up to (UTC)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
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

    def __init__(self, data: Mapping[str, Any], *, project: Project) -> None:
        given = {"of": Of.ANNOTATIONS.value, "format": DEFAULT_FORMAT, **_flatten(data)}
        super().__init__(given)
        since = forms.DateField(
            label=gettext_lazy("Made from (UTC)"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "field"}),
        )
        self.fields = {**self.fields, "from": since}  # No name that a class could give.
        # Before its other end.
        names = [name for name in self.fields if name not in {"from", "to"}]
        self.fields = {name: self.fields[name] for name in (*names[:7], "from", "to", *names[7:])}
        of = Of(given["of"]) if given["of"] in set(Of) else Of.ANNOTATIONS
        offered = [name for name, one in FORMATS.items() if of.kind in one.kinds]
        self._offer("format", [(name, _describe(FORMATS[name])) for name in offered])
        labels = map_scheme_labels(project)
        for name, scheme in (
            ("verifiability", project.verifiability_scheme_id),
            ("verdict", project.verdict_scheme_id),
        ):
            self._offer(name, [ANY, *((one.value, one.name) for one in labels[scheme])])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def read(self) -> Selection:
        """What is chosen; what is odd narrows nothing, and is told beside its field."""
        self.is_valid()
        given = self.cleaned_data
        return Selection(
            of=Of(given.get("of") or Of.ANNOTATIONS),
            first_day=given.get("from"),
            last_day=given.get("to"),
            all_rounds=given.get("rounds") == "all",
            **{
                name: given.get(name, "")
                for name in ("annotator", "stage", "status", "verifiability", "verdict")
            },
        )

    def make_query(self) -> str:
        """The same for the API, as the query of an address."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return urlencode(given)

    def make_report_query(self) -> str:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return urlencode({name: one for name, one in given.items() if name != "compress"})


def _describe(format_: Format) -> str:
    return f"{_(format_.title)}: {_(format_.description)}"


def _flatten(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in data}
