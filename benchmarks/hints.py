"""How well claim hints do on their gold sentences: `python -m benchmarks.hints`.

Prints precision and recall per kind, for the half the rules were tuned on and the half held out.
The sentences are invented, and stand in tests/text/hints_gold.jsonl: each with its language, its
half, and the kinds of hints that a careful reader would give it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from claims.text import languages
from claims.text.hints import HintKind, find_hints

GOLD = Path(__file__).parents[1] / "tests" / "text" / "hints_gold.jsonl"
HALVES = ("dev", "test")
LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Row:
    """One sentence with what it should be given."""

    language: str
    half: str
    text: str
    hints: frozenset[str]


@dataclass
class Score:
    """How often each kind was given rightly, wrongly, and not at all."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def precision(self, kind: str) -> float:
        return self.right[kind] / ((self.right + self.wrong)[kind] or 1)

    def recall(self, kind: str) -> float:
        return self.right[kind] / ((self.right + self.missed)[kind] or 1)


def read_gold() -> Iterator[Row]:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Row(row["language"], row["half"], row["text"], frozenset(row["hints"]))


def score(rows: Iterable[Row]) -> Score:
    found = Score()
    for row in rows:
        language = languages.get(row.language)
        given = {hint.kind.value for hint in find_hints(row.text, 0, len(row.text), language)}
        found.right.update(given & row.hints)
        found.wrong.update(given - row.hints)
        found.missed.update(row.hints - given)
    return found


def main() -> None:
    rows = list(read_gold())
    print(f"{'':>10} {'kind':<12}{'precision':>10}{'recall':>8}{'gold':>6}")
    for language in LANGUAGES:
        for half in HALVES:
            found = score(row for row in rows if (row.language, row.half) == (language, half))
            for kind in HintKind:
                gold = found.right[kind] + found.missed[kind]
                figures = f"{found.precision(kind):>10.2f}{found.recall(kind):>8.2f}{gold:>6}"
                print(f"{language:>5} {half:<4} {kind:<12}{figures}")


if __name__ == "__main__":
    main()
