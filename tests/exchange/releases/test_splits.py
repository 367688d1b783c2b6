"""Into which part of a release groups of articles go."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.exchange.releases.splits import (
    PARTS,
    Group,
    Joined,
    Shares,
    split_by_chance,
    split_by_date,
)

DAY = date(2026, 1, 1)


def make_groups(*sizes: int) -> list[Group]:
    return [
        Group(f"article-{number}", size, DAY + timedelta(number))
        for number, size in enumerate(sizes)
    ]


def count(parts: dict[str, str], groups: list[Group]) -> list[int]:
    sums: Counter[str] = Counter()
    for group in groups:
        sums[parts[group.name]] += group.records
    return [sums[part] for part in PARTS]


def test_shares_are_kept() -> None:
    groups = make_groups(*[3] * 100)

    assert count(dict(split_by_chance(groups, Shares(80, 10), 7)), groups) == [240, 30, 30]
    assert count(dict(split_by_date(groups, Shares(80, 10))), groups) == [240, 30, 30]


def test_no_part_stays_empty_while_another_could_spare_a_group() -> None:
    groups = make_groups(5, 1, 5)

    for parts in (
        split_by_chance(groups, Shares(80, 10), 7),
        split_by_date(groups, Shares(80, 10)),
    ):
        assert sorted(parts.values()) == ["test", "train", "validation"]
    assert set(split_by_chance(groups, Shares(80, 0), 7).values()) <= {
        "train",
        "validation",
        "test",
    }


def test_a_part_of_no_share_gets_nothing_and_one_group_is_for_training() -> None:
    for groups in (make_groups(1), make_groups(1, 1, 1, 1)):
        for parts in (
            split_by_chance(groups, Shares(50, 0), 7),
            split_by_date(groups, Shares(50, 0)),
        ):
            assert "validation" not in parts.values()
            assert "train" in parts.values()


def test_the_order_of_groups_changes_nothing() -> None:
    groups = make_groups(*range(1, 40))

    assert split_by_chance(groups, Shares(80, 10), 7) == split_by_chance(
        groups[::-1], Shares(80, 10), 7
    )
    assert split_by_chance(groups, Shares(80, 10), 7) != split_by_chance(groups, Shares(80, 10), 8)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(1, 97))
def test_nothing_in_training_is_from_after_what_is_in_the_test(
    sizes: list[int], train: int
) -> None:
    groups = make_groups(*sizes)

    parts = split_by_date(groups, Shares(train, 1))

    assert len(parts) == len(groups)
    in_order = [PARTS.index(parts[group.name]) for group in groups]
    assert in_order == sorted(in_order)


def test_who_is_joined_stays_together_under_the_least_name() -> None:
    joined = Joined()
    for one, other in (("d", "c"), ("b", "a"), ("c", "b"), ("x", "y")):
        joined.join(one, other)

    assert {name: joined.find(name) for name in "abcdxyz"} == {
        **dict.fromkeys("abcd", "a"),
        **dict.fromkeys("xy", "x"),
        "z": "z",
    }
    assert (len(joined), joined.count_groups()) == (6, 2)
