"""Points that no white space follows: other scripts, footnotes, text whose spaces were lost."""

from __future__ import annotations

import re

from claims.text.marks import CLOSING_QUOTES, LATIN_POINTS, OPENING_QUOTES, WIDE_POINTS
from claims.text.splitting.full_stops import LONGEST_WORD, word_before

_GIVEN_BACK = frozenset(OPENING_QUOTES + "([{（［【")
# 11 12 Take: numbers of footnotes, then a sentence
_FOOTNOTES = re.compile(r"(\d{1,3}(?:[ ,]\d{1,3}){0,5}) {1,3}[A-Z“\"]")
_FOOTNOTE_REACH = 24
# 「…。」と言った, “…。”他说: the sentence goes on behind its quotation
_CJK_ATTRIBUTION = re.compile(
    r"[\u3041-\u3096、，]|[^。！？，、]{0,5}(?:说|說|道|表示|称|稱|答|[问問](?![题題]))"
)
_CJK_REACH = 8


def end(text: str, match: re.Match[str], first: int) -> int:
    """The end of the sentence at a candidate without a gap behind it, or -1."""
    run, closers, note, _, openers, word = match.groups()
    if run[-1] in WIDE_POINTS:
        return _end_wide(text, match, first)
    if run[-1] not in LATIN_POINTS:
        return match.end("closers") if word or openers else -1
    if not word and not openers and not note:
        return -1
    before = word_before(text, match.start(), first)
    if run[1:2].isspace() and run[2:] in ("...", "…"):
        return match.start() + 1  # It was late. ...and then: the ellipsis opens a sentence
    if word.isdigit() and len(word) <= 3 and run == "." and not before[-1:].isdigit():
        return _end_at_footnote(text, match, before)
    if not _is_sentence_word(before) or _is_address(text, match):
        return -1
    if run[0] == "." == run[-1] and len(run) > 1 and not closers:
        return -1
    return _end_lost_space(match)


def _end_lost_space(match: re.Match[str]) -> int:
    """…here.Then: behind the closing marks, but before one that opens the next sentence."""
    word, closers = match["word"], match["closers"]
    is_alone = len(word) == 1 and match.string[match.end() : match.end() + 1] == " "
    if not word.isalpha() or not word[0].isupper() or not (is_alone or word[1:].islower()):
        return -1
    if closers and closers[-1] in _GIVEN_BACK:
        return match.end("closers") - 1
    return match.end("closers")


def _end_wide(text: str, match: re.Match[str], first: int) -> int:
    """Chinese and Japanese: no space, and the closing mark may stand inside the sentence."""
    closers = match["closers"].rstrip("".join(_GIVEN_BACK))
    stop = match.end("run") + len(closers)
    follows = text[stop : stop + _CJK_REACH]
    if match["run"] == "．" and follows[:1].isdigit():
        return -1  # ３．２９
    if closers and _CJK_ATTRIBUTION.match(follows):
        return -1
    opened = text.rfind("《", max(first, match.start() - LONGEST_WORD), match.start())
    if opened >= 0 and "》" not in text[opened : match.start()]:
        return -1  # a title that holds a mark: 《爸爸！》
    return stop


def _end_at_footnote(text: str, match: re.Match[str], before: str) -> int:
    if len(before) < 2 or "/" in before or "@" in before:
        return -1
    start = match.start("word")
    tail = _FOOTNOTES.match(text, start, start + _FOOTNOTE_REACH)
    return tail.end(1) if tail else -1


def _is_sentence_word(word: str) -> bool:
    """Whether a glued point may end a sentence behind `word`: a plain word or a long number."""
    bare = word.strip(CLOSING_QUOTES + OPENING_QUOTES + "'\"")
    if bare.isalpha():
        return len(bare) > 1 and bare[-1].islower()
    return len(bare) > 2 and bare.replace(",", "").isdigit()


def _is_address(text: str, match: re.Match[str]) -> bool:
    """Jane.Doe@example.com, Example.Com/path"""
    rest = text[match.end() : match.end() + LONGEST_WORD].split(None, 1)
    return bool(rest) and bool(set(rest[0]) & set("@/_="))
