"""What “my labels” is narrowed down to. Anything odd narrows nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Label, Project, Stage
from claims.queries.labels import LabelState, Wanted, map_scheme_labels
from claims.web.forms import PlainForm

STATES = [
    ("", gettext_lazy("All labels")),
    (LabelState.REVISED.value, gettext_lazy("Revised")),
    (LabelState.WITHDRAWN.value, gettext_lazy("Taken back")),
    (LabelState.OVERRULED.value, gettext_lazy("Decided otherwise")),
    (LabelState.FLAGGED.value, gettext_lazy("Flagged")),
    (LabelState.OLDER.value, gettext_lazy("Older guideline")),
    (LabelState.DRAFT.value, gettext_lazy("Unfinished drafts")),
]


class LabelFilterForm(PlainForm, forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Words of the claim or the article’s title"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    verifiability = forms.ChoiceField(label=gettext_lazy("Verifiability"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Pass"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Show"), choices=STATES, required=False)

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        labels = map_scheme_labels(project)
        self.offer("verifiability", labels[project.verifiability_scheme_id])
        self.offer("verdict", labels[project.verdict_scheme_id])
        self.fields["stage"].choices = [("", _("Both")), *Stage.choices]  # type: ignore[attr-defined]
        if not project.has_check_pass:
            del self.fields["stage"]

    def offer(self, name: str, labels: Iterable[Label]) -> None:
        choices = [("", _("Any")), *((label.value, label.name) for label in labels)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def read(self) -> Wanted:
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return Wanted(words=given.pop("q").strip(), **given)
