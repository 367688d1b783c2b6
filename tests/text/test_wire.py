"""The same sentence in other articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.wire import LEAST, fold_wire_text, make_wire_key

SENTENCE = "The council's budget rose by 4.5% to $12 million in 2025, “a record”, Ada Holm said."


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE.upper(),
        SENTENCE.replace("'", "’").replace("“", '"').replace("”", '"'),
        SENTENCE.replace("“", "„").replace("”", "“"),
        SENTENCE.replace(" ", "\u00a0").replace(", ", " — "),
        f"  {SENTENCE}\n".replace("budget", "bud\u00adget\u200b"),
        SENTENCE.rstrip("."),
        SENTENCE.replace("million", "ｍｉｌｌｉｏｎ"),
    ],
)
def test_what_only_looks_different_is_the_same(other: str) -> None:
    assert make_wire_key(other) == make_wire_key(SENTENCE) != ""


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE.replace("4.5", "45"),
        SENTENCE.replace("4.5", "4 5"),
        SENTENCE.replace("4.5", "-4.5"),
        SENTENCE.replace("4.5%", "4.5"),
        SENTENCE.replace("$12", "€12"),
        SENTENCE.replace("rose", "fell"),
        SENTENCE.replace("Ada Holm", "Holm Ada"),
        SENTENCE.replace("rose by", "roseby"),
    ],
)
def test_what_says_something_else_is_another(other: str) -> None:
    assert make_wire_key(other) != make_wire_key(SENTENCE)


def test_a_minus_is_one_however_it_is_written() -> None:
    keys = {make_wire_key(f"The year's balance was {sign}5 million.") for sign in "-−–‐"}

    assert len(keys) == 1


def test_a_hyphen_between_words_or_numbers_is_none() -> None:
    assert fold_wire_text("two-year-old, 2024-25") == "two year old 2024 25"


def test_vowel_signs_belong_to_their_words() -> None:
    assert fold_wire_text("नगर परिषद ने बसें खरीदीं।") == "नगर परिषद ने बसें खरीदीं"


@pytest.mark.parametrize("text", ["", "…", "He declined to comment.", "a " * (LEAST - 1)])
def test_short_sentences_are_not_recognised(text: str) -> None:
    assert make_wire_key(text) == ""


def test_the_least_is_enough() -> None:
    assert len(make_wire_key("a" * LEAST)) == 32


@given(st.text())
def test_any_text_has_a_key_that_is_the_same_again(text: str) -> None:
    key = make_wire_key(text)

    assert make_wire_key(text) == key
    assert len(key) in {0, 32}
    assert fold_wire_text(text) == " ".join(fold_wire_text(text).split())
