"""The form by which an article is withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField
from claims.operations.withdrawing import REASON_LIMIT
from claims.web.forms import PlainForm


class WithdrawArticleForm(PlainForm, forms.Form):
    """Why an article is withdrawn."""

    reason = ProseField(
        label=_("Why"), max_length=REASON_LIMIT, help_text=_("Everybody in the project reads it.")
    )
