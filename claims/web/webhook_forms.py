"""The form of a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models.webhooks import TOLD
from claims.operations.webhooks import DESCRIPTION_LIMIT, URL_LIMIT
from claims.web.forms import PlainForm


class WebhookForm(PlainForm, forms.Form):
    """Where to, and of what; the operation holds the address against the operator's list."""

    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LIMIT,
        widget=forms.URLInput({"dir": "ltr", "placeholder": "https://"}),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=DESCRIPTION_LIMIT,
        help_text=_("Who receives it; shown in this list."),
        widget=forms.TextInput({"dir": "auto"}),
        required=False,
    )
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=TOLD, widget=forms.CheckboxSelectMultiple, required=False
    )
