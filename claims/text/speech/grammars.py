"""How a language's sentences are read: by the order of English, or with the verb second.

Words are data of the language; this picks the code that reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from claims.text.languages.base import Language
from claims.text.speech.cues import Cue, CueFinder
from claims.text.speech.directory import Directory
from claims.text.speech.english.phrases import Phrase, PhraseReader
from claims.text.speech.german import cues as verb_second
from claims.text.speech.german.names import CapitalNounReader
from claims.text.speech.german.referents import NounResolver
from claims.text.speech.names import NameReader
from claims.text.speech.referents import Resolver
from claims.text.speech.tokens import Token


@lru_cache(maxsize=64)
def name_reader(language: Language) -> NameReader:
    """What finds names in the language's texts; it keeps nothing of them, so one will do."""
    return CapitalNounReader(language) if language.capital_nouns else NameReader(language)


def resolver(text: str, directory: Directory) -> Resolver:
    """What finds out whom a noun phrase means."""
    if isinstance(directory.reader, CapitalNounReader):
        return NounResolver(text, directory, directory.reader)
    return Resolver(text, directory)


def cues(found: Sequence[Token], language: Language) -> list[Cue]:
    """The cues of a sentence."""
    if language.capital_nouns:
        return verb_second.cues(found, language)
    return CueFinder(found, language).cues()


def subjects(found: Sequence[Token], language: Language) -> list[Phrase]:
    """Whom a sentence may be about, likeliest first."""
    if language.capital_nouns:
        return verb_second.subjects(found, language)
    subject = PhraseReader(found, language).main_subject()
    return [subject] if subject else []
