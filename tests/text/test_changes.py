"""What changed between two texts."""

import time

import pytest

from claims.text.changes import Change, Line, list_changes

OLD = """# Guideline

The speaker is who says it.
Thanks are no claim.

- One
- Two
- Three
- Four

End.
"""


def draw(lines: list[Line]) -> list[str]:
    """As one would write it down: [-gone-] {+new+}, and … for what is left out."""
    signs = {Change.ADDED: "{{+{}+}}", Change.REMOVED: "[-{}-]", Change.SAME: "{}"}
    return [
        f"… {line.skipped}"
        if line.skipped
        else "".join(signs[piece.change].format(piece.text) for piece in line.pieces)
        for line in lines
    ]


@pytest.mark.parametrize("new", [OLD, OLD.replace("\n", "\r\n"), OLD + "\n\n", OLD.rstrip()])
def test_the_same_lines_are_no_change(new: str) -> None:
    assert list_changes(OLD, new) == []


def test_a_word_is_shown_within_its_line_and_the_line_within_its_neighbours() -> None:
    new = OLD.replace("who says it", "who makes the claim")

    assert draw(list_changes(OLD, new)) == [
        "# Guideline",
        "The speaker is who[- says it.-]{+ makes the claim.+}",
        "Thanks are no claim.",
        "- One",
        "… 4",
    ]


def test_lines_are_added_and_removed() -> None:
    new = OLD.replace("- Two\n", "").replace("End.\n", "End.\n\nMore.\n")

    assert draw(list_changes(OLD, new)) == [
        "… 2",
        "Thanks are no claim.",
        "- One",
        "[-- Two-]",
        "- Three",
        "- Four",
        "End.",
        "{+More.+}",
    ]


def test_a_line_that_became_another_is_removed_and_added_whole() -> None:
    assert draw(list_changes("Thanks are no claim.", "Predictions are judged later.")) == [
        "[-Thanks are no claim.-]",
        "{+Predictions are judged later.+}",
    ]


def test_a_changed_line_is_found_behind_one_that_is_new() -> None:
    new = "Wholly different words here.\nThe speaker is who said it."

    assert draw(list_changes("The speaker is who says it.", new)) == [
        "{+Wholly different words here.+}",
        "The speaker is who[- says-]{+ said+} it.",
    ]


def test_the_kind_of_a_line_is_that_of_its_pieces() -> None:
    lines = list_changes("a b c d\nsame\ngone", "a b c x\nsame\nnew and more")

    assert [line.change for line in lines] == ["edited", "same", "removed", "added"]


@pytest.mark.parametrize(("old", "new", "drawn"), [("", "a", "{+a+}"), ("a", " \n", "[-a-]")])
def test_from_nothing_and_to_nothing(old: str, new: str, drawn: str) -> None:
    assert draw(list_changes(old, new)) == [drawn]


HOSTILE = {
    "one word a line": ("a\n" * 50_000, "a\nb\n" * 25_000),
    "one line": ("a " * 50_000, "a b " * 25_000),
    "every other line": (
        "\n".join(f"line number {n}" for n in range(6000)),
        "\n".join(f"line number {n}{'x' * (n % 2)}" for n in range(6000)),
    ),
    "long lines of two words": (("a b a a b b " * 99 + "\n") * 80, ("b a b " * 199 + "\n") * 80),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_a_hundred_thousand_characters_take_no_afternoon(name: str) -> None:
    old, new = HOSTILE[name]
    started = time.process_time()

    list_changes(old, new)

    assert time.process_time() - started < 4
