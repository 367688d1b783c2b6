"""What changed between two versions of a text, line by line, and within a line word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Lines that stay the same, shown before and after each change.
CONTEXT = 2
# Lines of which less than this part of the words is the same are others, not the same one changed.
ALIKE = 0.5
# Pairs of lines, or of words, that are held against each other; past that what is left of the text
# is compared roughly. Two texts of 100,000 characters then take less than a second.
BUDGET = 2_000_000
# Lines longer than this, in words, are compared as wholes, and so are longer runs of lines.
LONGEST = 600
WORD = re.compile(r"\s*\S+|\s+")


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    # Of a line: some of its words were added or removed.
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line that have the same fate."""

    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either text, or of both with what differs."""

    pieces: tuple[Piece, ...]
    # Lines that are the same in both, and are left out here.
    skipped: int = 0

    @property
    def change(self) -> Change:
        fates = {piece.change for piece in self.pieces}
        return fates.pop() if len(fates) == 1 else Change.EDITED


def list_changes(old: str, new: str) -> list[Line]:
    """The lines that differ, each with its neighbours. Empty lines are left out."""
    return list(_fold(list(_Comparison().compare(_split(old), _split(new)))))


def _split(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _whole(line: str, change: Change) -> Line:
    return Line((Piece(line, change),))


def _fold(lines: Sequence[Line]) -> Iterator[Line]:
    """Leave out what is the same and near no change."""
    changed = [number for number, line in enumerate(lines) if line.change != Change.SAME]
    near = {number + offset for number in changed for offset in range(-CONTEXT, CONTEXT + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield Line((), skipped)
            skipped = 0
        yield line
    if skipped and changed:
        yield Line((), skipped)


class _Comparison:
    """One comparison, which gets rougher once it has taken long."""

    def __init__(self) -> None:
        self.left = BUDGET

    def compare(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
        start = _count_common(old, new)
        end = _count_common(old[start:][::-1], new[start:][::-1])
        yield from (_whole(line, Change.SAME) for line in new[:start])
        yield from self._compare_lines(old[start : len(old) - end], new[start : len(new) - end])
        yield from (_whole(line, Change.SAME) for line in new[len(new) - end :])

    def _compare_lines(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
        # At worst: difflib looks at a quarter of the pairs when every other line has changed.
        if not self._afford(len(old) * len(new) // 4):
            yield from _replace(old, new)
            return
        for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
            if kind == "equal":
                yield from (_whole(line, Change.SAME) for line in new[c:d])
            else:
                yield from self._compare_block(old[a:b], new[c:d])

    def _compare_block(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
        """Each new line beside the old one that it was made of, if any; all in their order."""
        words = [Counter(WORD.findall(line)) for line in old]
        at, added = 0, 0
        for number, line in enumerate(new):
            found = self._find_alike(line, words, at)
            if found is None:
                continue
            yield from _replace(old[at:found], new[added:number])
            yield from self._compare_words(old[found], line)
            at, added = found + 1, number + 1
        yield from _replace(old[at:], new[added:])

    def _find_alike(self, line: str, words: Sequence["Counter[str]"], start: int) -> int | None:
        own = Counter(WORD.findall(line))
        for number in range(start, len(words)):
            other = words[number]
            if not self._afford(3 * len(own)):
                return None
            shared = sum((own & other).values())
            if 2 * shared >= ALIKE * (own.total() + other.total()):
                return number
        return None

    def _compare_words(self, old: str, new: str) -> Iterator[Line]:
        a, b = WORD.findall(old), WORD.findall(new)
        if max(len(a), len(b)) > LONGEST or not self._afford(len(a) * len(b)):
            yield from _replace([old], [new])
            return
        yield Line(tuple(_list_pieces(a, b)))

    def _afford(self, cost: int) -> bool:
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _count_common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _replace(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    yield from (_whole(line, Change.REMOVED) for line in old)
    yield from (_whole(line, Change.ADDED) for line in new)


def _list_pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Piece("".join(new[c:d]), Change.SAME)
            continue
        if a < b:
            yield Piece("".join(old[a:b]), Change.REMOVED)
        if c < d:
            yield Piece("".join(new[c:d]), Change.ADDED)
