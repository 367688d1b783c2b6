"""What holds for every table."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.agreement.alpha import alpha
from claims.agreement.bootstrap import Bootstrap
from claims.agreement.distances import NOMINAL, Ordinal, PairDistances, Scale
from claims.agreement.pairs import measure_pairs
from claims.agreement.report import choose_coefficients, measure_agreement
from claims.agreement.results import Undefined
from claims.agreement.sets import JACCARD, MASI, SetDistances, Sets, masi, measure_nearness
from claims.agreement.tables import Table, cross_labels, read_table
from tests.agreement.measuring import measure_kappas, measure_one, measure_usual
from tests.agreement.random_tables import list_labels, read_rows

LABELS = ("a", "b", "c", "d")
Rows = Sequence[Sequence[str | None]]
FEW = Bootstrap(resamples=20, seed=3)


def make_rows(raters: int) -> st.SearchStrategy[Rows]:
    label = st.none() | st.sampled_from(LABELS)
    return st.lists(st.lists(label, min_size=raters, max_size=raters), max_size=12)


ROWS = st.integers(2, 4).flatmap(make_rows)
SETS = st.lists(st.frozensets(st.sampled_from("abcde")), unique=True, max_size=12)


def rename(table: Table, raters: Sequence[int], labels: Sequence[str]) -> Table:
    names = dict(zip(LABELS, labels, strict=True))
    return read_table(
        (unit, raters[int(str(rater))], names[str(label)])
        for unit, labelled in table.rows.items()
        for rater, label in labelled.items()
    )


@settings(max_examples=60, deadline=None)
@given(ROWS, st.permutations(range(4)), st.permutations("wxyz"))
def test_names_of_raters_and_labels_do_not_matter(
    rows: Rows, raters: Sequence[int], labels: Sequence[str]
) -> None:
    table = read_rows(rows)
    renamed = rename(table, raters, labels)

    before, after = measure_usual(table), measure_usual(renamed)
    assert {name: one.undefined for name, one in before.items()} == {
        name: one.undefined for name, one in after.items()
    }
    for name, one in before.items():
        assert one.value == pytest.approx(after[name].value)
    assert measure_kappas(table).mean.value == pytest.approx(measure_kappas(renamed).mean.value)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_units_does_not_matter_even_to_intervals(rows: Rows, random: Random) -> None:
    labels = list(list_labels(rows))
    table = read_table(labels)
    random.shuffle(labels)
    shuffled = read_table(labels)

    usual = choose_coefficients()
    assert measure_agreement(table, usual, FEW) == measure_agreement(shuffled, usual, FEW)
    assert measure_pairs(table, bootstrap=FEW) == measure_pairs(shuffled, bootstrap=FEW)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LABELS), min_size=2), st.integers(2, 5))
def test_perfect_agreement_is_one_once_two_labels_are_used(
    truth: Sequence[str], raters: int
) -> None:
    found = measure_usual(read_rows([[label] * raters for label in truth]))

    if len(set(truth)) > 1:
        assert {one.value for one in found.values()} == {1.0}
    else:
        assert found.pop("percent").value == 1.0
        assert {one.undefined for one in found.values()} == {Undefined.ONE_LABEL}


@settings(max_examples=60, deadline=None)
@given(ROWS, st.lists(st.sampled_from("abcdxyz"), max_size=5))
def test_units_with_one_label_change_nothing_for_alpha(rows: Rows, singles: Sequence[str]) -> None:
    more = [*rows, *([label, None] for label in singles)]

    for scale in (NOMINAL, Ordinal("abcdxyz")):
        with_none = measure_agreement(read_rows(rows), {"alpha": alpha(scale)}, FEW)
        with_some = measure_agreement(read_rows(more), {"alpha": alpha(scale)}, FEW)

        ours, theirs = with_none.results["alpha"], with_some.results["alpha"]
        assert ours.undefined == theirs.undefined
        assert ours.value == pytest.approx(theirs.value)
        assert (ours.interval is None) == (theirs.interval is None)
        if ours.interval and theirs.interval:
            assert ours.interval.low == pytest.approx(theirs.interval.low)
            assert ours.interval.high == pytest.approx(theirs.interval.high)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_nothing_is_above_one(rows: Rows) -> None:
    for result in measure_usual(read_rows(rows)).values():
        assert (result.value is None) == (result.undefined is not None)
        assert (result.value or 0) <= 1 + 1e-12


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_crossed_labels_are_all_pairs_of_raters(rows: Rows) -> None:
    sizes = [sum(label is not None for label in row) for row in rows]

    crossed = cross_labels(read_rows(rows))

    assert sum(crossed.values()) == sum(size * (size - 1) // 2 for size in sizes)
    assert all(str(one) <= str(other) for one, other in crossed)


@settings(max_examples=60, deadline=None)
@given(SETS, st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_sets_are_counted_as_if_every_two_were_looked_at(
    sets: Sequence[frozenset[str]], counts: Sequence[int]
) -> None:
    ones, others = counts[: len(sets)], counts[::-1][: len(sets)]
    every = sum(
        one * other * (1 - measure_nearness(first, second, masi))
        for first, one in zip(sets, ones, strict=True)
        for second, other in zip(sets, others, strict=True)
    )

    assert SetDistances(sets, masi).cross(ones, others) == pytest.approx(every, abs=1e-9)


@pytest.mark.parametrize("scale", [MASI, JACCARD])
def test_sets_with_too_many_subsets_are_looked_at_in_pairs(
    scale: Sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read_rows([(frozenset("ab"), frozenset("abc")), (frozenset("d"), frozenset("ad"))])
    few = measure_one(table, alpha(scale))
    monkeypatch.setattr("claims.agreement.sets.MANY", 0)

    assert isinstance(scale.prepare([frozenset("a")], ()), PairDistances)
    assert measure_one(table, alpha(scale)).value == pytest.approx(few.value)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_ordinal_with_two_labels_is_nominal(rows: Rows) -> None:
    """Two labels have but one distance."""
    table = read_rows([[label and min(label, "b") for label in row] for row in rows])
    scales: list[Scale] = [NOMINAL, Ordinal("ab")]

    nominal, ordinal = (measure_one(table, alpha(scale)) for scale in scales)

    assert nominal.undefined == ordinal.undefined
    assert nominal.value == pytest.approx(ordinal.value)
