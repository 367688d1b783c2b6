"""One compiled pattern per language for all phrases and numbers that may hint at something.

The phrases stand in it letter by letter as a tree, so a word costs the same however many phrases
there are. What matched is looked up by its text, or, with a number or any words in it, by the
number of the empty group at its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import TypeVar

from claims.text.languages.base import Hinting, Language

T = TypeVar("T")


class Rule(StrEnum):
    """What a match means. The first five are kinds of hints at once, the others ask further."""

    PREDICTION = "prediction"
    OPINION = "opinion"
    QUANTITY = "quantity"
    DATE = "date"
    COMPARISON = "comparison"
    NUMBER = "number"
    CHANGE = "change"
    FUTURE = "future"
    MONTH = "month"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A language's pattern, for text in lower case, and what its matches mean."""

    pattern: re.Pattern[str]
    plain: dict[str, tuple[Rule, ...]]
    # By the number of the empty group behind a match; plain phrases have none.
    groups: tuple[tuple[Rule, ...], ...]
    # Behind "rose": the number that makes a comparison of it.
    amount: re.Pattern[str]
    # Behind a number: what multiplies it.
    magnitude: re.Pattern[str]
    # Behind "will": the words up to its verb.
    verb: re.Pattern[str]


# Behind a figure come letters ("900g", "21st"); no search goes back into either.
_FIGURE = r"(?>0\d\d++(?:[ /-]\d++)*+|\d{1,3}(?: \d{3}(?!\d))++|\d++(?:[.,:/–-]\d++)*+)[^\W\d_]*+"
_ANY_WORDS = r"(?: [\w'-]+){0,4}?"
_SLOT = re.compile(" ?[#*]")
_END = r"(?![\w-])"
_AFTER_DAY = r"(?!\w|[.,]\d)"


@lru_cache(maxsize=64)
def read(language: Language) -> Vocabulary:
    """The vocabulary of a language, made when it is first asked for."""
    hinting = language.hinting
    number = _number(language)
    phrases = _Phrases(number)
    for rule, listed in _listed(hinting):
        for phrase in listed:
            phrases.add(phrase, rule)
    return Vocabulary(
        re.compile(phrases.pattern(_dates(hinting))),
        {phrase: tuple(rules) for phrase, rules in phrases.plain.items()},
        tuple(phrases.groups),
        re.compile(_amount(hinting, number)),
        re.compile(rf"(?:[ -]?{_one_of(hinting.magnitudes)}\b)*+"),
        re.compile(_verb(hinting)),
    )


def _listed(hinting: Hinting) -> Iterator[tuple[Rule | None, Iterable[str]]]:
    yield Rule.PREDICTION, hinting.predictions
    yield Rule.OPINION, hinting.opinions
    yield Rule.QUANTITY, hinting.quantities
    yield Rule.DATE, hinting.dates
    yield Rule.COMPARISON, hinting.comparisons
    yield Rule.CHANGE, hinting.changes
    yield Rule.FUTURE, hinting.futures
    yield Rule.MONTH, hinting.months
    yield Rule.WEEKDAY, hinting.weekdays
    yield None, hinting.nothing


def _number(language: Language) -> str:
    """A number in figures or, where the language's are known, in words."""
    figure = _FIGURE + (r"(?:\.(?= [^\W\d]))?" if language.ordinal_points else "")
    in_words = [one for phrase in language.hinting.numbers for one in _expand(phrase)]
    return rf"(?:{figure}|{_one_of(in_words)}(?!\w))"


def _amount(hinting: Hinting, number: str) -> str:
    """By more than 5 percent; by a third: within three words, none of which leads elsewhere."""
    plain = (phrase for phrase in hinting.quantities if not _SLOT.search(phrase))
    share = _one_of(one for phrase in plain for one in _expand(phrase))
    word = rf"(?:,? (?!{_one_of(hinting.change_stops)}\b)[^\W\d][\w'-]*)"
    return rf"{word}{{0,3}}?,? \W?(?:{number}|{share})"


def _verb(hinting: Hinting) -> str:
    """Not be rebuilt: nothing where verbs stand elsewhere."""
    between = _one_of(hinting.before_verbs)
    return rf"(?: {between}\b)*+ [^\W\d][\w'-]*" if hinting.before_verbs else ""


def _dates(hinting: Hinting) -> str:
    """12 March 2021; March 12, 2021; 12. März; March 2021; Jan. 20"""
    month, short = _one_of(hinting.months), _one_of(hinting.short_months)
    endings = (one for phrase in hinting.day_endings for one in _expand(phrase))
    day = rf"\d{{1,2}}(?:{_one_of(endings)})?"
    year = r"(?:,? \d{4}\b)"
    return (
        rf"(?:{day} {month}\b{year}?|{month} {day}{_AFTER_DAY}{year}?|{month}{year}"
        rf"|{day} {short}\b\.?{year}?|{short}\.? {day}{_AFTER_DAY}{year}?)"
    )


def _expand(phrase: str) -> Iterator[str]:
    """Every reading of "(is are) set to": "is set to", "are set to"."""
    parts = re.split(r"[()]", phrase)
    choices = [part.split() if index % 2 else [part] for index, part in enumerate(parts)]
    return map("".join, product(*choices))


def _one_of(listed: Iterable[str]) -> str:
    """A pattern for one of these; for nothing at all if there are none."""
    return _tree(dict.fromkeys(listed, ""), str) or r"(?!)"


def _tree(entries: Mapping[str, T], end: Callable[[T], str]) -> str:
    """A pattern that looks at every letter once, the longest entry first, each with its `end`."""
    by_first: dict[str, dict[str, T]] = {}
    for entry, meaning in entries.items():
        if entry:
            by_first.setdefault(entry[0], {})[entry[1:]] = meaning
    branches = [re.escape(first) + _tree(rest, end) for first, rest in sorted(by_first.items())]
    if "" in entries:
        branches.append(end(entries[""]))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""


class _Phrases:
    """Phrases while they are gathered, parted at their first slot."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.plain: dict[str, list[Rule]] = {}
        # What may follow a beginning: the rest with its slots, and the rules.
        self.rests: dict[str, dict[str, list[Rule]]] = {}
        self.groups: list[tuple[Rule, ...]] = [()]

    def add(self, phrase: str, rule: Rule | None) -> None:
        """One phrase; without a rule it means nothing."""
        slot = _SLOT.search(phrase)
        cut = slot.start() if slot else len(phrase)
        for beginning in _expand(phrase[:cut]):
            rules = self.rests.setdefault(beginning, {}).setdefault(phrase[cut:], [])
            if rule is not None and rule not in rules:
                rules.append(rule)
            if not slot:
                self.plain[beginning] = rules

    def pattern(self, dates: str) -> str:
        """The whole alternation, its groups in the order of `groups`."""
        numbered = self.rests.pop("", {})
        date = dates + self._group((Rule.MONTH,))
        tree = _tree(self.rests, self._ends)
        behind_number = [self._end(rest[1:], rules) for rest, rules in numbered.items()]
        behind_number.append(self._group((Rule.NUMBER,)))
        number = f"{self.number}(?:{'|'.join(behind_number)})"
        return rf"\b(?:{'|'.join(part for part in (date, tree, number) if part)})"

    def _ends(self, rests: Mapping[str, list[Rule]]) -> str:
        plain_last = sorted(rests.items(), reverse=True)
        return f"(?:{'|'.join(self._end(rest, rules) for rest, rules in plain_last)})"

    def _end(self, rest: str, rules: Sequence[Rule]) -> str:
        if not rest:
            return _END
        parts = re.split(r"[()]", rest)
        pattern = "".join(
            _one_of(part.split()) if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
        pattern = pattern.replace(r"\ \*", _ANY_WORDS).replace(r"\#", self.number)
        if rest.endswith(" #"):  # which is read for itself
            pattern = f"(?={pattern})"
        return pattern + _END + self._group(tuple(rules))

    def _group(self, rules: tuple[Rule, ...]) -> str:
        self.groups.append(rules)
        return "()"
