"""What an export says of itself: how much it holds, and what it could not say."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Counted while the records are written; complete when the last of them is.

    `left_out` counts records, and parts of them, by the reason; `mapped` labels that a format says
    in fewer words, by (what it was, what it became); `wordings` by "decided" and "verbatim".
    """

    records: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    mapped: Counter[tuple[str, str]] = field(default_factory=Counter)
    wordings: Counter[str] = field(default_factory=Counter)
