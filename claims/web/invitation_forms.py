"""Forms around invitations: who is invited, and what newcomers say of themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField
from claims.models import ConsentText, Membership, User, get_max_length
from claims.operations.invitations import EMAIL_LIMIT, MESSAGE_LIMIT
from claims.operations.labelling import VERSION_LIMIT
from claims.web.forms import PlainForm


class RoleForm(PlainForm, forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role)


class InviteForm(PlainForm, forms.Form):
    """Whom a manager invites, to which role; the operation holds the address against its rules."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=EMAIL_LIMIT,
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Only an account with this address can take the invitation up."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role)
    message = ProseField(
        label=_("Message"),
        max_length=MESSAGE_LIMIT,
        rows=3,
        required=False,
        help_text=_("Stands in the mail."),
    )


class ConsentForm(PlainForm, forms.Form):
    """The version of the text that is accepted; nothing where none has to be."""

    version = forms.IntegerField(
        min_value=1, max_value=VERSION_LIMIT, required=False, widget=forms.HiddenInput
    )
    consent = forms.BooleanField(
        label=_("I have read this and accept it."),
        error_messages={"required": _("To go on, you have to accept the text.")},
    )

    def __init__(self, data: Any = None, *, text: ConsentText | None, **kwargs: Any) -> None:
        super().__init__(data, initial={"version": text.version if text else None}, **kwargs)
        if text is None:
            del self.fields["version"], self.fields["consent"]

    def move_onto(self, text: ConsentText) -> None:
        """Ask about another text than the one that was accepted, with what else was typed."""
        typed = {name: self.data.get(name) for name in self.fields}
        self.data = {**typed, "version": str(text.version), "consent": None}

    def get_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        return version


class JoinForm(ConsentForm):
    """The account that somebody makes; rules of names and passwords are the operation's."""

    username = forms.CharField(
        label=_("User name"),
        max_length=get_max_length(User, "username"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("By which you log in. Letters, digits and @ . + - _ only."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=get_max_length(User, "name"),
        required=False,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
        help_text=_("As others in the project see it."),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, not only digits, nothing that is easy to guess."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Same as the browser")), *settings.LANGUAGES],
        required=False,
    )

    field_order = ("username", "name", "password", "language", "version", "consent")
