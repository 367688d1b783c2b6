"""Keys as templates draw them."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from claims.keymap import Scope, make_map, name_for_aria
from claims.models import Label, User


def render(source: str, user: User | AnonymousUser, **values: object) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return Template("{% load keys %}" + source).render(Context({"request": request, **values}))


def test_a_key_is_drawn_as_the_person_has_it() -> None:
    user = User(own_keys={"skip": "ArrowUp"})

    drawn = render("{% kbd 'skip' %}{% kbd 'undo' %}{% kbd 'dance' %}", user)

    assert drawn == '<kbd data-command="skip">↑</kbd><kbd data-command="undo">Z</kbd>'


def test_labels_and_speakers_have_the_keys_of_their_places() -> None:
    source = (
        "{% kbd label|label_command %}{% kbd keyless|label_command %}{% kbd none|label_command %}"
        "{% kbd '4'|speaker_command %}{% kbd ''|speaker_command %}"
    )
    user = User(own_keys={"label.KeyW": "F2"})

    drawn = render(source, user, label=Label(hotkey="W"), keyless=Label(), none=None)

    assert drawn == '<kbd data-command="label.KeyW">F2</kbd><kbd data-command="speaker.4">4</kbd>'


@pytest.mark.parametrize(("on", "named"), ((True, "x Enter ArrowLeft !"), (False, "   ")))
def test_screen_readers_are_told_of_keys_that_are_on(*, on: bool, named: str) -> None:
    commands = ("skip", "submit", "previous", "flag")
    source = " ".join(f"{{% keyshortcut '{command}' %}}" for command in commands)

    assert render(source, User(keys_on=on)) == named


@pytest.mark.parametrize("user", (User(), AnonymousUser()))
@pytest.mark.parametrize("scope", Scope)
def test_the_keys_of_the_page_go_to_its_script(user: User | AnonymousUser, scope: Scope) -> None:
    drawn = render(f"{{% keymap '{scope}' %}}", user)

    start = '<script id="keymap" type="application/json">'
    assert drawn.startswith(start)
    dumped = drawn.removeprefix(start).removesuffix("</script>")
    keys = make_map({}, scope)
    aria = {command: name_for_aria(key) for command, key in keys.items()}
    assert json.loads(dumped) == {"on": True, "keys": keys, "aria": aria}
