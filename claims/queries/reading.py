"""An article as one reads it: paragraphs of plain text and claims, and nothing of the text lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from claims.models import Claim
from claims.text.marks import LINE_BREAKS, is_blank
from claims.text.segment import Kind, Segment

# A line with the white space behind it, as far as the next line.
LINE = re.compile(f"[^{LINE_BREAKS}]*(?:[{LINE_BREAKS}]\\s*|$)")
TITLES = {Kind.HEADLINE.value, Kind.HEADING.value}


# A claim, or a segment that may become one.
S = TypeVar("S", Claim, Segment)


@dataclass(slots=True)
class Piece(Generic[S]):
    """A stretch of text: a claim's, or plain. `inner` cuts a claim with spans in it once more."""

    text: str
    claim: S | None = None
    inner: "list[Piece[S]]" = field(default_factory=list)


@dataclass(slots=True)
class Paragraph(Generic[S]):
    """Pieces that stand together; `kind` is headline, heading or sentence.

    The white space behind a paragraph is among its pieces, so that the texts of all add up to the
    article. HTML does not show it. Text without any claim has no `number`.
    """

    kind: str = Kind.SENTENCE.value
    number: int | None = None
    pieces: list[Piece[S]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def takes(self, piece: Piece[S]) -> bool:
        """Whether the piece goes on with this paragraph, rather than beginning another."""
        if piece.claim is not None and self.number is not None:
            return self.number == piece.claim.paragraph
        return not self._is_over() or is_blank(piece.text)

    def add(self, piece: Piece[S]) -> None:
        if piece.claim is not None and self.number is None:
            self.number = piece.claim.paragraph
            self.kind = piece.claim.kind if piece.claim.kind in TITLES else self.kind
        self.pieces.append(piece)

    def _is_over(self) -> bool:
        """Whether its last line has ended; blank ones before the first don't count."""
        last = self.pieces[-1].text
        blank_end = last[len(last.rstrip()) :]
        if not any(char in LINE_BREAKS for char in blank_end):
            return False
        return any(not is_blank(piece.text) for piece in self.pieces)


def lay_out(text: str, claims: Sequence[S]) -> list[Paragraph[S]]:
    """The whole text in paragraphs, with the claims in their places.

    Claims may nest, as spans do within sentences; one that crosses another's edge is left out.
    """
    paragraphs: list[Paragraph[S]] = []
    ordered = sorted(claims, key=lambda claim: (claim.start, -claim.end, claim.kind == Kind.SPAN))
    for piece in _split_lines(list(cut(text, 0, len(text), ordered))):
        if not paragraphs or not paragraphs[-1].takes(piece):
            paragraphs.append(Paragraph())
        paragraphs[-1].add(piece)
    return paragraphs


def cut(text: str, start: int, end: int, claims: Sequence[S]) -> Iterator[Piece[S]]:
    """The pieces of `text[start:end]`; `claims` begin within it, in order, outer before inner."""
    at, index = start, 0
    while index < len(claims):
        claim = claims[index]
        index = first = index + 1
        if claim.start < at or claim.end > end:
            continue
        while index < len(claims) and claims[index].start < claim.end:
            index += 1
        if at < claim.start:
            yield Piece(text[at : claim.start])
        inner = list(cut(text, claim.start, claim.end, claims[first:index]))
        yield Piece(text[claim.start : claim.end], claim, inner if index > first else [])
        at = claim.end
    if at < end:
        yield Piece(text[at:end])


def _split_lines(pieces: Sequence[Piece[S]]) -> Iterator[Piece[S]]:
    """Plain text line by line; but left whole between two claims of one paragraph."""
    for index, piece in enumerate(pieces):
        neighbours = [one.claim for one in pieces[max(0, index - 1) : index + 2] if one.claim]
        joined = len(neighbours) == 2 and neighbours[0].paragraph == neighbours[1].paragraph
        if piece.claim is not None or joined:
            yield piece
        else:
            for line in filter(None, LINE.findall(piece.text)):
                plain: Piece[S] = Piece(line)
                yield plain
