"""What the text engine still gets wrong on the development sets, by kind and place.

Places only, as offsets (code points) into the texts of ../shared: the texts stay where they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from claims.text.attribution import Attribution, analyse
from claims.text.marks import CLOSERS, DASHES
from claims.text.segment import segment

DOCUMENT = Path("docs/text-errors.md")
HEAD = """# What the text engine still gets wrong

Every miss on the development sets, by kind, most first; each with its place: the document and code
points of its text. Made by `.venv/bin/python -m benchmarks.text --document`. What the engine does
and how well: [text-engine.md](text-engine.md).
"""
# Of a kind so many places are listed.
LISTED = 40


@dataclass(frozen=True, slots=True)
class Miss:
    """One of them. `kind` says what went wrong and what stands there."""

    corpus: str
    kind: str
    place: str


def write(splits: Iterable[Miss], speakers: Iterable[Miss]) -> None:
    """The page, from both lists."""
    lines = [HEAD, *_describe("Boundaries", splits), *_describe("Speakers", speakers)]
    DOCUMENT.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _describe(title: str, misses: Iterable[Miss]) -> Iterator[str]:
    by_kind: defaultdict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        by_kind[miss.kind].append(miss)
    corpora = sorted({miss.corpus for found in by_kind.values() for miss in found})
    ordered = sorted(by_kind.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    yield f"## {title}\n"
    yield f"| kind | {' | '.join(corpora)} | all |"
    yield f"| --- |{' --: |' * (len(corpora) + 1)}"
    for kind, found in ordered:
        counts = Counter(miss.corpus for miss in found)
        yield f"| {kind} | {' | '.join(str(counts[one] or '') for one in corpora)} | {len(found)} |"
    for kind, found in ordered:
        yield f"\n**{kind}**: {', '.join(miss.place for miss in found[:LISTED])}" + (
            f" and {len(found) - LISTED} more" if len(found) > LISTED else ""
        )
    yield ""


def list_split_misses(documents: Iterable[Mapping[str, Any]]) -> Iterator[Miss]:
    """Boundaries that we do not see, and those that only we see."""
    for one in documents:
        text = one["text"]
        wanted = {end: start for (_, end), (start, _) in pairwise(sorted(map(tuple, one["spans"])))}
        parts = [(part.start, part.end) for part in segment(text, one["lang"])]
        found = {end: start for (_, end), (start, _) in pairwise(parts)}
        for end in sorted(wanted.keys() ^ found.keys()):
            what = "missed" if end in wanted else "false"
            following = (wanted if end in wanted else found)[end]
            kind = f"{what}: {_name_end(text, end)}, then {_name_start(text, following)}"
            yield Miss(one["corpus"], kind, f"{one['doc_id']}@{end}")


def _name_end(text: str, end: int) -> str:
    bare = text[max(0, end - 40) : end].rstrip(CLOSERS)
    behind = " and closing mark" if len(bare) < min(end, 40) else ""
    last = bare[-1:]
    if last == "." and bare.endswith(("..", ". .")):
        return f"ellipsis{behind}"
    if last == ".":
        word = bare[:-1].split()[-1] if bare[:-1].split() else ""
        is_short = len(word) <= 4 or "." in word
        return f"full stop behind a {'short' if is_short else 'long'} word{behind}"
    names = {"…": "ellipsis", "?": "question mark", "!": "exclamation mark", ":": "colon"}
    if last in names:
        return names[last] + behind
    if last in DASHES:
        return f"dash{behind}"
    return f"{'no point' if last.isalnum() else 'other mark'}{behind}"


def _name_start(text: str, start: int) -> str:
    first = text[start : start + 1]
    if first.islower():
        return "lower case"
    if first.isupper():
        return "a capital"
    if first.isdigit():
        return "a number"
    return "a letter" if first.isalpha() else "a mark"


def list_speaker_misses(scorer: Any, documents: Sequence[Mapping[str, Any]]) -> Iterator[Miss]:
    """Sentences whose first speaker is not the right one, or that have one and should not."""
    said: dict[str, list[tuple[int, int, Attribution]]] = {}
    for one in documents:
        found = analyse(one["text"])
        said[one["doc_id"]] = [
            (part.start, part.end, attribution)
            for part, attribution in zip(found.segments, found.attributions, strict=True)
        ]
    given = {
        name: [
            (start, end, attribution.candidates[0].name if attribution.candidates else None)
            for start, end, attribution in parts
        ]
        for name, parts in said.items()
    }
    corpora = {one["doc_id"]: one["corpus"] for one in documents}
    _, details = scorer.score(documents, given)
    for name, unit, speaker in details:
        what = "false" if unit["class"] == "plain" else "wrong" if speaker else "missed"
        reason = _name_rule(said[name], unit, speaker)
        tier = f", gold by {unit['tier']}" if unit["class"] != "plain" else ""
        kind = f"{what}: {unit['class']} ({unit['kind']}{tier}){reason}"
        yield Miss(corpora[name], kind, f"{name}@{unit['start']}")


def _name_rule(
    parts: Sequence[tuple[int, int, Attribution]], unit: Mapping[str, Any], speaker: str
) -> str:
    """The rule that named the speaker, without the words it found."""
    for start, end, attribution in parts:
        first = attribution.candidates[0] if attribution.candidates else None
        if start < unit["end"] and end > unit["start"] and first and first.name == speaker:
            return f", by {_generalise(first.reason)}"
    return ""


def _generalise(reason: str) -> str:
    if "→" in reason:
        return "an office" if ";" in reason else "a pronoun"
    if reason.startswith("…"):
        return "a verb"
    if reason.startswith("label"):
        return "a label"
    return "a verb beside the quotation" if reason.startswith("“") else reason
