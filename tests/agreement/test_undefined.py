"""Where there is no value, there is a reason."""

from collections.abc import Sequence

import pytest

from claims.agreement.alpha import alpha
from claims.agreement.coefficients import ac1, free_marginal
from claims.agreement.distances import INTERVAL, Ordinal, Pairwise
from claims.agreement.pairs import measure_pairs
from claims.agreement.results import Undefined
from claims.agreement.sets import MASI
from tests.agreement.measuring import measure_kappas, measure_one, measure_usual, measure_value
from tests.agreement.random_tables import read_rows

CORRECTED = ("alpha", "fleiss", "ac1", "free_marginal")


@pytest.mark.parametrize("rows", [[], [("x", None), (None, "y")]])
def test_nobody_labelled_what_another_did(rows: Sequence[Sequence[str | None]]) -> None:
    found = measure_usual(read_rows(rows))

    assert {one.undefined for one in found.values()} == {Undefined.NO_PAIRS}
    assert {one.value for one in found.values()} == {None}
    assert measure_kappas(read_rows(rows)).mean.undefined == Undefined.NO_PAIRS


def test_one_label_alone() -> None:
    found = measure_usual(read_rows([("x", "x"), ("x", "x")]))

    assert found["percent"].value == 1
    assert {found[name].undefined for name in CORRECTED} == {Undefined.ONE_LABEL}


def test_the_other_labels_of_a_scheme_count_though_nobody_gave_them() -> None:
    table = read_rows([("x", "x"), ("x", "x")])

    assert measure_value(table, ac1(categories=4)) == 1
    assert measure_value(table, free_marginal(categories=4)) == 1


def test_a_scheme_has_no_fewer_labels_than_were_given() -> None:
    with pytest.raises(ValueError, match="2 labels were given, which is more than 1"):
        measure_one(read_rows([("x", "y")]), ac1(categories=1))


def test_alpha_leaves_out_what_nobody_else_labelled() -> None:
    """Another label on a unit of its own makes no second label for α."""
    table = read_rows([("x", "x"), ("y", None)])

    assert measure_one(table, alpha()).undefined == Undefined.ONE_LABEL
    assert measure_usual(table)["fleiss"].value == pytest.approx(1)


@pytest.mark.parametrize("scale", [INTERVAL, Ordinal([1999, 2000, 2001])])
def test_one_number_alone_is_undefined_despite_rounding(scale: Ordinal) -> None:
    table = read_rows([(2000, 2000), (2000, 2000), (2000, 2000)])

    assert measure_one(table, alpha(scale)).undefined == Undefined.ONE_LABEL


def test_labels_without_any_distance_are_one_label() -> None:
    table = read_rows([("x", "y"), ("y", "x")])
    scale = Pairwise(lambda one, other: 0)

    assert measure_one(table, alpha(scale)).undefined == Undefined.ONE_LABEL
    assert measure_kappas(table, scale).mean.undefined == Undefined.NO_PAIR_DEFINED


def test_kappa_of_two_who_gave_one_label_each() -> None:
    """The same one: nothing to tell from chance. Different ones: no agreement, as by chance."""
    same, different = (measure_kappas(read_rows([row, row])) for row in (("x", "x"), ("x", "y")))

    assert same.pairs[0].percent.value == 1
    assert same.pairs[0].kappa.undefined == Undefined.ONE_LABEL
    assert same.mean.undefined == Undefined.NO_PAIR_DEFINED
    assert different.pairs[0].kappa.value == 0


def test_mean_is_of_the_pairs_that_have_a_kappa() -> None:
    table = read_rows([("x", "x", None), ("y", "y", None), ("x", None, "x")])

    found = measure_kappas(table)

    assert [(pair.first, pair.second, pair.units) for pair in found.pairs] == [(0, 1, 2), (0, 2, 1)]
    assert (found.mean.value, found.defined) == (1, 1)


def test_kappa_takes_no_distances_by_counts() -> None:
    with pytest.raises(ValueError, match="depend on how often"):
        measure_pairs(read_rows([(1, 2)]), Ordinal([1, 2]))


def test_labels_must_be_what_the_scale_measures() -> None:
    table = read_rows([("x", "y")])

    with pytest.raises(TypeError, match="'x' is no number"):
        measure_one(table, alpha(INTERVAL))
    with pytest.raises(TypeError, match="'x' is no frozen set"):
        measure_one(table, alpha(MASI))
