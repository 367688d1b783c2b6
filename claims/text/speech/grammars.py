"""How a language's sentences are read: as English, or with the verb second, as German.

Words are data of the language; this picks the code that reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from claims.text.languages.base import Language
from claims.text.speech.cues import Cue, Phrase
from claims.text.speech.directory import Directory
from claims.text.speech.english import cues as english
from claims.text.speech.english.referents import EnglishResolver
from claims.text.speech.german import cues as german
from claims.text.speech.german.names import GermanNameReader
from claims.text.speech.german.referents import GermanResolver
from claims.text.speech.names import NameReader
from claims.text.speech.referents import Resolver
from claims.text.speech.tokens import Token


@lru_cache(maxsize=64)
def name_reader(language: Language) -> NameReader:
    """What finds names in the language's texts; it keeps nothing of them, so one will do."""
    return GermanNameReader(language) if language.capital_nouns else NameReader(language)


def resolver(text: str, directory: Directory) -> Resolver:
    """What finds out whom a noun phrase means."""
    if isinstance(directory.reader, GermanNameReader):
        return GermanResolver(text, directory, directory.reader)
    return EnglishResolver(text, directory)


def cues(found: Sequence[Token], language: Language) -> list[Cue]:
    """The cues of a sentence."""
    if language.capital_nouns:
        return german.cues(found, language)
    return english.cues(found, language)


def subjects(found: Sequence[Token], language: Language) -> list[Phrase]:
    """Whom a sentence may be about, likeliest first."""
    if language.capital_nouns:
        return german.subjects(found, language)
    return english.subjects(found, language)
