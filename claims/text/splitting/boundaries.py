"""Where a block's sentences end.

Every run of points with the closing marks behind it is a candidate. The rules act in the order
in which they stand in `_end`; the first that knows decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from claims.text.languages.base import Language
from claims.text.marks import (
    BLANK,
    CLOSERS,
    DASHES,
    LATIN_POINTS,
    OPENERS,
    POINTS,
    QUOTES,
    WIDE_POINTS,
)
from claims.text.splitting import glued, lists
from claims.text.splitting.full_stops import FullStops, word_before

# How far behind a quotation the verb of its attribution may end, in code points.
ATTRIBUTION_REACH = 80

# A bracket that holds nothing but the points: (?) [...] (!)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LOW_START = re.compile(r"[.!?] [a-z]")
_CAPITAL_START = re.compile(r"[.!?] [A-Z]")
# An emoji or emoticon behind the point says something about the sentence before it.
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f"
_FACE = re.compile(rf"[ \xa0]{{0,2}}(?:[{_EMOJI}]+|[:;]-?[)(DP])(?=\s|$)")
_INK = re.compile(rf"[^{BLANK}]")


def is_casual(text: str) -> bool:
    """Whether the writer opens sentences in lower case more often than not (chats, mail)."""
    low = sum(1 for _ in _LOW_START.finditer(text))
    return low > 1 and low > sum(1 for _ in _CAPITAL_START.finditer(text))


@lru_cache(maxsize=64)
def _candidates(points: str) -> re.Pattern[str]:
    """Points with what stands around them; all but the `run` of points may be empty.

    No part can fail once the run has matched, so a scan never goes back: linear on any text.
    """
    every = re.escape(points) + WIDE_POINTS
    return re.compile(
        rf"(?P<run>[{every}]+(?:[ \xa0][{LATIN_POINTS}]+)*)"
        rf"(?P<closers>(?:[{CLOSERS}]|[ \xa0\u202f][”»)\]](?![^\s.,;:!?]))*)"
        r"(?P<note>(?:[ \xa0]?\[\d[\d ,–-]{0,8}\])*)"
        rf"(?P<gap>[{BLANK}]*)(?P<openers>[{OPENERS}]*)(?P<word>[\w’']{{0,24}})"
    )


@lru_cache(maxsize=64)
def _attributions(verbs: frozenset[str]) -> re.Pattern[str]:
    """“Will they come?” Mayor Ann Lee asked: names, then a verb of saying."""
    listed = "|".join(sorted(verbs)) or "(?!)"
    return re.compile(rf"(?:[A-Z][\w.’'-]*+\s){{1,5}}(?:also\s|then\s)?(?:{listed})(?=[\s.,:;])")


class Splitter:
    """Splits the blocks of one text. `casual`: sentences may open in lower case."""

    def __init__(self, text: str, language: Language, *, casual: bool = False) -> None:
        self.text = text
        self.language = language
        self.casual = casual
        self.full_stops = FullStops(text, language)
        self.lines = lists.holds_lines(text)
        self._candidates = _candidates(POINTS + language.extra_points)
        self._attribution = _attributions(language.reporting.say)

    def sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences of the block from `start` to `end`, in order, without white space."""
        for item_start, item_end in lists.items(self.text, start, end, lines=self.lines):
            yield from self._sentences(item_start, item_end)

    def _sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = start
        for match in self._candidates.finditer(self.text, start, end):
            stop = self._end(match, first, end)
            if stop <= first or stop >= end:
                continue
            if stop == match.end("note") and match.end() > match.end("gap"):
                yield first, stop
                first = match.start("openers")  # most often: a word, perhaps with an opening mark
                continue
            if face := _FACE.match(self.text, stop, end):
                stop = face.end()
            following = _INK.search(self.text, stop, end)
            if following is None:
                break
            yield first, stop
            first = following.start()
        yield first, end

    def _end(self, match: re.Match[str], first: int, end: int) -> int:
        """The end of the sentence that stops at `match`, or -1."""
        run, closers, _, gap, _, word = match.groups()
        at = match.start()
        if at == first and match.end("closers") == match.end():
            return -1
        if not gap:
            return glued.end(self.text, match, first)
        if closers and _PAIRS.get(closers[0]) == self.text[at - 1 : at]:
            return -1  # (?) and [...] say something about the words before
        if not self._opens_sentence(match, end):
            return -1
        if closers and self._is_attributed(match):
            return -1
        if run == ".":
            return match.end("note") if self.full_stops.ends(match, first) else -1
        if run[-1] in ".…" and not set("!?") & set(run):
            return match.end("note") if self._ends_at_ellipsis(match) else -1
        if word[:1].isupper() and self._is_exclaimed(at, first):
            return -1
        return match.end("note")

    def _is_exclaimed(self, at: int, first: int) -> bool:
        """Yahoo! Inc"""
        return word_before(self.text, at, first).lower() in self.language.exclaimed

    def _opens_sentence(self, match: re.Match[str], end: int) -> bool:
        """Whether what follows may open a sentence at all."""
        word = match["word"]
        if word and not word[0].islower():
            return True
        if word:
            return not match["closers"] and (self._is_plain_end(match) or self._is_clipped(match))
        mark = self.text[match.end() : match.end() + 1]
        if not mark or match.end() >= end:
            return bool(match["openers"])
        if mark in DASHES:
            following = self.text[match.end() + 1 : match.end() + 3]
            return not (following[:1].isdigit() or following.strip()[:1].islower())
        return mark not in ",;:)]}%&/№" or bool(_FACE.match(self.text, match.end(), end))

    def _is_clipped(self, match: re.Match[str]) -> bool:
        """Dutch: ’s Avonds, ’t Is: the capital stands on the second word."""
        follows = self.text[match.end() : match.end() + 2]
        is_letter = len(match["word"]) == 1 and match["openers"][-1:] in ("'", "’", "‘")
        return is_letter and follows[:1] == " " and follows[1:].isupper()

    def _is_plain_end(self, match: re.Match[str]) -> bool:
        """Whether the point ends a sentence even though the next word has no capital."""
        run = match["run"]
        if not self.casual and (run == "!" or not self.language.low_starts):
            return False
        if run != ".":
            return run[-1] in "?!"
        return self.full_stops.is_plain_word(match.start())

    def _is_attributed(self, match: re.Match[str]) -> bool:
        """“Will they come?” Lee asked. is one sentence."""
        run, closers = match["run"], match["closers"]
        if match["openers"] or not set(closers) & set(QUOTES):
            return False
        start = match.start("word")
        found = self._attribution.match(self.text, start, start + ATTRIBUTION_REACH)
        if found is None:
            return False
        follows = self.text[found.end() : found.end() + 1]
        return follows in (".", ",", ";") or (run[-1] in "?!" and follows != ":")

    def _ends_at_ellipsis(self, match: re.Match[str]) -> bool:
        """… The next; but not: the thing is . . . I didn't mean it"""
        word = match["word"]
        if not word:
            return True
        spaced = " " in match["run"] or self.text[match.start() - 1 : match.start()] == " "
        head = word.replace("’", "'").split("'")[0].lower()
        if spaced and head == self.language.capital_pronoun:
            return False
        return word[0].isupper() or not word[0].isalpha()
