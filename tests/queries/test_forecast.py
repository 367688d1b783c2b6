"""When the labels wanted will be given, by how many came of late."""

from datetime import date

import pytest

from claims.queries.forecast import FARTHEST, Forecast, Outlook, make_forecast

TODAY = date(2026, 3, 2)


def foresee(counts: list[int], left: int, *, is_paused: bool = False) -> Forecast:
    return make_forecast(counts, left=left, wanted=1000, today=TODAY, is_paused=is_paused)


def test_equal_days_leave_no_doubt() -> None:
    found = foresee([10] * 14, 35)

    assert found == Forecast(
        outlook=Outlook.EXPECTED,
        left=35,
        per_day=10,
        days=14,
        # Today, tomorrow, and two more.
        earliest=date(2026, 3, 5),
        latest=date(2026, 3, 5),
    )


def test_days_that_differ_make_a_range_around_the_pace() -> None:
    found = foresee([5, 15] * 7, 100)

    assert found.per_day == 10
    # 100 / (10 ± 1.2816 · 5.19 · √(1/14 + 1/10)) = 100 / (10 ± 2.75)
    assert (found.earliest, found.latest) == (date(2026, 3, 9), date(2026, 3, 15))


def test_the_range_is_wider_the_more_the_days_differ() -> None:
    calm, wild = foresee([8, 12] * 7, 200), foresee([2, 18] * 7, 200)

    assert None not in {calm.earliest, calm.latest, wild.earliest, wild.latest}
    assert wild.earliest < calm.earliest < calm.latest < wild.latest  # type: ignore[operator]


def test_the_end_is_open_where_the_slow_pace_is_none() -> None:
    found = foresee([1, *[0] * 13, 140], 100)

    assert (found.outlook, found.latest) == (Outlook.EXPECTED, None)


def test_only_the_last_fourteen_days_count() -> None:
    assert foresee([500] * 13 + [10] * 14, 10).per_day == 10


def test_days_before_the_work_began_do_not_count() -> None:
    found = foresee([0] * 20 + [6, 0, 6], 60)

    assert (found.days, found.per_day) == (3, 4)


def test_idle_days_count_once_the_work_has_begun() -> None:
    found = foresee([7] + [0] * 13 + [14] + [0] * 12, 60)

    assert (found.days, found.per_day) == (14, 1)


@pytest.mark.parametrize(
    ("counts", "left", "outlook"),
    [
        ([10] * 14, 0, Outlook.DONE),
        ([10] * 14, -2, Outlook.DONE),
        ([0] * 27, 5, Outlook.NO_PACE),
        ([], 5, Outlook.NO_PACE),
        ([0] * 25 + [3, 3], 5, Outlook.TOO_NEW),
        ([1] * 14, FARTHEST + 1, Outlook.FAR),
    ],
)
def test_what_cannot_be_foreseen_is_said(counts: list[int], left: int, outlook: Outlook) -> None:
    found = foresee(counts, left)

    assert (found.outlook, found.earliest, found.latest) == (outlook, None, None)


def test_paused_work_has_no_end() -> None:
    assert foresee([10] * 14, 5, is_paused=True).outlook == Outlook.PAUSED


def test_nothing_wanted_is_not_done() -> None:
    found = make_forecast([], left=0, wanted=0, today=TODAY)

    assert found.outlook == Outlook.NOTHING_WANTED
