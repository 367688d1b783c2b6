"""Near-duplicates share a key, and nothing else does."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.near import LEAST_WORDS, make_near_keys
from claims.text.wire import fold_wire_text

SENTENCE = "Fares in Ostwick rose by 4 percent in June."
WORDS = st.lists(st.sampled_from(["the", "fare", "4"]), min_size=1, max_size=8)


def are_near(one: str, other: str) -> bool:
    return not make_near_keys(one).isdisjoint(make_near_keys(other))


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE,
        "fares in Ostwick rose by 4 percent, in June",
        "Fares in Ostwick rose by 5 percent in June.",
        "Fares in Ostwick rose by nearly 4 percent in June.",
        "Fares in Ostwick rose 4 percent in June.",
        "In Ostwick fares rose by 4 percent in June.",
    ],
)
def test_one_word_does_not_matter(other: str) -> None:
    assert are_near(SENTENCE, other)


@pytest.mark.parametrize(
    "other", ["Fares in Ostwick fell by 5 percent in June.", "Fares in Ostwick rose by 4 percent."]
)
def test_two_words_do(other: str) -> None:
    assert not are_near(SENTENCE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The council of Ostwick.", "The council of Norhaven."),
        (
            "记者昨天从市政府新闻发布会上获悉，港口票价上涨百分之四",
            "记者昨天从市政府新闻发布会上获悉，新桥已经通车",
        ),
    ],
    ids=["four words", "clauses of a language without spaces"],
)
def test_of_few_words_nothing_may_differ(one: str, other: str) -> None:
    assert not are_near(one, other)
    assert are_near(one, one.upper())


@given(WORDS, WORDS)
def test_two_share_a_key_if_they_are_the_same_without_a_word_of_each(
    one: list[str], other: list[str]
) -> None:
    expected = not without_one(one).isdisjoint(without_one(other))

    assert are_near(" ".join(one), " ".join(other)) is expected


def without_one(words: list[str]) -> set[tuple[str, ...]]:
    """The words, and the words without one of them; of few words only these."""
    fewer = combinations(words, len(words) - 1) if len(words) >= LEAST_WORDS else ()
    return {tuple(words), *fewer}


@given(st.text())
def test_any_text_has_a_key_more_than_words_at_most_and_a_database_takes_them(text: str) -> None:
    keys = make_near_keys(text)

    assert 1 <= len(keys) <= len(fold_wire_text(text).split()) + 1
    assert all(0 <= key < 2**61 for key in keys)


def test_keys_are_the_same_in_any_process() -> None:
    assert make_near_keys("Fares rose") == {1854744604118529750}
    assert len(make_near_keys("Fares rose in all of Ostwick")) == 7
