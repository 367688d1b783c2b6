"""The forms of an import of labelled claims: the file, and what its words become."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.errors import DomainError, InvalidInput
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.mapping import VOCABULARIES, Subject
from claims.forms.fields import add_refusal, select_field
from claims.models import Label
from claims.operations.labelled_imports import NAME_LENGTH
from claims.queries.label_words import (
    Survey,
    Word,
    WordMap,
    list_choices,
    list_verdict_carriers,
    propose_labels,
    survey,
)
from claims.web.forms import PlainForm

LEFT_OUT = "-"


class LabelledForm(PlainForm, forms.Form):
    """A file of claims with labels, its format, and what its source is called."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("", gettext_lazy("Choose…"))]
        + [(one.name, one.title) for one in IMPORT_FORMATS.values()],
        error_messages={"required": gettext_lazy("Choose the format of the file.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Such as the data set and its part. The same file is known by it."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    is_queued = forms.BooleanField(
        label=gettext_lazy("Let people here label these claims, too"), required=False
    )
    field_order = ("format", "file", "source", "is_queued")

    data_read: bytes

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        limit = settings.IMPORT_MAX_BYTES
        if (file.size or 0) > limit:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s; use the import_labels command.")
                % {"limit": filesizeformat(limit)}
            )
        self.data_read = file.read()
        return file

    def clean(self) -> dict[str, Any]:
        """A file in which there is no claim is refused here, before any preview."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_survey(look_at(self.data_read, cleaned["format"]))
            except DomainError as refusal:
                refusal.field = "file"
                add_refusal(self, refusal)
        return cleaned


def look_at(data: bytes, format_name: str) -> Survey:
    """What is in the file. Raises InvalidInput ("too_many_words")."""
    return survey(IMPORT_FORMATS[format_name].read(BytesIO(data)))


def check_survey(found: Survey) -> None:
    """Raise why there is nothing in the file, or too much of it for a page."""
    if found.claims > settings.IMPORT_MAX_ROWS:
        raise InvalidInput(
            "too_many_rows",
            "More than %(limit)d claims at once; use the import_labels command.",
            limit=settings.IMPORT_MAX_ROWS,
        )
    if not found.claims:
        if found.refusals:
            raise found.refusals[0][1]
        raise InvalidInput("empty", "There is no claim in this file.")


class WordsForm(PlainForm, forms.Form):
    """What each word of the file becomes, proposed where one label says just the same."""

    def __init__(
        self, data: Mapping[str, Any] | None, found: Survey, labels: Sequence[Label]
    ) -> None:
        self.words = sorted(found.words)
        self.by_value = {make_value(label): label for label in labels}
        self.proposed = propose_labels(labels, self.words)
        super().__init__(data)
        for number, word in enumerate(self.words):
            proposal = self.proposed[word]
            self.fields[f"word-{number}"] = _make_word_field(
                word, found.words[word], list_choices(labels, word), proposal
            )
        if any(_may_be_verdict(word) for word in self.words):
            choices = [(make_value(one), one.name) for one in list_verdict_carriers(labels)]
            self.fields["of_verdicts"] = select_field(
                [("", _("None: such claims come in without a label")), *choices],
                label=_("Verifiability of claims of which only the verdict is given"),
            )

    def make_word_map(self) -> WordMap:
        """As it was chosen; before that as it is proposed."""
        if not self.is_bound or not self.is_valid():
            return WordMap(self.proposed)
        chosen = {
            word: self.by_value.get(self.cleaned_data[f"word-{number}"])
            for number, word in enumerate(self.words)
        }
        return WordMap(chosen, self.by_value.get(self.cleaned_data.get("of_verdicts", "")))


def make_value(label: Label) -> str:
    """By what a form names a label: both schemes may have one of that value."""
    return f"{label.scheme.kind}:{label.value}"


def _may_be_verdict(word: Word) -> bool:
    vocabulary = VOCABULARIES.get(word[0])
    return vocabulary is None or vocabulary.subject == Subject.VERDICT


def _make_word_field(
    word: Word, count: int, choices: Sequence[Label], proposal: Label | None
) -> forms.ChoiceField:
    named = [(make_value(label), label.name) for label in choices]
    return forms.ChoiceField(
        label=f"{word[1]} ({count})",
        choices=[("", _("Choose…")), (LEFT_OUT, _("Leave out")), *named],
        initial=make_value(proposal) if proposal else "",
        widget=forms.Select({"class": "field"}),
        error_messages={"required": _("Say what becomes of this word.")},
    )
