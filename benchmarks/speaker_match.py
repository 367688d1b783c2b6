"""Whether one of several names is the speaker's, where the gold has one person under two names.

The development set lists "Kay" and "Ann Kay" of one article as two speakers, and its scorer then
takes the full name for the wrong one of the two. Beside its figures stand those with both joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[tuple[int, int, Sequence[str]]]


def _is_speaker(scorer: Any, name: str, gold: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether it is, or is one of the gold's other `names` for the same person."""
    words = set(scorer.core(gold["name"]))
    twins = [one for one in names if _is_part(words, set(scorer.core(one)))]
    return any(
        scorer.speaker_match(name, one, names)[0]
        for one in (gold, *({"name": twin, "aliases": []} for twin in twins))
    )


def _is_part(words: set[str], others: set[str]) -> bool:
    return bool(words) and bool(others) and (words <= others or others <= words)


def measure(
    scorer: Any,
    documents: Sequence[Mapping[str, Any]],
    found: Mapping[str, Rows],
    kind: str,
    *,
    most: int,
) -> float:
    """Of the sentences of that kind the share whose speaker is among so `most` names found."""
    right = total = 0
    for document in documents:
        for unit in document["units"]:
            if unit["class"] != kind:
                continue
            total += 1
            names = _find_names(scorer, document["text"], unit, found[document["doc_id"]])
            right += any(
                _is_speaker(scorer, name, gold, document["names"])
                for name in names[:most]
                for gold in unit["gold"]
            )
    return right / total


def _find_names(scorer: Any, text: str, unit: Mapping[str, Any], rows: Rows) -> Sequence[str]:
    """Those of our sentence that shares most with the gold's."""
    shared = [
        (scorer.ink(text, max(start, unit["start"]), min(end, unit["end"])), names)
        for start, end, names in rows
        if start < unit["end"] and end > unit["start"]
    ]
    return max(shared, key=lambda entry: entry[0], default=(0, ()))[1]
