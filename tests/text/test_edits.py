"""Other boundaries: exact offsets, no outer white space, nothing invisible, nothing unusable."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import InvalidInput
from claims.text import edits
from claims.text.marks import is_blank
from claims.text.segment import Kind, Segment
from tests.text.test_segment_properties import hostile

TEXT = "Bus bought\n\n  The mayor 🎉 said so.  She paid.\n"
SENTENCE = Segment(14, 34, Kind.SENTENCE, 1)
NEXT = Segment(36, 45, Kind.SENTENCE, 1)
HEADLINE = Segment(0, 10, Kind.HEADLINE, 0)


def read(segment: Segment, text: str = TEXT) -> str:
    return text[segment.start : segment.end]


def refuse(code: str, field: str, edit: object, *arguments: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit(*arguments)  # type: ignore[operator]
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_the_text_of_these_tests_is_as_they_say() -> None:
    assert [read(one) for one in (HEADLINE, SENTENCE, NEXT)] == [
        "Bus bought",
        "The mayor 🎉 said so.",
        "She paid.",
    ]


def test_a_split_leaves_out_white_space_at_each_cut() -> None:
    at = TEXT.index("🎉")

    parts = edits.split(TEXT, SENTENCE, [at + 2, at, at])

    assert [read(part) for part in parts] == ["The mayor", "🎉", "said so."]
    assert {(part.kind, part.paragraph) for part in parts} == {(Kind.SENTENCE, 1)}


def test_a_split_is_inside_and_leaves_something_on_both_sides() -> None:
    refuse("no_offset", "at", edits.split, TEXT, SENTENCE, [])
    refuse("out_of_range", "at", edits.split, TEXT, SENTENCE, [SENTENCE.start])
    refuse("out_of_range", "at", edits.split, TEXT, SENTENCE, [SENTENCE.end])
    refuse("blank", "at", edits.split, "a \u200b b", Segment(0, 5, Kind.SENTENCE, 0), [1, 3])


def test_merged_claims_reach_from_the_first_to_the_last_whatever_their_order() -> None:
    merged = edits.merge(TEXT, [NEXT, HEADLINE])

    assert merged == Segment(0, 45, Kind.HEADLINE, 0)


def test_a_claim_that_was_trimmed_into_its_neighbour_is_merged_with_it_whole() -> None:
    wide = Segment(SENTENCE.start, NEXT.end, Kind.SENTENCE, 1)
    inner = Segment(NEXT.start, NEXT.end - 4, Kind.SENTENCE, 1)

    merged = edits.merge(TEXT, [wide, inner])

    assert (merged.start, merged.end) == (wide.start, wide.end)


def test_one_claim_is_no_merger() -> None:
    refuse("one_claim", "claims", edits.merge, TEXT, [SENTENCE])


def test_a_claim_is_trimmed_or_widened() -> None:
    trimmed = edits.trim(TEXT, SENTENCE, SENTENCE.start + 3, SENTENCE.end)
    widened = edits.trim(TEXT, SENTENCE, 10, len(TEXT))

    assert read(trimmed) == "mayor 🎉 said so."
    assert read(widened) == "The mayor 🎉 said so.  She paid."


def test_a_trim_that_changes_white_space_only_changes_nothing() -> None:
    refuse("unchanged", "start", edits.trim, TEXT, SENTENCE, 10, SENTENCE.end + 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, len(TEXT) + 1)])
def test_offsets_lie_in_the_text(start: int, end: int) -> None:
    refuse("out_of_range", "start", edits.trim, TEXT, SENTENCE, start, end)
    refuse("out_of_range", "start", edits.mark_span, TEXT, SENTENCE, start, end)


def test_a_span_is_a_part_of_its_sentence() -> None:
    span = edits.mark_span(TEXT, SENTENCE, SENTENCE.start, SENTENCE.start + 10)

    assert (read(span), span.kind, span.paragraph) == ("The mayor", Kind.SPAN, 1)
    refuse("whole_sentence", "start", edits.mark_span, TEXT, SENTENCE, 12, 35)
    refuse("out_of_range", "start", edits.mark_span, TEXT, SENTENCE, 14, 40)


@pytest.mark.parametrize("blank", [" ", "\n\t", "\u200b", "\ufeff", "\u00a0\u200d"])
def test_nothing_invisible_is_a_claim(blank: str) -> None:
    text = f"ab{blank}cd"
    segment = Segment(0, len(text), Kind.SENTENCE, 0)

    refuse("blank", "start", edits.mark_span, text, segment, 2, 2 + len(blank))


def test_only_headings_become_sentences() -> None:
    assert edits.make_sentence(HEADLINE) == Segment(0, 10, Kind.SENTENCE, 0)
    refuse("not_a_heading", "claims", edits.make_sentence, SENTENCE)


@settings(max_examples=300, deadline=None)
@given(hostile, st.lists(st.integers(-2, 70), max_size=4), st.data())
def test_whatever_comes_of_an_edit_is_exact_visible_and_without_outer_space(
    text: str, at: list[int], data: st.DataObject
) -> None:
    if is_blank(text):
        return
    start = len(text) - len(text.lstrip())
    whole = Segment(start, len(text.rstrip()), Kind.SENTENCE, 3)
    low, high = data.draw(st.integers(-1, len(text))), data.draw(st.integers(0, len(text) + 1))

    for made in (
        _attempt(lambda: edits.split(text, whole, at)),
        _attempt(lambda: [edits.trim(text, whole, low, high)]),
        _attempt(lambda: [edits.mark_span(text, whole, low, high)]),
    ):
        edge = 0
        for one in made:
            assert edge <= one.start < one.end <= len(text)
            assert read(one, text) == read(one, text).strip()
            assert not is_blank(read(one, text))
            assert one.paragraph == 3
            edge = one.end


@settings(max_examples=200, deadline=None)
@given(hostile, st.sets(st.integers(0, 60), min_size=1, max_size=3))
def test_what_was_split_can_be_merged_again(text: str, at: set[int]) -> None:
    if is_blank(text):
        return
    start = len(text) - len(text.lstrip())
    whole = Segment(start, len(text.rstrip()), Kind.HEADING, 0)

    parts = _attempt(lambda: edits.split(text, whole, sorted(at)))

    assert not parts or edits.merge(text, parts) == whole


def _attempt(edit):
    """What comes of the edit; nothing where it is refused."""
    try:
        return edit()
    except InvalidInput:
        return []
