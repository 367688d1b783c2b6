"""Spans, and code points against UTF-16 units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.spans import Span, all_to_utf16, from_utf16, to_utf16


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Span(0, 5), Span(3, 9), Span(3, 5)),
        (Span(0, 9), Span(3, 5), Span(3, 5)),
        (Span(0, 3), Span(3, 5), None),
        (Span(7, 9), Span(3, 5), None),
    ],
)
def test_clip_gives_what_two_spans_share(one, other, shared):
    assert one.clip(other) == shared
    assert one.overlaps(other) is (shared is not None)


def test_spans_contain_shift_and_order():
    assert Span(0, 9).contains(Span(0, 9))
    assert not Span(1, 9).contains(Span(0, 2))
    assert Span(2, 4).shift(10) == Span(12, 14)
    assert len(Span(2, 4)) == 2
    assert sorted([Span(3, 4), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(3, 4)]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_cannot_run_backwards(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_utf16_counts_two_beyond_the_basic_plane():
    text = "a🏛b"

    assert [to_utf16(text, index) for index in range(4)] == [0, 1, 3, 4]
    assert [from_utf16(text, index) for index in range(5)] == [0, 1, 1, 2, 3]


def test_utf16_index_beyond_the_text_is_refused():
    with pytest.raises(ValueError, match="beyond"):
        from_utf16("a🏛", 4)


@given(st.text(), st.data())
def test_utf16_and_back_is_the_same_code_point(text, data):
    indexes = sorted(data.draw(st.lists(st.integers(0, len(text)))))

    units = list(all_to_utf16(text, indexes))

    assert units == [
        len(text[:index].encode("utf-16-le", "surrogatepass")) // 2 for index in indexes
    ]
    assert [from_utf16(text, unit) for unit in units] == indexes
