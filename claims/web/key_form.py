"""The form for one's keys, and what commands are called."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import keymap
from claims.errors import InvalidInput
from claims.models import User
from claims.web.forms import PlainForm
from claims.wording import describe

GROUP_NAMES: Mapping[str, Any] = {
    "shared": gettext_lazy("On several pages"),
    "desk": gettext_lazy("At the desk"),
    "verifiability": gettext_lazy("At the desk: verifiability, by the letter of the label"),
    "verdict": gettext_lazy("At the desk: verdict, by the letter of the label"),
    "speakers": gettext_lazy("At the desk: speakers, by their digit"),
    "boundaries": gettext_lazy("Boundaries of a claim"),
    "proposals": gettext_lazy("Proposals"),
    "labels": gettext_lazy("My labels"),
    "adjudication": gettext_lazy("Adjudication"),
}


def name_command(command: str) -> str:
    """What the command does, in a few words."""
    return describe(keymap.COMMANDS[command].name)


class KeyField(forms.CharField):
    """A key as it is drawn, or typed; left empty, the default."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.default = keymap.DEFAULTS[command]
        attrs = {
            "class": "field key-input",
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "data-default": keymap.caption(self.default),
        }
        widget = forms.TextInput(attrs=attrs)
        label = name_command(command)
        super().__init__(label=label, required=False, max_length=20, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return keymap.caption(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return keymap.read_key(typed) if typed else self.default
        except InvalidInput as refusal:
            raise ValidationError(describe(refusal), code=refusal.code) from None


class KeysForm(PlainForm, forms.Form):
    """A key for each command; two with the same on one page are told so, both of them."""

    keys_on = forms.BooleanField(label=gettext_lazy("Use keys"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        own = keymap.make_map(user.own_keys)
        super().__init__(data, initial={"keys_on": user.keys_on, **own})
        self.fields |= {command: KeyField(command) for command in keymap.DEFAULTS}
        self.captions = json.dumps(dict(keymap.CAPTIONS))

    def clean(self) -> dict[str, Any]:
        keys = self.get_keys()
        for command, rivals in keymap.find_collisions(keys).items():
            others = ", ".join(map(name_command, rivals))
            message = _("%(key)s is also the key of: %(commands)s.")
            shown = {"key": keymap.caption(keys[command]), "commands": others}
            self.add_error(command, ValidationError(message % shown, code="keys_collide"))
        return self.cleaned_data

    def get_keys(self) -> dict[str, str]:
        """Those that could be read, by command."""
        return {name: key for name, key in self.cleaned_data.items() if name in keymap.DEFAULTS}

    def list_groups(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """The commands as the page shows them: an id, a heading, fields."""
        for group, commands in keymap.GROUPS.items():
            yield group, str(GROUP_NAMES[group]), [self[command] for command in commands]
