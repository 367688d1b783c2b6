"""Evidence of two people beside each other."""

import pytest

from claims.agreement.bootstrap import Bootstrap
from claims.agreement.evidence import (
    compare_all,
    compare_two,
    count_pairs,
    list_words,
    measure_evidence,
    measure_evidence_pairs,
)
from claims.agreement.results import Undefined
from tests.agreement.measuring import WITHOUT
from tests.agreement.random_tables import read_rows

NONE: frozenset[str] = frozenset()
TABLE = read_rows(
    [
        (frozenset("ab"), frozenset("bcd")),
        (frozenset("a"), frozenset("a")),
        (frozenset("a"), NONE),
        (NONE, NONE),
        (frozenset("a"), None),
    ]
)


def test_precision_recall_and_overlap() -> None:
    """Both found 2; the first found 4, the second 4, together 6 in three units."""
    found = measure_evidence(compare_two(TABLE, 0, 1), WITHOUT)

    assert (found.units, found.empty) == (3, 1)
    assert found.precision.value == pytest.approx(2 / 4)
    assert found.recall.value == pytest.approx(2 / 4)
    assert found.overlap.value == pytest.approx(2 / 6)
    assert found.mean_overlap.value == pytest.approx((1 / 4 + 1 + 0) / 3)


def test_precision_and_recall_change_places_with_the_raters() -> None:
    table = read_rows([(frozenset("ab"), frozenset("bcd"))])
    one, other = (
        measure_evidence(compare_two(table, *raters), WITHOUT) for raters in ((0, 1), (1, 0))
    )

    assert (one.precision.value, one.recall.value) == pytest.approx((1 / 3, 1 / 2))
    assert (other.precision, other.recall) == (one.recall, one.precision)


def test_all_pairs_of_three_raters() -> None:
    table = read_rows([(frozenset("ab"), frozenset("b"), NONE)])

    found = measure_evidence(compare_all(table), WITHOUT)

    # Pairs: ab-b share 1; ab-nothing and b-nothing share none. F1 = 2·1 / (3 + 2 + 1).
    assert found.units == 1
    assert found.precision == found.recall
    assert found.precision.value == pytest.approx(2 / 6)
    assert found.mean_overlap.value == pytest.approx((1 / 2 + 0 + 0) / 3)


def test_every_two_have_a_direction() -> None:
    """Whose table has the labels in another order has the same pairs."""
    table = read_rows([(frozenset("ab"), frozenset("b"), None), (None, NONE, frozenset("c"))])

    found = measure_evidence_pairs(table, WITHOUT)

    assert count_pairs(table) == 2
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (1, 2)]
    assert found[0].found == measure_evidence(compare_two(table, 0, 1), WITHOUT)
    assert (found[0].found.precision.value, found[0].found.recall.value) == (1, 1 / 2)
    assert (found[1].found.precision.value, found[1].found.recall.undefined) == (
        0,
        Undefined.NOTHING_FOUND,
    )


def test_nothing_found_by_anybody() -> None:
    found = measure_evidence(compare_two(read_rows([(NONE, NONE)]), 0, 1))

    assert (found.units, found.empty) == (0, 1)
    assert {found.precision.undefined, found.overlap.undefined} == {Undefined.NOTHING_FOUND}


def test_second_found_nothing_so_nothing_of_it_can_be_right() -> None:
    found = measure_evidence(compare_two(read_rows([(frozenset("a"), NONE)]), 0, 1), WITHOUT)

    assert found.precision.undefined == Undefined.NOTHING_FOUND
    assert found.recall.value == 0
    assert found.overlap.value == 0


def test_intervals_come_from_units() -> None:
    table = read_rows([(frozenset("a"), frozenset("a")), (frozenset("b"), frozenset("c"))] * 20)

    interval = measure_evidence(compare_all(table), Bootstrap(500)).precision.interval

    assert interval
    assert 0.3 < interval.low < 0.4
    assert 0.6 < interval.high < 0.7


def test_words_of_a_quotation() -> None:
    assert list_words("The Straße, the STRASSE: 3.5 %") == {"the", "strasse", "3", "5"}


def test_evidence_is_a_set() -> None:
    with pytest.raises(TypeError, match="'x' is no frozen set"):
        compare_two(read_rows([("x", "y")]), 0, 1)
