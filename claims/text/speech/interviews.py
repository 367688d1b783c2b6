"""Interviews whose answers open with a lone surname ("Orlan: Gewiss."), questions with nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from claims.text.segment import Segment

# So many answers make an interview.
FEWEST_ANSWERS = 3

_LABEL = re.compile(r"([^\W\d_][\w-]{1,40}):\s")


def speakers(text: str, segments: Sequence[Segment], is_name: Callable[[str], bool]) -> list[str]:
    """The surname that each segment's paragraph opens with, "" for none.

    A paragraph without one is a question: nobody's of the two.
    """
    labels: dict[int, str] = {}
    for one in reversed(segments):
        found = _LABEL.match(text, one.start, one.end)
        labels[one.paragraph] = found.group(1) if found else ""
    counts = Counter(label for label in labels.values() if label and is_name(label))
    kept = {label for label, count in counts.items() if count >= FEWEST_ANSWERS}
    found_labels = (labels[one.paragraph] for one in segments)
    return [label if label in kept else "" for label in found_labels]
