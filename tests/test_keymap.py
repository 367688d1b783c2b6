"""Keys: what may be one, how it is drawn, and that no two commands of a page have the same."""

import pytest

from claims.errors import InvalidInput
from claims.keymap import (
    CAPTIONS,
    COMMANDS,
    DEFAULTS,
    GROUPS,
    Scope,
    caption,
    find_collisions,
    make_map,
    name_for_aria,
    read_changes,
    read_key,
)


def test_the_defaults_collide_nowhere_and_cost_no_change() -> None:
    assert {name: len(group) for name, group in GROUPS.items()} == {
        "shared": 2,
        "desk": 12,
        "verifiability": 10,
        "verdict": 9,
        "speakers": 10,
        "boundaries": 9,
        "proposals": 6,
        "labels": 2,
        "adjudication": 16,
    }
    assert find_collisions(DEFAULTS) == {}
    assert read_changes(DEFAULTS) == {}


def test_each_page_has_its_own_commands_and_those_that_count_there_too() -> None:
    assert {scope: len(make_map({}, scope)) for scope in Scope} == {
        "desk": 43,
        "boundaries": 10,
        "proposals": 7,
        "labels": 4,
        "adjudication": 17,
    }
    assert make_map({"undo": "F2", "skip": "F4"}, Scope.LABELS) == {
        "help": "?",
        "undo": "F2",
        "labels.next": "KeyJ",
        "labels.previous": "KeyK",
    }


@pytest.mark.parametrize(
    ("typed", "key"),
    (
        ("z", "KeyZ"),
        (" Z ", "KeyZ"),
        ("KeyZ", "KeyZ"),
        ("4", "Digit4"),
        ("←", "ArrowLeft"),
        ("ArrowLeft", "ArrowLeft"),
        ("Enter", "Enter"),
        ("F2", "F2"),
        ("Slash", "Slash"),
        ("/", "/"),
        ("!", "!"),
        ("¿", "¿"),
        ("€", "€"),
    ),
)
def test_a_key_is_a_place_its_caption_or_a_sign(typed: str, key: str) -> None:
    assert read_key(typed) == key


@pytest.mark.parametrize(
    "typed",
    ("", " ", "Escape", "Tab", "F5", "Ctrl+Z", "zz", "ö", "й", "２", "\0", "\u200b", "Space"),
)
def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_changes({"skip": typed})

    assert (refusal.value.code, refusal.value.field) == ("bad_key", "skip")


@pytest.mark.parametrize("code", CAPTIONS)
def test_each_place_is_read_back_from_how_it_is_drawn(code: str) -> None:
    assert read_key(caption(code)) == code


@pytest.mark.parametrize(
    ("key", "drawn", "spoken"),
    (
        ("KeyX", "X", "x"),
        ("Digit0", "0", "0"),
        ("ArrowRight", "→", "ArrowRight"),
        ("Enter", "Enter", "Enter"),
        ("F2", "F2", "F2"),
        ("Slash", "Slash", "/"),
        ("!", "!", "!"),
        ("+", "+", "Plus"),
    ),
)
def test_keys_are_drawn_and_named_for_screen_readers(key: str, drawn: str, spoken: str) -> None:
    assert (caption(key), name_for_aria(key)) == (drawn, spoken)


def test_only_what_differs_from_the_defaults_is_a_change() -> None:
    changes = read_changes({"skip": "F2", "undo": "z", "flag": "KeyX"})

    assert changes == {"skip": "F2", "flag": "KeyX"}
    assert make_map(changes) == {**DEFAULTS, "skip": "F2", "flag": "KeyX"}


def test_changes_of_commands_that_there_no_longer_are_do_nothing() -> None:
    assert make_map({"dance": "KeyD"}) == DEFAULTS


def test_every_command_that_has_its_key_not_for_itself_is_found() -> None:
    keys = make_map({"skip": "KeyZ", "next": "KeyZ", "help": "KeyQ"})

    assert find_collisions(keys) == {
        "help": ["label.KeyQ"],
        "undo": ["skip", "next"],
        "skip": ["undo", "next"],
        "next": ["undo", "skip"],
        "label.KeyQ": ["help"],
    }


def test_the_same_key_may_mean_something_else_on_another_page() -> None:
    assert read_changes({"boundaries.split": "z", "labels.next": "x"})

    keys = make_map({"boundaries.split": "KeyZ", "undo": "KeyK", "help": "KeyH"})
    assert find_collisions(keys) == {
        # Each only with what is on a page with it: those two are on none together.
        "help": ["label.KeyH", "boundaries.heading"],
        "undo": ["label.KeyK", "labels.previous"],
        "label.KeyH": ["help"],
        "label.KeyK": ["undo"],
        "boundaries.heading": ["help"],
        "labels.previous": ["undo"],
    }


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    (
        ({"skip": "z"}, "skip", "“Skip” and “Undo” have the same key: Z."),
        ({"help": "q"}, "help", "“Help” and “Label Q” have the same key: Q."),
        ({"proposals.open": "w"}, "proposals.open", "“Open the article” and “Withdraw” have …: W."),
    ),
)
def test_a_collision_is_told_by_the_commands_names(
    typed: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_changes(typed)

    assert (refusal.value.code, refusal.value.field) == ("keys_collide", field)
    assert str(refusal.value) == said.replace("…", "the same key")


def test_a_sign_and_the_place_that_types_it_are_one_key() -> None:
    keys = make_map({"skip": "Slash"})

    assert find_collisions(keys) == {"skip": ["search"], "search": ["skip"]}


def test_there_is_no_other_command() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_changes({"dance": "F2"})

    assert (refusal.value.code, refusal.value.field) == ("unknown_command", "dance")


def test_the_names_of_a_page_s_commands_differ() -> None:
    for scope in Scope:
        names = [str(COMMANDS[name].name) for name in make_map({}, scope)]
        assert len(set(names)) == len(names)
