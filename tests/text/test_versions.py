"""What became of each sentence of a text that was corrected."""

import time

from hypothesis import given
from hypothesis import strategies as st

from claims.text.versions import Fate, Heir, trace

SAME, CHANGED, GONE = Fate.SAME, Fate.CHANGED, Fate.GONE


def test_an_unchanged_text_is_the_same_throughout():
    assert trace(["a", "b", "a"], ["a", "b", "a"]) == [Heir(SAME, 0), Heir(SAME, 1), Heir(SAME, 2)]


def test_one_sentence_changed():
    old = ["The dock opened.", "It cost 31 million.", "Ada Holm paid.", "She laughed."]
    new = ["The dock opened.", "It cost 36 million.", "Ada Holm paid.", "She laughed."]

    assert trace(old, new) == [
        Heir(SAME, 0),
        Heir(CHANGED, 1),
        Heir(SAME, 2, moved_on=True),
        Heir(SAME, 3),
    ]


def test_one_sentence_gone_and_one_put_in():
    assert trace(["a", "b", "c", "d"], ["a", "c", "new one", "d"]) == [
        Heir(SAME, 0),
        Heir(GONE, None),
        Heir(SAME, 1, moved_on=True),
        Heir(SAME, 3, moved_on=True),
    ]


def test_sentences_that_change_places_are_not_the_same_both():
    heirs = trace(["a", "b", "c"], ["c", "a", "b"])

    assert [heir.fate for heir in heirs] == [SAME, SAME, GONE]
    assert [heir.index for heir in heirs] == [1, 2, None]


def test_repeated_sentences_keep_to_their_neighbours():
    old = ["He said no.", "One.", "He said no.", "Two.", "He said no."]
    new = ["He said no.", "One.", "He said no.", "Another.", "Two.", "He said no."]

    assert [heir.index for heir in trace(old, new)] == [0, 1, 2, 4, 5]


def test_nothing_is_left_of_another_text():
    assert trace(["One two three."], ["Four five six."]) == [Heir(GONE, None)]
    assert trace([], ["x"]) == []
    assert trace(["x"], []) == [Heir(GONE, None)]


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_heirs_are_the_same_words_in_the_same_order_and_nobody_elses(old, new):
    heirs = trace(old, new)

    found = [heir.index for heir in heirs if heir.index is not None]
    assert found == sorted(set(found))
    for text, heir in zip(old, heirs, strict=True):
        if heir.fate == SAME:
            assert heir.index is not None
            assert new[heir.index] == text


def test_it_takes_no_longer_for_hostile_texts():
    many = [f"Sentence {number}." for number in range(30_000)]
    started = time.perf_counter()

    trace(["Again."] * 30_000, ["Again."] * 29_999 + ["End."])
    trace(many, many[::-1])
    trace(many, [f"Other {number}." for number in range(30_000)])

    assert time.perf_counter() - started < 5
