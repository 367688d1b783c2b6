"""What a run has shown: figures, and whatever was not as it has to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Violations that are printed in full; the rest is counted.
SHOWN = 20


@dataclass
class Report:
    """A table of figures, and the violations found."""

    name: str
    database: str
    figures: dict[str, Any] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def add(self, figures: Mapping[str, Any]) -> None:
        self.figures |= figures

    def add_violations(self, violations: Iterable[str]) -> None:
        self.violations += violations

    def expect(self, *, runs: bool, what: str) -> None:
        """`what` is a violation where it does not hold."""
        if not runs:
            self.violations.append(what)

    def print(self) -> None:
        print(f"\n## {self.name}, {self.database}\n\n| | |\n| --- | ---: |")
        for name, value in self.figures.items():
            shown = f"{value:,}" if isinstance(value, int) else value
            print(f"| {name} | {shown} |")
        for violation in self.violations[:SHOWN]:
            print(f"\n**{violation}**")
        if len(self.violations) > SHOWN:
            print(f"\n… and {len(self.violations) - SHOWN} more")
        print(flush=True)
