"""Keys: what may be one, how it is drawn, and that no two commands have the same."""

import pytest

from claims.errors import InvalidInput
from claims.keymap import (
    CAPTIONS,
    DEFAULTS,
    caption,
    find_collisions,
    make_map,
    name_for_aria,
    read_changes,
    read_key,
)


def test_the_defaults_collide_nowhere_and_cost_no_change() -> None:
    assert len(DEFAULTS) == 13 + 10 + 9 + 10
    assert find_collisions(DEFAULTS) == {}
    assert read_changes(DEFAULTS) == {}


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


def test_every_collision_is_named() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_changes({"skip": "z", "help": "q", "wording": "v", "evidence": "c"})

    assert str(refusal.value) == ("Commands have the same key. Z: undo, skip; Q: help, label.KeyQ.")
    assert refusal.value.field == "skip"


def test_a_sign_and_the_place_that_types_it_are_one_key() -> None:
    keys = make_map({"skip": "Slash"})

    assert find_collisions(keys) == {"Slash": ["skip", "search"]}


def test_there_is_no_other_command() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_changes({"dance": "F2"})

    assert (refusal.value.code, refusal.value.field) == ("unknown_command", "dance")
