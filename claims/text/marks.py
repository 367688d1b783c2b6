"""Which characters end a sentence, open or close a quotation, or cannot be seen.

Sets of characters as strings, ready to stand inside a regular expression's brackets
(none holds a `]`, `^`, `-` or backslash unescaped).
"""

from __future__ import annotations

import re

# Full stops of the world. The last row needs no space behind it.
LATIN_POINTS = ".!?…‼⁇⁈⁉"
POINTS = LATIN_POINTS + "؟۔।॥።፧։။៕᙮"
WIDE_POINTS = "。！？｡．"

OPENING_QUOTES = "“„‟‘‚‛«‹「『《〈"
CLOSING_QUOTES = "”’»›」』》〉"
STRAIGHT_QUOTES = "\"'`´"
QUOTES = OPENING_QUOTES + CLOSING_QUOTES + STRAIGHT_QUOTES

OPENING_BRACKETS = r"(\[{（［【"
CLOSING_BRACKETS = r")\]}）］】"

# Right behind a point any quotation mark closes: „Ja.“ and »Ja.« close with what opens elsewhere.
CLOSERS = QUOTES + CLOSING_BRACKETS + "″＂"
OPENERS = QUOTES + OPENING_BRACKETS + "¿¡＂"

BULLETS = "•⁃‣▪◦●■"
DASHES = "–—―-"  # the hyphen last: inside brackets it must not make a range

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad"
LINE_BREAKS = "\n\r\u2028\u2029\x0b\x0c\x85"

# Accents that are characters of their own, as in text from a Mac: "u" and "¨" for "ü".
ACCENTS = "\u0300-\u036f"

# str.isspace() knows the four separators below, and so does \s; zero-width ones neither knows.
BLANK = r"\s" + ZERO_WIDTH

_VISIBLE = re.compile(f"[^{BLANK}]")


def is_blank(text: str) -> bool:
    """Whether nothing in `text` can be seen: white space and zero-width characters only."""
    return _VISIBLE.search(text) is None
