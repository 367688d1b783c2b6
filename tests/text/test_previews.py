"""What changes by other boundaries, as one reads it."""

from collections.abc import Sequence

import pytest

from claims.text.previews import Line, Role, describe_change
from claims.text.segment import Kind, Segment

TEXT = "Old.\n\nFares rise in June. Nobody knows why. The end.\n\nNew."


def at(words: str, kind: Kind = Kind.SENTENCE) -> Segment:
    start = TEXT.index(words)
    return Segment(start, start + len(words), kind, 1)


MARKS = {
    Role.KEPT: "{}",
    Role.REMOVED: "-{}-",
    Role.ADDED: "+{}+",
    Role.SPAN: "[{}]",
    Role.CUT: "|",
}


def write(lines: Sequence[Line]) -> list[str]:
    """`-gone-`, `+new+`, `[a claim of its own]`, and `|` for a cut."""
    return [
        "".join(MARKS[piece.role].format(piece.text) for piece in line.pieces) for line in lines
    ]


RISE, WHY = at("Fares rise in June."), at("Nobody knows why.")


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        pytest.param(
            [RISE],
            [at("Fares"), at("rise in"), at("June.")],
            ["Fares| rise in| June."],
            ["Fares", "rise in", "June."],
            id="split",
        ),
        pytest.param(
            [RISE, WHY],
            [at("Fares rise in June. Nobody knows why.")],
            ["Fares rise in June.", "Nobody knows why."],
            ["Fares rise in June. Nobody knows why."],
            id="merge",
        ),
        pytest.param([RISE], [at("rise in")], ["-Fares -rise in- June.-"], ["rise in"], id="trim"),
        pytest.param(
            [at("rise in")],
            [RISE],
            ["rise in"],
            ["+Fares +rise in+ June.+"],
            id="trimmed wider",
        ),
        pytest.param(
            [RISE],
            [at("rise in", Kind.SPAN)],
            ["Fares [rise in] June."],
            ["rise in"],
            id="span",
        ),
        pytest.param([at("rise in", Kind.SPAN)], [], ["rise in"], [], id="no span"),
        pytest.param([at("Old.", Kind.HEADING)], [at("Old.")], ["Old."], ["Old."], id="heading"),
    ],
)
def test_what_comes_goes_and_is_cut_is_marked(
    before: list[Segment], after: list[Segment], old: list[str], new: list[str]
) -> None:
    change = describe_change(TEXT, before, after)

    assert (write(change.before), write(change.after)) == (old, new)
    assert [line.kind for line in change.after] == [segment.kind for segment in after]


def test_the_words_around_are_those_of_the_paragraph() -> None:
    change = describe_change(TEXT, [WHY], [at("Nobody")])

    assert (change.lead, change.tail) == ("Fares rise in June.", "The end.")


def test_long_surroundings_are_cut_between_words() -> None:
    text = "word " * 40 + "Fares rise. " + "word " * 40
    start = text.index("Fares")

    change = describe_change(
        text,
        [Segment(start, start + 11, Kind.SENTENCE, 1)],
        [Segment(start, start + 5, Kind.SENTENCE, 1)],
    )

    assert (change.lead[:6], change.lead[-5:]) == ("…word ", " word")
    assert (change.tail[:5], change.tail[-6:]) == ("word ", " word…")
    assert len(change.lead) <= 81
