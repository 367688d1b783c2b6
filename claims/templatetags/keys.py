"""The keys of whoever is signed in, as they are drawn beside what they do."""

from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, json_script

from claims import keymap
from claims.models import Label

register = template.Library()


class Keys(NamedTuple):
    """The key of every command, and whether they are on."""

    by_command: dict[str, str]
    on: bool


def read_keys(request: HttpRequest) -> Keys:
    """The person's keys, put together once per request; the defaults for who isn't signed in."""
    known: Keys | None = getattr(request, "own_keys", None)
    if known is None:
        changes = getattr(request.user, "own_keys", {})
        known = Keys(keymap.make_map(changes), getattr(request.user, "keys_on", True))
        request.own_keys = known  # type: ignore[attr-defined]
    return known


@register.filter
def label_command(label: Label | None) -> str:
    """The command that chooses the label; empty where it has no key."""
    return keymap.name_label(label.hotkey) if label and label.hotkey else ""


@register.filter
def speaker_command(digit: str) -> str:
    """The command that chooses the speaker with that digit; empty where there is none."""
    return keymap.name_speaker(digit) if digit != "" else ""


@register.filter
def vote_command(number: int) -> str:
    """The command that takes over the labelling of that number."""
    return keymap.name_vote(number)


@register.simple_tag(takes_context=True)
def kbd(context: Any, command: str) -> str:
    """The command's key: `{% kbd "skip" %}`, `{% kbd label|label_command %}`."""
    key = read_keys(context["request"]).by_command.get(command)
    if key is None:
        return ""
    return format_html('<kbd data-command="{}">{}</kbd>', command, keymap.caption(key))


@register.simple_tag(takes_context=True)
def keyshortcut(context: Any, command: str) -> str:
    """The value of `aria-keyshortcuts`; empty where the keys are switched off."""
    keys = read_keys(context["request"])
    key = keys.by_command.get(command)
    return keymap.name_for_aria(key) if key is not None and keys.on else ""


@register.simple_tag(takes_context=True, name="keymap")
def dump_keymap(context: Any, scope: str) -> str:
    """The keys of a page for its script: `{% keymap "boundaries" %}`; keys.js reads them."""
    keys = read_keys(context["request"])
    commands = keymap.make_map(keys.by_command, keymap.Scope(scope))
    aria = {command: keymap.name_for_aria(key) for command, key in commands.items()}
    return json_script({"on": keys.on, "keys": commands, "aria": aria}, "keymap")
