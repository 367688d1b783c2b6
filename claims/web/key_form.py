"""The form for one's keys at the desk, and what its commands are called."""

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

COMMAND_NAMES: Mapping[str, Any] = {
    "undo": gettext_lazy("Undo"),
    "skip": gettext_lazy("Skip"),
    "wording": gettext_lazy("Standalone wording"),
    "evidence": gettext_lazy("Add evidence"),
    "boundaries": gettext_lazy("Boundaries"),
    "next": gettext_lazy("Next open claim"),
    "guideline": gettext_lazy("Guideline"),
    "previous": gettext_lazy("Previous claim"),
    "following": gettext_lazy("Following claim"),
    "flag": gettext_lazy("Flag"),
    "search": gettext_lazy("Someone else"),
    "help": gettext_lazy("Help"),
    "submit": gettext_lazy("Submit and go on"),
}


def name_command(command: str) -> str:
    """What the command does, in a few words."""
    kind, _dot, place = command.partition(".")
    if kind == "label":
        return _("Label %(letter)s") % {"letter": place.removeprefix("Key")}
    if kind == "speaker":
        return (
            _("The article itself") if place == "0" else _("Speaker %(digit)s") % {"digit": place}
        )
    return str(COMMAND_NAMES[command])


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
    """A key for each command; two with the same are told so, both of them."""

    keys_on = forms.BooleanField(label=gettext_lazy("Use keys at the desk"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        own = keymap.make_map(user.desk_keys)
        super().__init__(data, initial={"keys_on": user.desk_keys_on, **own})
        self.fields |= {command: KeyField(command) for command in keymap.DEFAULTS}
        self.captions = json.dumps(dict(keymap.CAPTIONS))

    def clean(self) -> dict[str, Any]:
        keys = self.get_keys()
        for key, commands in keymap.find_collisions(keys).items():
            for command in commands:
                others = ", ".join(name_command(one) for one in commands if one != command)
                message = _("%(key)s is also the key of: %(commands)s.")
                shown = {"key": keymap.caption(key), "commands": others}
                self.add_error(command, ValidationError(message % shown, code="keys_collide"))
        return self.cleaned_data

    def get_keys(self) -> dict[str, str]:
        """Those that could be read, by command."""
        return {name: key for name, key in self.cleaned_data.items() if name in keymap.DEFAULTS}

    def list_groups(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """The commands as the page shows them: an id, a heading, fields."""
        groups = (
            ("commands", _("Commands"), keymap.COMMANDS),
            (
                "verifiability",
                _("Verifiability, by the letter of the label"),
                keymap.VERIFIABILITIES,
            ),
            ("verdict", _("Verdict, by the letter of the label"), keymap.VERDICTS),
            ("speakers", _("Speakers, by their digit"), keymap.SPEAKERS),
        )
        for name, heading, commands in groups:
            yield name, heading, [self[command] for command in commands]
