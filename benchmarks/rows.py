"""What is measured: a value beside its floor, and the mark it is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One value of one run. `floor`: what the least one could do costs, in the same unit.

    `ratio` is how many times the floor's cost ours is, for times and for rates alike. `most` or
    `least` is the mark; a value without one is shown for what it is.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        if not self.floor or not self.value:
            return None
        return self.floor / self.value if self.unit.endswith("/s") else self.value / self.floor

    @property
    def mark(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return "" if self.least is None else f"≥ {self.least:g}"

    @property
    def met(self) -> bool | None:
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A result, with the database and the number of claims it was measured at."""

    database: str
    size: int
    result: Result

    def to_json(self) -> Mapping[str, Any]:
        result = self.result
        return {
            "name": result.name,
            "database": self.database,
            "size": self.size,
            "value": _round(result.value),
            "unit": result.unit,
            "floor": _round(result.floor),
            "ratio": _round(result.ratio),
            "mark": result.mark,
            "met": result.met,
        }


def _round(number: float | None) -> float | None:
    """To what the measurement can carry: four digits."""
    return None if number is None else float(f"{number:.4g}")
