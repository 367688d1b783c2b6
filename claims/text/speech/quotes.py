"""Quoted stretches of a text: nested, over sentences and paragraphs, and never closed.

A quotation that runs over several paragraphs opens anew with each of them and closes once; each
paragraph gives one `Quote`, and all but the first say that they `continue` the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claims.text.marks import BLANK, DASHES, OPENING_BRACKETS, POINTS, WIDE_POINTS

# The stretch of text, in code points, that is searched for a mark's visible neighbour.
_NEAR = 3
# A nickname is no longer than this with its marks, and the first name in front of it.
_LONGEST_NICKNAME = 16
_NEAR_NAME = 24
# Deeper than this marks are taken for noise: keeps the stack small on hostile text.
DEEPEST = 8
# A quotation left open may close, without opening anew, so many paragraphs later.
MOST_WAITING = 3

_CURLY = {
    '"': "”",
    "“": '”"',
    "„": "“”",
    "‟": "”",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "«": "»",
    "‹": "›",
}
_REVERSED = {"»": "«", "›": "‹"}
_SINGLE = "'‘’‚‹›"
_MARK = re.compile(
    "[“”„‟\"«»‹›「」『』‚＂]|''|``"
    r"|(?<!\w)[‘'](?=[\w¿¡“\[…])(?!\d\ds|(?:em|til|tis|n|cause)\b)"
    r"|(?<=[\w.,!?…”\"\])])[’'](?!\w)"
)
_OPENS_BEHIND = re.compile(rf"[{BLANK}{OPENING_BRACKETS}{DASHES}]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks, code points `start` to `end` (exclusive).

    `depth` is 0 for a quotation that lies in no other. `closed` says whether its closing mark was
    found; without one it ends where the next begins or with its paragraph. `single` marks are
    weaker evidence of speech than double ones.
    """

    start: int
    end: int
    depth: int = 0
    closed: bool = True
    continues: bool = False
    single: bool = False


def find(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Quote]:
    """All quotations of the paragraphs given as (start, end), by start, outer before inner."""
    reverse = _is_reversed(text)
    found: list[Quote] = []
    waiting: list[tuple[int, int]] | None = None  # paragraphs since a quotation stayed open
    for start, end in paragraphs:
        goes_on = waiting is not None and len(waiting) <= MOST_WAITING
        inside = _Paragraph(text, start, end, reverse=reverse, goes_on=goes_on).quotes()
        if goes_on and waiting and inside and inside[0].continues:
            found += [Quote(*part, closed=False, continues=True) for part in waiting]
        elif goes_on and inside and inside[0].start == start and not inside[0].single:
            inside[0] = replace(inside[0], continues=True)
        outer = [quote for quote in inside if quote.depth == 0 and not quote.single]
        if outer:
            waiting = None if outer[-1].closed else []
        elif waiting is not None:
            waiting.append((start, end))
        found += inside
    return found


def outermost(text: str, quotes: Iterable[Quote]) -> list[Quote]:
    """Those that lie in no other, without nicknames."""
    return [one for one in quotes if one.depth == 0 and not _is_nickname(text, one)]


def _is_nickname(text: str, quote: Quote) -> bool:
    """Ann “Bobby” Lee: nobody says it."""
    if quote.end - quote.start > _LONGEST_NICKNAME or quote.start < 2:
        return False
    before = text[max(0, quote.start - _NEAR_NAME) : quote.start].split(" ")
    inner, after = text[quote.start + 1 : quote.end - 1], text[quote.end : quote.end + 2]
    is_between = len(before) > 1 and before[-1] == "" and before[-2][:1].isupper()
    return is_between and inner.isalpha() and inner[0].isupper() and after.strip()[:1].isupper()


def _nested(quotes: Iterable[Quote]) -> Iterator[Quote]:
    """The same by start, each with its depth."""
    around: list[int] = []  # ends of the quotations that hold the next one
    for quote in sorted(quotes, key=lambda one: (one.start, -one.end)):
        while around and around[-1] <= quote.start:
            around.pop()
        yield replace(quote, depth=len(around)) if around else quote
        around.append(quote.end)


def _is_reversed(text: str) -> bool:
    """Whether guillemets point inwards (»so«), as in German books."""
    inward = text.find("»")
    return inward >= 0 and (text.find("«") < 0 or inward < text.find("«"))


class _Paragraph:
    """One walk over a paragraph's marks with a stack of the quotations that are open."""

    def __init__(self, text: str, start: int, end: int, *, reverse: bool, goes_on: bool) -> None:
        self.text, self.start, self.end = text, start, end
        self.pairs = {**_CURLY, **_REVERSED} if reverse else dict(_CURLY)
        if reverse:
            del self.pairs["«"], self.pairs["‹"]
        self.goes_on = goes_on
        self.stack: list[tuple[int, str]] = []
        self.done: list[Quote] = []

    def quotes(self) -> list[Quote]:
        for match in _MARK.finditer(self.text, self.start, self.end):
            mark, at = match.group(), match.start()
            if mark in ("''", "``"):
                self._straight("''", at)
            elif mark in "\"'＂":
                self._straight(mark, at)
            elif (
                self._is_closed_by(mark) or self._closes_wrongly(mark, at) or mark not in self.pairs
            ):
                self._close(mark, at)
            else:
                self._open(mark, at)
        self._finish()
        return list(_nested(self.done))

    def _is_closed_by(self, mark: str) -> bool:
        return bool(self.stack) and mark in self.pairs.get(self.stack[-1][1], "")

    def _closes_wrongly(self, mark: str, at: int) -> bool:
        """…end.“ in a text that opens with the same mark."""
        if mark != "“" or not any(opened in '"“' for _, opened in self.stack):
            return False
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        return not before.isspace() and (at + 1 >= self.end or after.isspace() or after in ",;:")

    def _straight(self, mark: str, at: int) -> None:
        is_open = any(mark in (one, *self.pairs.get(one, "")) for _, one in self.stack)
        before = self.text[at - 1 : at] if at > self.start else " "
        behind = at + len(mark)
        after = self.text[behind : behind + 1] if behind < self.end else " "
        opens = bool(_OPENS_BEHIND.match(before)) and not after.isspace()
        if opens:
            if self.stack and self.stack[-1][1] == mark:
                self._drop(at)
            self._open(mark, at)
        elif is_open or self._is_awaited():
            self._close(mark, at)

    def _is_awaited(self) -> bool:
        """Whether a closing mark here may end a quotation of the paragraph before."""
        return self.goes_on and not self.done and not self.stack

    def _ends_sentence(self, at: int) -> bool:
        left = self.text[max(self.start, at - _NEAR) : at].rstrip()
        return bool(left) and left[-1] in POINTS + WIDE_POINTS

    def _open(self, mark: str, at: int) -> None:
        if self.stack and self.stack[-1][1] == mark and self._ends_sentence(at):
            self._drop(at)  # “… to an end. “Though …: the first was never closed
        if len(self.stack) < DEEPEST:
            self.stack.append((at, mark))

    def _drop(self, at: int) -> None:
        start, mark = self.stack.pop()
        end = start + len(self.text[start:at].rstrip())
        self._add(start, end, mark, closed=False)

    def _close(self, mark: str, at: int) -> None:
        for index in reversed(range(len(self.stack))):
            start, opened = self.stack[index]
            if mark == opened or mark in self.pairs.get(opened, "") or (mark, opened) == ("“", '"'):
                del self.stack[index:]
                self._add(start, at + len(mark), opened, closed=True)
                return
        if self._is_awaited() and mark not in _SINGLE:
            self.done.append(Quote(self.start, at + len(mark), continues=True))

    def _add(self, start: int, end: int, mark: str, *, closed: bool) -> None:
        self.done.append(Quote(start, end, closed=closed, single=mark in _SINGLE))

    def _finish(self) -> None:
        """What is still open ends with the paragraph; a single mark was an apostrophe."""
        self.stack = [entry for entry in self.stack if entry[1] not in _SINGLE]
        if not self.stack:
            return
        start, mark = self.stack[0]
        self.stack = []
        last = self.done[-1] if self.done else None
        if last and start < last.start and self._closes_both(last, mark):
            self._add(start, last.end, mark, closed=True)
        else:
            self._add(start, self.end, mark, closed=False)

    def _closes_both(self, inner: Quote, mark: str) -> bool:
        """“… she said, “never!” Lee recalled: the outer one has lost its closing mark."""
        is_same = inner.closed and self.text[inner.start] == mark
        return is_same and inner.end < self.end and self._ends_sentence(inner.end - 1)
