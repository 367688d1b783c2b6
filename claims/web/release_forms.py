"""Forms of releases: what one is to be, and why one is withdrawn."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.exchange.formats import FORMATS
from claims.forms.fields import ProseField
from claims.models import (
    Annotation,
    Article,
    Decision,
    Evidence,
    Project,
    Release,
    Speaker,
    Stage,
)
from claims.models.releases import SEED_LIMIT
from claims.operations.releases import KNOWN_FORMATS, REASON_LIMIT, TEXT_LIMIT
from claims.queries.export_selection import NARROWING, Status
from claims.web.forms import PlainForm
from claims.web.narrowing_form import SINCE, STATUSES, NarrowingForm

SECTIONS = {
    "motivation": _("Motivation"),
    "composition": _("Composition"),
    "collection": _("Collection process"),
    "labelling": _("Preprocessing, cleaning and labelling"),
    "uses": _("Uses"),
    "distribution": _("Distribution"),
    "maintenance": _("Maintenance"),
}
# What Croissant takes of the notes, too.
NOTE_HINTS = {
    "composition": _("Which way it leans, too: also told in croissant.json."),
    "labelling": _("Who labelled, too: also told in croissant.json."),
    "uses": _("What it is not fit for, too: also told in croissant.json."),
}
_NOTE = "note_"
# How pages name what a release is narrowed down by, in the order of NARROWING.
FILTER_NAMES = {
    "article": _("Article"),
    "stage": _("Pass"),
    "status": _("How far the claim is"),
    "verifiability": _("Verifiability"),
    "verdict": _("Verdict"),
    "speaker": _("Speaker"),
    "annotator": _("Annotator"),
    "from": SINCE,
    "to": _("Made up to (UTC)"),
    "changed_since": _("Made, or made anew, since (UTC)"),
}


def line(label: Any, limit: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, widget=forms.TextInput({"dir": "auto"}), **options
    )


class ReleaseForm(NarrowingForm):
    """What a release is to be; its notes for the datasheet have a field for each section."""

    title = line(_("Title"), 150)
    slug = line(_("Short name"), 60, help_text=_("Letters, digits and hyphens: for file names."))
    version = line(_("Version"), 20, help_text=_("As 1.0. A name and version are given once."))
    description = ProseField(label=_("Description"), rows=4, required=False, max_length=TEXT_LIMIT)
    creators = ProseField(
        label=_("Creators"),
        help_text=_("As they are to be cited, one per line."),
        required=False,
        max_length=TEXT_LIMIT,
    )
    licence = line(_("Licence"), 100, required=False, help_text=_("As CC-BY-4.0."))
    records = forms.ChoiceField(label=_("Records"), choices=Release.Records.choices)
    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=[(name, _(FORMATS[name].title)) for name in KNOWN_FORMATS],
        widget=forms.CheckboxSelectMultiple,
    )
    splits = forms.ChoiceField(
        label=_("Parts"),
        choices=Release.Splits.choices,
        help_text=_("Articles that share a sentence, or nearly one, are never torn apart."),
    )
    train_share = forms.IntegerField(label=_("Training, in percent"), min_value=1, max_value=98)
    validation_share = forms.IntegerField(
        label=_("Validation, in percent"),
        min_value=0,
        max_value=98,
        help_text=_("The rest is for the test."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEED_LIMIT,
        help_text=_("The same number makes the same parts of the same records again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section, title in SECTIONS.items():
            note = ProseField(
                label=title,
                help_text=NOTE_HINTS.get(section, ""),
                rows=3,
                required=False,
                max_length=TEXT_LIMIT,
            )
            note.widget.attrs["class"] = "field"
            self.fields[f"{_NOTE}{section}"] = note
        if not self.is_bound:
            self._show_kept()

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN_FIELDS]

    @property
    def note_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith(_NOTE)]

    def clean_changed_since(self) -> datetime | None:
        """As it was kept, to the microsecond, where nobody changed it: shown are seconds."""
        given: datetime | None = self.cleaned_data["changed_since"]
        if "changed_since" in self.changed_data:
            return given
        kept: datetime | None = self.fields["changed_since"].to_python(
            self.initial.get("changed_since")
        )
        return kept

    def read_values(self) -> dict[str, Any]:
        """What was said, as operations.releases takes it."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in MAIN_FIELDS},
            "filter": {name: given[name] for name in NARROWING},
            "notes": {section: given[f"{_NOTE}{section}"] for section in SECTIONS},
        }


MAIN_FIELDS = [name for name in ReleaseForm.base_fields if name not in NARROWING]


def describe_release(release: Release) -> dict[str, Any]:
    """What the form is to show of a release."""
    values = {name: getattr(release, name) for name in MAIN_FIELDS}
    notes = {f"{_NOTE}{section}": release.notes.get(section, "") for section in SECTIONS}
    return {**values, **notes, **(release.filter or {})}


# What people write in their own words is called as its column is.
TEXT_NAMES = {
    column.name: column.verbose_name
    for model in (Evidence, Decision, Annotation)
    for column in model._meta.concrete_fields
}


def tell_named(release: Release) -> list[tuple[str, int]]:
    """In how many texts of each kind somebody of the project is named."""
    counted = release.manifest.get("texts_with_names", {})
    return [(str(TEXT_NAMES[field]), number) for field, number in counted.items()]


def tell_filter(release: Release) -> list[tuple[str, str]]:
    """What the records are narrowed down to, for people: name and value."""
    kept = release.filter or {}
    return [
        (str(FILTER_NAMES[name]), _tell(name, kept[name])) for name in NARROWING if name in kept
    ]


def _tell(name: str, value: str) -> str:
    if name == "article":
        return Article.objects.filter(uuid=value).values_list("title", flat=True).first() or value
    if name == "speaker":
        return str(Speaker.objects.filter(uuid=value).first() or value)
    if name == "stage":
        return str(Stage(value).label)
    return str(STATUSES[Status(value)]) if name == "status" else value


class WithdrawForm(PlainForm, forms.Form):
    """Why a release is withdrawn, and what to use instead."""

    reason = ProseField(label=_("Why"), max_length=REASON_LIMIT)
    successor = forms.ModelChoiceField(
        label=_("Use instead"),
        queryset=Release.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("none"),
    )

    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = Release.objects.filter(project=release.project_id, state=Release.State.READY)
        field: Any = self.fields["successor"]
        field.queryset = ready.exclude(pk=release.pk).order_by("-pk")


def propose(project: Project) -> Release:
    """What the form for a new release begins with."""
    return Release(
        project=project,
        slug=project.slug,
        title=project.name,
        version="1.0",
        formats=list(KNOWN_FORMATS[:2]),
    )
