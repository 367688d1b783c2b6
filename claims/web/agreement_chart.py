"""α over time as lines and points of an SVG. No colours: those are the style sheet's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claims.queries.figures.fields import Week

WIDTH, HEIGHT = 560, 160
# Room for the numbers beside the lines, and above and below the points.
START, END, TOP, BOTTOM = 40, 12, 10, 10
GRADES = (1.0, 0.8, 0.667, 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A value that the others are read against."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    monday: date
    units: int
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """All one needs to draw it; numbers are for attributes, not for reading."""

    width: int
    height: int
    start: int
    end: int
    lines: Sequence[Line]
    points: Sequence[Point]

    @property
    def label(self) -> int:
        """Where the numbers beside the lines end."""
        return self.start - 6

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def lowest(self) -> float:
        return min(point.value for point in self.points)

    @property
    def highest(self) -> float:
        return max(point.value for point in self.points)

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def draw_weeks(weeks: Sequence[Week]) -> Chart | None:
    """Of the weeks that have an α; None where fewer than two have. Empty weeks take room, too."""
    known = [(week, week.alpha.value) for week in weeks if week.alpha.value is not None]
    if len(known) < 2:
        return None
    lowest = min(0.0, *(value for _, value in known))
    first, last = known[0][0].monday, known[-1][0].monday

    def find_y(value: float) -> float:
        return round(TOP + (1 - value) / (1 - lowest) * (HEIGHT - TOP - BOTTOM), 1)

    def find_x(day: date) -> float:
        share = (day - first).days / (last - first).days
        return round(START + share * (WIDTH - START - END), 1)

    return Chart(
        width=WIDTH,
        height=HEIGHT,
        start=START,
        end=WIDTH - END,
        lines=[Line(find_y(grade), grade) for grade in GRADES],
        points=[
            Point(find_x(week.monday), find_y(value), week.monday, week.units, value)
            for week, value in known
        ],
    )
