"""One's own keys: chosen, refused, switched off, given back."""

import pytest
from django.conf import settings

from claims.keymap import (
    DEFAULTS,
    DIGITS,
    GROUPS,
    NAMED,
    VERDICT_KEYS,
    VERIFIABILITY_KEYS,
    caption,
)
from claims.models import User
from claims.web.key_form import GROUP_NAMES, name_command
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
KEYS = "/account/keys/"


def read(user: User) -> tuple[dict[str, str], bool]:
    kept = User.objects.get(pk=user.pk)
    return kept.own_keys, kept.keys_on


def test_every_command_has_a_name_of_its_own() -> None:
    names = [name_command(command) for command in DEFAULTS]

    assert GROUP_NAMES.keys() == GROUPS.keys()
    assert len(set(names)) == len(names)


def test_the_page_shows_the_person_s_own_keys(annotator: User, sign_in: SignIn) -> None:
    annotator.own_keys = {"skip": "ArrowUp"}
    annotator.save()

    form = sign_in(annotator).get(KEYS).context["form"]

    assert form["skip"].value() == "↑"
    assert form["undo"].value() == "Z"
    assert form["keys_on"].value() is True
    shown = [field.name for _name, _heading, fields in form.list_groups() for field in fields]
    assert shown == list(DEFAULTS)


def test_typed_letters_are_places_and_what_is_empty_is_the_default(
    annotator: User, sign_in: SignIn
) -> None:
    posted = {"skip": "f2", "undo": "", "next": "§", "label.KeyQ": "x", "keys_on": "on"}
    client = sign_in(annotator)

    refused = client.post(KEYS, posted)
    saved = client.post(KEYS, posted | {"skip": "F2"})

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"skip": ["“f2” can’t be used as a key."]}
    assert saved["Location"] == KEYS
    assert read(annotator) == ({"skip": "F2", "next": "§", "label.KeyQ": "KeyX"}, True)


def test_collisions_are_shown_at_both_fields(annotator: User, sign_in: SignIn) -> None:
    response = sign_in(annotator).post(KEYS, {"skip": "z", "speaker.0": "q"})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "undo": ["Z is also the key of: Skip."],
        "skip": ["Z is also the key of: Undo."],
        "label.KeyQ": ["Q is also the key of: The article itself."],
        "speaker.0": ["Q is also the key of: Label Q."],
    }
    assert response.context["form"]["skip"].value() == "z"
    assert read(annotator) == ({}, True)


def test_pages_may_share_a_key_but_not_with_what_counts_on_both(
    annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)

    refused = client.post(KEYS, {"help": "h", "label.KeyH": "F2"})
    saved = client.post(KEYS, {"boundaries.split": "z", "proposals.next": "F2"})

    assert refused.context["form"].errors == {
        "help": ["H is also the key of: Call it a sentence."],
        "boundaries.heading": ["H is also the key of: Help."],
    }
    assert saved["Location"] == KEYS
    assert read(annotator)[0] == {"boundaries.split": "KeyZ", "proposals.next": "F2"}


def test_back_to_the_defaults(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)
    client.post(KEYS, {"skip": "F2"})

    response = client.post(f"{KEYS}reset/", {"skip": "F4"})

    assert response["Location"] == KEYS
    assert read(annotator) == ({}, False)


def test_keys_are_switched_off_and_on(annotator: User, sign_in: SignIn) -> None:
    client = sign_in(annotator)

    client.post(f"{KEYS}switch/", {"on": "0"})
    off = read(annotator)
    client.post(f"{KEYS}switch/", {"on": "1"})

    assert (off, read(annotator)) == (({}, False), ({}, True))


def test_the_account_links_the_page_and_says_whether_keys_are_on(
    annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    on = client.get("/account/").content.decode()
    client.post(f"{KEYS}switch/", {"on": "0"})
    off = client.get("/account/").content.decode()

    assert f'href="{KEYS}"' in on
    assert "Keys are on." in on
    assert "Keys are switched off." in off


def test_the_documentation_names_every_key() -> None:
    documented = (settings.BASE_DIR / "docs" / "keyboard.md").read_text("utf-8")
    named = [
        f"| {name_command(name)} | `{caption(command.key)}` |"
        for group in ("shared", "desk", "boundaries", "proposals", "labels", "adjudication")
        for name, command in GROUPS[group].items()
        if not name.startswith("adjudication.vote")
    ]
    rows = (VERIFIABILITY_KEYS, VERDICT_KEYS, DIGITS.removesuffix("0"))

    assert [line for line in named if line not in documented] == []
    assert [row for row in rows if " ".join(f"`{key}`" for key in row) not in documented] == []
    assert " ".join(f"`{name}`" for name in NAMED) in documented
