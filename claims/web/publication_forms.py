"""Forms of publications: publishing, correcting, withdrawing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField, date_field
from claims.models import Publication
from claims.operations.labelling import VERSION_LIMIT
from claims.operations.publication_rules import CLAIM_LIMIT, NOTE_LIMIT, URL_LIMIT
from claims.operations.publications import Page
from claims.web.forms import PlainForm


class StateForm(PlainForm, forms.Form):
    """Which publications a list shows."""

    OUTDATED = "outdated"

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *Publication.State.choices, (OUTDATED, _("out of date"))],
        required=False,
    )


class PublishForm(PlainForm, forms.Form):
    """What is published where. The decision is the one that the person has seen."""

    decision = forms.UUIDField(widget=forms.HiddenInput)
    url = forms.CharField(
        label=_("Link of the page"),
        max_length=URL_LIMIT,
        widget=forms.URLInput({"dir": "ltr", "placeholder": "https://"}),
    )
    claim_reviewed = forms.CharField(
        label=_("The claim in short"),
        help_text=_("Without its rating; at best in 75 characters, or readers cut it off."),
        max_length=CLAIM_LIMIT,
        widget=forms.TextInput({"dir": "auto"}),
    )
    reviewed_on = date_field(label=_("Day of the review"), help_text=_("Empty: today."))

    def read_page(self) -> Page:
        given: dict[str, Any] = self.cleaned_data
        return Page(**{name: given[name] for name in ("url", "claim_reviewed", "reviewed_on")})


class VersionedForm(PlainForm, forms.Form):
    """A change of the publication as the person has seen it."""

    version = forms.IntegerField(min_value=1, max_value=VERSION_LIMIT, widget=forms.HiddenInput)


class CorrectForm(VersionedForm, PublishForm):
    """What is corrected, and what was wrong with it."""

    note = ProseField(
        label=_("What was corrected, and why"),
        help_text=_("Published with the date: for those who read the page."),
        max_length=NOTE_LIMIT,
        rows=3,
        spellcheck=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewed_on"].help_text = _("Empty: as it is.")


class WithdrawForm(VersionedForm):
    """Why a publication is withdrawn."""

    reason = ProseField(
        label=_("Why it is withdrawn"),
        help_text=_("Told to everybody who asks for it."),
        max_length=NOTE_LIMIT,
        rows=3,
        spellcheck=True,
    )
