"""Which key does what at the desk: the defaults, and what a person may make of them. No Django.

A command has a name, and a key. A key is a place on the keyboard by the name that browsers give
it (`KeyZ`, `Digit4`, `ArrowLeft`), whatever is printed there; or a sign that is typed (`!`).
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from claims.errors import InvalidInput

# The letters by rows: top = verifiability, home = verdict, bottom = commands.
VERIFIABILITY_KEYS = "QWERTYUIOP"
VERDICT_KEYS = "ASDFGHJKL"
DIGITS = "1234567890"

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "undo": "KeyZ",
        "skip": "KeyX",
        "wording": "KeyC",
        "evidence": "KeyV",
        "boundaries": "KeyB",
        "next": "KeyN",
        "guideline": "KeyM",
        "previous": "ArrowLeft",
        "following": "ArrowRight",
        "flag": "!",
        "search": "/",
        "help": "?",
        "submit": "Enter",
    }
)


def name_label(hotkey: str) -> str:
    """The command that chooses the label with that letter."""
    return f"label.Key{hotkey}"


def name_speaker(digit: str | int) -> str:
    """The command that chooses the speaker with that digit."""
    return f"speaker.{digit}"


VERIFIABILITIES = MappingProxyType({name_label(key): f"Key{key}" for key in VERIFIABILITY_KEYS})
VERDICTS = MappingProxyType({name_label(key): f"Key{key}" for key in VERDICT_KEYS})
SPEAKERS = MappingProxyType({name_speaker(digit): f"Digit{digit}" for digit in DIGITS})
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {**COMMANDS, **VERIFIABILITIES, **VERDICTS, **SPEAKERS}
)

# What a keyboard of the United States has there, for places that carry a sign.
SIGNS = {
    "Backquote": "`",
    "Minus": "-",
    "Equal": "=",
    "BracketLeft": "[",
    "BracketRight": "]",
    "Backslash": "\\",
    "Semicolon": ";",
    "Quote": "'",
    "Comma": ",",
    "Period": ".",
    "Slash": "/",
}
ARROWS = {"ArrowLeft": "←", "ArrowRight": "→", "ArrowUp": "↑", "ArrowDown": "↓"}
# Browsers keep the other function keys, Space scrolls, Escape and Tab lead out of every field.
NAMED = ("Enter", "Insert", "Delete", "Home", "End", "PageUp", "PageDown", "F2", "F4", "F8", "F9")

# Each place on the keyboard that can be a key, as it is shown.
CAPTIONS: Mapping[str, str] = MappingProxyType(
    {f"Key{letter}": letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | {f"Digit{digit}": digit for digit in DIGITS}
    | ARROWS
    | {code: code for code in (*NAMED, *SIGNS)}
)
_CODES = {caption: code for code, caption in CAPTIONS.items()} | {code: code for code in CAPTIONS}
_PLACES = {sign: code for code, sign in SIGNS.items()}


def caption(key: str) -> str:
    """How the key is drawn: Z, ←, Enter, !"""
    return CAPTIONS.get(key, key)


def name_for_aria(key: str) -> str:
    """The key as `aria-keyshortcuts` wants it: what it types, or its name."""
    if key == "+":
        return "Plus"
    if key in SIGNS:
        return SIGNS[key]
    shown = CAPTIONS.get(key, key)
    return shown.lower() if len(shown) == 1 and key not in ARROWS else key


def read_key(typed: str, command: str = "") -> str:
    """The key that somebody means: its place, its caption, or the sign. Else InvalidInput."""
    given = typed.strip()
    code = _CODES.get(given) or _CODES.get(given.upper() if len(given) == 1 else given)
    if code is not None:
        return code
    if len(given) == 1 and unicodedata.category(given)[0] in "PS":
        return given
    raise InvalidInput("bad_key", "“%(key)s” can’t be used as a key.", field=command, key=given)


def make_map(changes: Mapping[str, str]) -> dict[str, str]:
    """The key of every command, where a person has changed these."""
    return {command: changes.get(command, key) for command, key in DEFAULTS.items()}


def find_collisions(keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Each key that more than one command has, and these commands.

    A sign and the place that types it on one of the world's keyboards are the same key.
    """
    commands: dict[str, list[str]] = {}
    for command, key in keys.items():
        commands.setdefault(_PLACES.get(key, key), []).append(command)
    return {keys[named[0]]: named for named in commands.values() if len(named) > 1}


def read_changes(typed: Mapping[str, str]) -> dict[str, str]:
    """What differs from the defaults, once what somebody typed for some commands is read.

    Raises InvalidInput: for a command or a key that there is not, naming it as the field, and for
    keys that two commands would have, naming them all.
    """
    unknown = next((command for command in typed if command not in DEFAULTS), None)
    if unknown is not None:
        raise InvalidInput("unknown_command", "There is no such command.", field=unknown)
    read = {command: read_key(key, command) for command, key in typed.items()}
    changes = {command: key for command, key in read.items() if key != DEFAULTS[command]}
    collisions = find_collisions(make_map(changes))
    if collisions:
        named = "; ".join(f"{caption(k)}: {', '.join(names)}" for k, names in collisions.items())
        raise InvalidInput(
            "keys_collide",
            "Commands have the same key. %(collisions)s.",
            field=next(iter(collisions.values()))[-1],
            collisions=named,
        )
    return changes
