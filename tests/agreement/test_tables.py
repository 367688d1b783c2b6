"""Tables of labels: read, counted, crossed, cut."""

from uuid import UUID

import pytest

from claims.agreement.report import choose_coefficients, measure_agreement
from claims.agreement.tables import (
    count_labels,
    cross_labels,
    leave_out,
    order_labels,
    read_table,
)
from tests.agreement.measuring import WITHOUT
from tests.agreement.random_tables import read_rows

ROWS = [("x", "y"), ("x", "x"), ("y", "x"), ("x", None), (None, None)]


def test_nobody_labels_a_unit_twice() -> None:
    with pytest.raises(ValueError, match="'ann' labels 1 twice"):
        read_table([(1, "ann", "x"), (1, "ann", "y")])


def test_labels_of_any_kind_have_an_order() -> None:
    labels = [frozenset("b"), "b", None, 2, UUID(int=1), frozenset("ab"), 1.5, "a", frozenset()]

    assert order_labels(labels) == [
        None,
        UUID(int=1),
        1.5,
        2,
        frozenset(),
        frozenset("ab"),
        frozenset("b"),
        "a",
        "b",
    ]


def test_counts_and_crossed_labels() -> None:
    table = read_rows(ROWS)

    assert count_labels(table) == {"x": 5, "y": 2}
    assert cross_labels(table) == {("x", "x"): 1, ("x", "y"): 2}


def test_three_raters_are_three_pairs() -> None:
    table = read_rows([("x", "y", "x")])

    assert cross_labels(table) == {("x", "x"): 1, ("x", "y"): 2}


def test_units_where_somebody_gave_a_label_are_left_out() -> None:
    """Of the two of them only one had two labels, and is missed."""
    table = read_table(
        [(1, "a", "x"), (1, "b", "x"), (2, "a", "x"), (2, "b", None), (3, "a", None)]
    )

    remainder = leave_out(table, None)

    assert list(remainder.table.rows) == [1]
    assert remainder.left_out == 1


def test_report_tells_what_it_rests_on() -> None:
    found = measure_agreement(read_rows(ROWS), choose_coefficients(), WITHOUT)

    assert (found.units, found.singles, found.labels, found.raters) == (3, 1, 7, 2)
    assert found.marginals == {"x": 5, "y": 2}
    assert found.crossed == {("x", "x"): 1, ("x", "y"): 2}
    assert list(found.results) == ["percent", "alpha", "fleiss", "ac1", "free_marginal"]
