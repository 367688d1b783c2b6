"""When the labels that are wanted will have been given, by how many came of late.

Plain numbers and days: no rows are read here. Explained in docs/steering.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from itertools import dropwhile
from math import ceil, sqrt
from statistics import fmean, stdev

PACE_DAYS = 14
LEAST_DAYS = 3
# So many standard deviations to either side hold four fifths of a normal distribution.
SPREAD = 1.2816
FARTHEST = 3650


class Outlook(StrEnum):
    """What can be said of the end."""

    NOTHING_WANTED = "nothing_wanted"
    DONE = "done"
    PAUSED = "paused"
    TOO_NEW = "too_new"
    NO_PACE = "no_pace"
    FAR = "far"
    EXPECTED = "expected"


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """The days between which the last label is expected; `latest` is None where it may be never.

    `per_day` is the pace over `days` whole days.
    """

    outlook: Outlook
    left: int = 0
    per_day: float = 0
    days: int = 0
    earliest: date | None = None
    latest: date | None = None


def make_forecast(
    counts: Sequence[int], *, left: int, wanted: int, today: date, is_paused: bool = False
) -> Forecast:
    """By the labels of each whole day, up to yesterday.

    How far the days differ from each other says how far the end may be off: once by the pace, which
    is only known from some days, and once by the days to come.
    """
    if not wanted:
        return Forecast(outlook=Outlook.NOTHING_WANTED)
    if left <= 0:
        return Forecast(outlook=Outlook.DONE)
    days = _pick_days(counts)
    pace = fmean(days) if days else 0
    known = partial(Forecast, left=left, per_day=pace, days=len(days))
    if is_paused:
        return known(outlook=Outlook.PAUSED)
    if not pace:
        return known(outlook=Outlook.NO_PACE)
    if len(days) < LEAST_DAYS:
        return known(outlook=Outlook.TOO_NEW)
    needed = left / pace
    margin = SPREAD * stdev(days) * sqrt(1 / len(days) + 1 / max(needed, 1))
    earliest = _find_end(left, pace + margin, today)
    if earliest is None:
        return known(outlook=Outlook.FAR)
    latest = _find_end(left, pace - margin, today)
    return known(outlook=Outlook.EXPECTED, earliest=earliest, latest=latest)


def _pick_days(counts: Sequence[int]) -> list[int]:
    """The last fourteen; where work has only begun within them, those from then on."""
    before, last = counts[:-PACE_DAYS], list(counts[-PACE_DAYS:])
    return last if any(before) else list(dropwhile(lambda count: not count, last))


def _find_end(left: int, pace: float, today: date) -> date | None:
    """The day of the last label at that pace, today's being the first; None: not in ten years."""
    if pace <= 0 or left / pace > FARTHEST:
        return None
    return today + timedelta(days=ceil(left / pace) - 1)
