"""Which key does what on which page: the defaults, and what a person may make of them. No Django.

A command has a name, a key, and the pages on which it can be given. A key is a place on the
keyboard by the name that browsers give it (`KeyZ`, `Digit4`, `ArrowLeft`), whatever is printed
there; or a sign that is typed (`!`).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claims.errors import InvalidInput, Phrase, gettext_noop

# The letters by rows: top = verifiability, home = verdict, bottom = commands.
VERIFIABILITY_KEYS = "QWERTYUIOP"
VERDICT_KEYS = "ASDFGHJKL"
DIGITS = "1234567890"


class Scope(StrEnum):
    """A page with keys of its own. The same key may mean something else on each."""

    DESK = "desk"
    BOUNDARIES = "boundaries"
    PROPOSALS = "proposals"
    LABELS = "labels"
    ADJUDICATION = "adjudication"


@dataclass(frozen=True, slots=True)
class Command:
    """What can be done by a key: the default, what it is called, and where it counts."""

    key: str
    name: Phrase
    scopes: frozenset[Scope]


def _list_commands(*scopes: Scope, **named: tuple[str, str]) -> dict[str, Command]:
    """Commands of these pages; those of one page other than the desk carry its name."""
    first, *others = scopes
    prefix = "" if others or first is Scope.DESK else f"{first}."
    return {
        f"{prefix}{command}": Command(key, Phrase(name), frozenset(scopes))
        for command, (key, name) in named.items()
    }


def name_label(hotkey: str) -> str:
    """The command that chooses the label with that letter."""
    return f"label.Key{hotkey}"


def name_speaker(digit: str | int) -> str:
    """The command that chooses the speaker with that digit."""
    return f"speaker.{digit}"


def name_vote(number: str | int) -> str:
    """The command that takes over the labelling of that number, for the decision."""
    return f"adjudication.vote{number}"


def _list_labels(letters: str) -> dict[str, Command]:
    name = gettext_noop("Label %(letter)s")
    desk = frozenset({Scope.DESK})
    return {
        name_label(letter): Command(f"Key{letter}", Phrase(name, {"letter": letter}), desk)
        for letter in letters
    }


def _list_speakers() -> dict[str, Command]:
    name = gettext_noop("Speaker %(digit)s")
    names = {digit: Phrase(name, {"digit": digit}) for digit in DIGITS}
    names["0"] = Phrase(gettext_noop("The article itself"))
    desk = frozenset({Scope.DESK})
    return {
        name_speaker(digit): Command(f"Digit{digit}", named, desk) for digit, named in names.items()
    }


def _list_votes() -> dict[str, Command]:
    name = gettext_noop("Take over labelling %(number)s")
    scopes = frozenset({Scope.ADJUDICATION})
    return {
        name_vote(digit): Command(f"Digit{digit}", Phrase(name, {"number": digit}), scopes)
        for digit in DIGITS.removesuffix("0")
    }


# In groups, as the page of one's keys shows them.
GROUPS: Mapping[str, Mapping[str, Command]] = MappingProxyType(
    {
        "shared": _list_commands(*Scope, help=("?", gettext_noop("Help")))
        | _list_commands(Scope.DESK, Scope.LABELS, undo=("KeyZ", gettext_noop("Undo"))),
        "desk": _list_commands(
            Scope.DESK,
            skip=("KeyX", gettext_noop("Skip")),
            wording=("KeyC", gettext_noop("Standalone wording")),
            evidence=("KeyV", gettext_noop("Add evidence")),
            boundaries=("KeyB", gettext_noop("Boundaries")),
            next=("KeyN", gettext_noop("Next open claim")),
            guideline=("KeyM", gettext_noop("Guideline")),
            previous=("ArrowLeft", gettext_noop("Previous claim")),
            following=("ArrowRight", gettext_noop("Following claim")),
            flag=("!", gettext_noop("Flag")),
            ask=(".", gettext_noop("Ask about the guideline")),
            search=("/", gettext_noop("Someone else")),
            submit=("Enter", gettext_noop("Submit and go on")),
        ),
        "verifiability": _list_labels(VERIFIABILITY_KEYS),
        "verdict": _list_labels(VERDICT_KEYS),
        "speakers": _list_speakers(),
        "boundaries": _list_commands(
            Scope.BOUNDARIES,
            split=("KeyS", gettext_noop("Split at the cursor")),
            merge_previous=("KeyP", gettext_noop("Merge with the previous")),
            merge_next=("KeyN", gettext_noop("Merge with the next")),
            trim=("KeyT", gettext_noop("Trim to the selection")),
            span=("KeyM", gettext_noop("Mark the selection as a claim of its own")),
            remove_span=("KeyR", gettext_noop("No claim of its own")),
            heading=("KeyH", gettext_noop("Call it a sentence")),
            undo=("KeyU", gettext_noop("Undo the last change")),
            apply=("Enter", gettext_noop("Apply or propose")),
        ),
        "proposals": _list_commands(
            Scope.PROPOSALS,
            next=("KeyJ", gettext_noop("Next proposal")),
            previous=("KeyK", gettext_noop("Previous proposal")),
            apply=("KeyA", gettext_noop("Apply")),
            decline=("KeyD", gettext_noop("Decline")),
            withdraw=("KeyW", gettext_noop("Withdraw")),
            open=("Enter", gettext_noop("Open the article")),
        ),
        "labels": _list_commands(
            Scope.LABELS,
            next=("KeyJ", gettext_noop("Next row")),
            previous=("KeyK", gettext_noop("Previous row")),
        ),
        "adjudication": _list_votes()
        | _list_commands(
            Scope.ADJUDICATION,
            decide=("Enter", gettext_noop("Start; decide and go on")),
            edit=("KeyE", gettext_noop("Edit the decision")),
            evidence=("KeyV", gettext_noop("Add evidence to the decision")),
            reason=("KeyR", gettext_noop("Give a reason")),
            approve=("KeyA", gettext_noop("Approve the decision")),
            opinion=("KeyO", gettext_noop("Ask one more person")),
            put_down=("KeyX", gettext_noop("Put it down")),
        ),
    }
)
COMMANDS: Mapping[str, Command] = MappingProxyType(
    {name: command for group in GROUPS.values() for name, command in group.items()}
)
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {name: command.key for name, command in COMMANDS.items()}
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


def make_map(changes: Mapping[str, str], scope: Scope | None = None) -> dict[str, str]:
    """The key of every command, or of those of one page, where a person has changed these."""
    return {
        name: changes.get(name, command.key)
        for name, command in COMMANDS.items()
        if scope is None or scope in command.scopes
    }


def find_collisions(keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Each command that has its key not for itself, and the others that have it on a page of its.

    A sign and the place that types it on one of the world's keyboards are the same key.
    """
    sharing: dict[str, list[str]] = {}
    for command, key in keys.items():
        sharing.setdefault(_PLACES.get(key, key), []).append(command)
    collisions = {
        command: [other for other in sharing[_PLACES.get(key, key)] if _meet(command, other)]
        for command, key in keys.items()
    }
    return {command: others for command, others in collisions.items() if others}


def _meet(one: str, other: str) -> bool:
    """Whether there is a page on which both can be given."""
    return one != other and not COMMANDS[one].scopes.isdisjoint(COMMANDS[other].scopes)


def read_changes(typed: Mapping[str, str]) -> dict[str, str]:
    """What differs from the defaults, once what somebody typed for some commands is read.

    Raises InvalidInput: for a command or a key that there is not, and for a key that two commands
    of one page would have, naming as the field the one whose key is new.
    """
    unknown = next((command for command in typed if command not in COMMANDS), None)
    if unknown is not None:
        raise InvalidInput("unknown_command", "There is no such command.", field=unknown)
    read = {command: read_key(key, command) for command, key in typed.items()}
    changes = {command: key for command, key in read.items() if key != DEFAULTS[command]}
    keys = make_map(changes)
    collisions = find_collisions(keys)
    # The defaults have none: one of them was changed.
    changed = next((command for command in collisions if command in changes), None)
    if changed is not None:
        raise InvalidInput(
            "keys_collide",
            "“%(command)s” and “%(other)s” have the same key: %(key)s.",
            field=changed,
            command=COMMANDS[changed].name,
            other=COMMANDS[collisions[changed][0]].name,
            key=caption(keys[changed]),
        )
    return changes
