"""The forms of English verbs of saying."""

import pytest

from claims.text.languages.en_speech import REPORTING


@pytest.mark.parametrize(
    "form",
    [
        *["argue", "argues", "argued", "arguing"],
        *["admit", "admits", "admitted", "admitting"],
        *["testify", "testifies", "testified", "testifying"],
        *["stress", "stresses", "stressed", "stressing"],
        *["say", "says", "said", "saying"],
    ],
)
def test_every_form_of_a_verb_says(form):
    assert form in REPORTING.say


@pytest.mark.parametrize("word", ["state", "note"])
def test_bare_forms_that_are_nouns_do_not_say(word):
    assert word not in REPORTING.say


def test_hoping_is_no_statement_but_hopes_is():
    assert "hopes" in REPORTING.state
    assert "hoping" not in REPORTING.state


def test_what_does_other_things_too_is_a_verb_of_saying_first():
    assert {"added", "repeated"} <= REPORTING.also_acts
    assert REPORTING.also_acts <= REPORTING.say
