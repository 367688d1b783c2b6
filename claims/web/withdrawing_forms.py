"""The forms by which an article is withdrawn, and its text removed for good."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField
from claims.operations import purging
from claims.operations.withdrawing import REASON_LIMIT
from claims.web.forms import PlainForm


class WithdrawArticleForm(PlainForm, forms.Form):
    """Why an article is withdrawn."""

    reason = ProseField(
        label=_("Why"), max_length=REASON_LIMIT, help_text=_("Everybody in the project reads it.")
    )


class PurgeForm(PlainForm, forms.Form):
    """Why an article's text is removed for good, and that it is meant."""

    reason = ProseField(
        label=_("Why"),
        max_length=purging.REASON_LIMIT,
        help_text=_("It stays; so write nothing here that has to go."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=purging.REFERENCE_LIMIT,
        required=False,
        help_text=_("By which the demand is found again."),
    )
    with_source = forms.BooleanField(
        label=_("Its link, author and id at the source, too"), required=False
    )
    confirmation = forms.CharField(
        label=_("To confirm, the first eight characters of its SHA-256"), max_length=64
    )
