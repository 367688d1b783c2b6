"""Lines in which All Words but the Small Ones Open with a Capital, which then tells nothing."""

from __future__ import annotations

from functools import lru_cache

from claims.text.languages.base import Reporting

# Lines of fewer words may be names.
FEWEST_WORDS = 5


@lru_cache(maxsize=64)
def _small_words(words: Reporting) -> frozenset[str]:
    return words.prepositions | words.determiners | words.conjunctions | words.auxiliaries


def is_title_case(line: str, words: Reporting, fewest: int = FEWEST_WORDS) -> bool:
    """Whether a line of at least `fewest` words is set in title case."""
    small = _small_words(words)
    count = 0
    for word in line.split():
        if word[0].isalpha():
            if not word[0].isupper() and word not in small:
                return False
            count += 1
    return count >= fewest
