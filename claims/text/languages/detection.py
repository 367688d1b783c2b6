"""Which language a text is in: by its letters, then by the commonest words of each language.

Only the text's beginning is read, so a long text takes no longer than a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from claims.text.languages import LANGUAGES

UNSURE = "und"

# So many code points are read.
SAMPLE = 4_000
# Fewer letters than these tell nothing.
FEWEST_LETTERS = 4
# The share of letters that the script of the text must have.
MOSTLY = 0.6
# The share of words that must be among the language's commonest, and how many at least.
LEAST_SHARE = 0.12
FEWEST_WORDS = 2
# How much better the best language must fit than the next.
MARGIN = 1.1
# What a letter that few languages have is worth, in words.
LETTER = 0.5

# Lower case letters by script, without digits and marks that several scripts share.
_SCRIPTS = {
    script: re.compile(f"[{letters}]")
    for script, letters in {
        "Latn": "a-zß-öø-ɏḁ-ỿ",
        "Cyrl": "а-ԯ",
        "Grek": "ͱ-Ͽἀ-῿",
        "Armn": "ա-և",
        "Hebr": "א-ת",
        "Arab": "ؠ-يٮ-ۓۺ-ۿ",
        "Deva": "ऄ-हक़-ॡॱ-ॿ",
        "Ethi": "ሀ-ፚ",
        "Mymr": "က-ဪ",
        "Hang": "가-힣",
        "Kana": "ぁ-ゖァ-ヺ",
        "Hani": "㐀-䶿一-鿿",
    }.items()
}
# A character of these says as much as so many letters.
_DENSE = {"Hang": 2, "Kana": 3, "Hani": 3}
# Japanese is Chinese characters with at least this share of syllables among them.
_LEAST_KANA = 0.1

_EDGES = '.,;:!?…"()[]{}«»“”„‘—–-।۔،؟/*'


def detect(text: str) -> str:
    """The BCP 47 code of the text's language, or "und" where we are not sure."""
    sample = text[:SAMPLE].lower()
    rivals = _rivals(_script(sample))
    if not rivals.codes:
        return UNSURE
    if len(rivals.codes) == 1:
        return rivals.codes[0]
    return _choose(sample, rivals)


def _script(sample: str) -> str:
    """The script that most of the sample is written in, or ""."""
    found = {name: len(letters.findall(sample)) for name, letters in _SCRIPTS.items()}
    unknown = sum(map(str.isalpha, sample)) - sum(found.values())
    weights = Counter({name: count * _DENSE.get(name, 1) for name, count in found.items()})
    if weights["Kana"] >= _LEAST_KANA * (weights["Kana"] + weights["Hani"]):
        weights["Kana"] += weights.pop("Hani")
    script, weight = weights.most_common(1)[0]
    if weight < FEWEST_LETTERS or weight < MOSTLY * (weights.total() + max(unknown, 0)):
        return ""
    return script


@dataclass(frozen=True, slots=True)
class _Rivals:
    """The languages of one script: who has which word, and which letter."""

    codes: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, tuple[str, ...]]


@cache
def _rivals(script: str) -> _Rivals:
    languages = [language for language in LANGUAGES if language.script == script]
    return _Rivals(
        tuple(language.code for language in languages),
        _owners({language.code: language.starters for language in languages}),
        _owners({language.code: frozenset(language.letters) for language in languages}),
    )


def _owners(owned: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    return {
        thing: tuple(code for code, things in owned.items() if thing in things)
        for thing in frozenset().union(*owned.values())
    }


def _choose(sample: str, rivals: _Rivals) -> str:
    """The language whose words and letters these are: what several have counts for each less."""
    words = [word.strip(_EDGES) for word in sample.replace("’", "'").replace("'", "' ").split()]
    known = dict.fromkeys(rivals.codes, 0)  # its words, whoever else has them too
    scores = dict.fromkeys(rivals.codes, 0.0)
    for word in words:
        for code in (owners := rivals.words.get(word, ())):
            known[code] += 1
            scores[code] += 1 / len(owners)
    for letter, count in Counter(sample).items():
        for code in (owners := rivals.letters.get(letter, ())):
            scores[code] += LETTER * count / len(owners)
    best, following = sorted(rivals.codes, key=scores.__getitem__, reverse=True)[:2]
    is_known = known[best] >= max(FEWEST_WORDS, LEAST_SHARE * len(words))
    return best if is_known and scores[best] >= MARGIN * scores[following] else UNSURE
