"""What the article says that somebody is, beside a first mention of the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from claims.text.speech.names import NameReader, Run

# How far around a first mention its role is looked for, in code points.
ROLE_REACH = 90

_BEFORE = re.compile(r"((?:[\w’'-]+ ){0,4}[\w’'-]+),? $")
_WORD_AT_END = re.compile(r"[\w’'-]*$")
_AFTER = re.compile(r",? (?:who is |the |a |an |then ){0,3}([^,.;:“”\"—–()]{3,80})")
_AGE = re.compile(r",? \(?(\d{1,3})\b")
_TOLD_OF = re.compile(
    r"(?:,? \(?\d{1,3}\)?)?,? (?:(?:who )?(?:is|was) )?"
    r"(?:an? |the |then |former ){1,2}([\w -]{3,60})"
)


def roles_around(text: str, run: Run, reader: NameReader) -> Iterable[str]:
    """Offices said beside a name: "the mayor, Ann Lee", "Ann Lee, mayor of Ely,"."""
    left = text[max(0, run.start - ROLE_REACH) : run.start]
    is_behind_office = left.endswith(" ") and reader.is_office(_last_word(left).lower())
    if is_behind_office and not run.role and (before := _BEFORE.search(left)):
        yield " ".join(_behind_small_words(before.group(1).split(), reader))
    if text[run.end : run.end + 2] != ", ":
        return
    if after := _AFTER.match(text, run.end, run.end + ROLE_REACH):
        words = after.group(1).split()
        head = next((i for i, word in enumerate(words[:5]) if reader.is_office(word.lower())), None)
        if head is not None and not set(words[:head]) & reader.language.reporting.say:
            yield " ".join(words)


def _last_word(left: str) -> str:
    """The word that stands in front of a name with its comma and space."""
    found = _WORD_AT_END.search(left[:-1].removesuffix(",").rpartition(" ")[2])
    return found.group() if found else ""


def traits_around(text: str, run: Run, reader: NameReader) -> Iterator[str]:
    """What one may be called later: "striker Ann Lee", "Ann Lee, 29, is a nurse in Ely"."""
    before = text[max(0, run.start - 30) : run.start].split(" ")
    if len(before) > 1 and before[-1] == "" and reader.is_trait(before[-2]):
        yield before[-2]
    if age := _AGE.match(text, run.end):
        yield f"{age.group(1)}-year-old"
    if told := _TOLD_OF.match(text, run.end):
        words = told.group(1).split()
        size = next((i for i, word in enumerate(words) if word in reader.small), len(words))
        if size and reader.is_trait(words[size - 1]):
            yield words[size - 1]


def _behind_small_words(words: list[str], reader: NameReader) -> list[str]:
    """Mayor, of "spoke to the mayor"."""
    for index in reversed(range(len(words))):
        if words[index].lower() in reader.small or words[index].endswith((",", ";")):
            return words[index + 1 :]
    return words
