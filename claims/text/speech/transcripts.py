"""Interviews and transcripts: paragraphs that open with the speaker's name ("LEE: Good day")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from claims.text.segment import Kind, Segment

# A text counts as a transcript from so many labels on, of at least two people.
FEWEST_LABELS = 4
# So many answers with a surname in front make an interview.
FEWEST_ANSWERS = 3
# Paragraphs without a label belong to the speaker before when this share of them has one.
LABELLED_SHARE = 0.4

_CAPITALS = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}"
_FULL_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}"
_LABEL = re.compile(rf"[“\"]?({_CAPITALS}|{_FULL_NAME})(?:, [^:.]{{1,40}})?:\s")
_SURNAME = re.compile(r"([^\W\d_][\w-]{1,40}):\s")


def speakers(text: str, segments: Sequence[Segment]) -> list[str]:
    """The label that each segment stands under, "" for none."""
    labels = [_label(text, one, before) for before, one in _with_previous(segments)]
    counts = Counter(label for label in labels if label)
    if counts.total() < FEWEST_LABELS or len(counts) < 2 or max(counts.values()) < 2:
        return [""] * len(segments)
    paragraphs = {one.paragraph for one in segments if one.kind is Kind.SENTENCE}
    goes_on = counts.total() >= LABELLED_SHARE * len(paragraphs)
    return list(_carried(text, segments, labels, goes_on=goes_on))


def answers(text: str, segments: Sequence[Segment], is_name: Callable[[str], bool]) -> list[str]:
    """The surname that each segment's paragraph opens with ("Orlan: Gewiss."), "" for none.

    For interviews that label the answers alone: a paragraph without a label is a question, and
    nobody's of the two.
    """
    labels: dict[int, str] = {}
    for one in reversed(segments):
        found = _SURNAME.match(text, one.start, one.end)
        labels[one.paragraph] = found.group(1) if found else ""
    counts = Counter(label for label in labels.values() if label and is_name(label))
    kept = {label for label, count in counts.items() if count >= FEWEST_ANSWERS}
    found_labels = (labels[one.paragraph] for one in segments)
    return [label if label in kept else "" for label in found_labels]


def _with_previous(segments: Sequence[Segment]) -> Iterator[tuple[Segment | None, Segment]]:
    previous: Segment | None = None
    for one in segments:
        yield previous, one
        previous = one


def _label(text: str, one: Segment, before: Segment | None) -> str:
    """Labels stand at the beginning of a paragraph only."""
    if before is not None and before.paragraph == one.paragraph:
        return ""
    found = _LABEL.match(text, one.start, one.end)
    return found.group(1) if found else ""


def _carried(
    text: str, segments: Sequence[Segment], labels: Sequence[str], *, goes_on: bool
) -> Iterator[str]:
    current, quoted, paragraph = "", False, -1
    for one, label in zip(segments, labels, strict=True):
        if label:
            current, quoted = label, text[one.start] in '“"'
        elif one.kind is not Kind.SENTENCE:
            current = ""
        elif one.paragraph != paragraph and not goes_on:
            current = current if quoted and text[one.start] in '“"' else ""
        paragraph = one.paragraph
        yield current
