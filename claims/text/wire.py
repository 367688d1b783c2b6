"""The same sentence in other articles: what an agency sends, many papers print.

Two sentences are the same wire text if they differ only in case, in spaces, in how quotation
marks, dashes and other punctuation are set, and in characters that nobody sees. Numbers stay
apart with their signs and units of money: "−5" is not "5", nor "1.5" the same as "15". A short
sentence says too little to be recognised by: "He declined to comment." stands in every paper.

Known approaches to what is nearly the same (Broder, "On the resemblance and containment of
documents", 1997; Charikar, "Similarity estimation techniques from rounding algorithms", 2002) also
find what was edited; here it takes the same words in the same order.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import islice
from unicodedata import category, normalize

# Letters and digits that a sentence has to have.
LEAST = 24
KEY_BYTES = 16
# A hyphen before a number, after none, is a minus; a mark between digits belongs to the number.
# The mark itself comes first: so the search goes from mark to mark.
_MINUS = re.compile(r"[-\u2010-\u2013](?<!\w.)(?=\d)")
_WITHIN_NUMBER = re.compile(r"[.,:](?<=\d.)(?=\d)")
_POINT = "\u00b7"
_KEPT = frozenset("%‰" + _POINT)


class _Folding(dict[int, str]):
    """For str.translate: marks and spaces are one space, what nobody sees is nothing."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = category(character)
        if kind in {"Cf", "Cc"} and not character.isspace():
            folded = ""
        elif kind[0] in "LMNS" or character in _KEPT:
            folded = character
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold_wire_text(text: str) -> str:
    """The text without what may differ, words apart by one space."""
    told = normalize("NFKC", text)
    told = _WITHIN_NUMBER.sub(_POINT, _MINUS.sub("\u2212", told))
    return " ".join(told.casefold().translate(_FOLDING).split())


def make_wire_key(text: str) -> str:
    """The same for the same wire text, in any process; empty where the text is too short."""
    folded = fold_wire_text(text)
    if next(islice(filter(str.isalnum, folded), LEAST - 1, None), None) is None:
        return ""
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).hexdigest()
