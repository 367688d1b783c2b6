"""Words that somebody pasted, found again in the text."""

import pytest

from claims.errors import InvalidInput
from claims.text.pasted import find_words

TEXT = "Rise.\r\nFares rise in\r\nJune, the port said. Fares\u00a0fall. 🎉 Fares e\u0301galent."


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rise in June", "rise in\r\nJune"),
        ("  Fares\nrise ", "Fares rise"),
        ("Fares fall.", "Fares\u00a0fall."),
        ("🎉 Fares e\u0301", "🎉 Fares e\u0301"),
        ("(June", None),
        ("rise  port", None),
    ],
)
def test_words_are_found_whatever_white_space_is_between(words: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(InvalidInput) as refusal:
            find_words(TEXT, words, 0, len(TEXT), "wanted")
        assert (refusal.value.code, refusal.value.field) == ("words_absent", "wanted")
    else:
        start, end = find_words(TEXT, words, 0, len(TEXT), "wanted")
        assert TEXT[start:end] == found


def test_words_are_looked_for_within_bounds() -> None:
    start = TEXT.index("June")

    assert find_words(TEXT, "Fares fall", start, len(TEXT), "wanted")[0] == TEXT.index(
        "Fares\u00a0"
    )
    with pytest.raises(InvalidInput):
        find_words(TEXT, "Fares rise", start, len(TEXT), "wanted")


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        (TEXT, "Fares", "words_ambiguous"),
        ("no no no", "no no", "words_ambiguous"),
        (TEXT, " \u200b\n", "blank"),
        (TEXT, "", "blank"),
    ],
)
def test_words_that_are_not_there_once_are_refused(text: str, words: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        find_words(text, words, 0, len(text), "first_part")

    assert refusal.value.code == code
