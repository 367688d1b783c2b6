"""Names in quotation marks that are no speech: „laut „Kurier““, „das Magazin „Kontor““."""

from __future__ import annotations

from collections.abc import Sequence

from claims.text.languages.base import Language
from claims.text.speech.german.compounds import head_noun
from claims.text.speech.tokens import QUOTED, Token

# Longer quotations, in code points, are speech.
LONGEST_QUOTED_NAME = 40
# What a name in quotation marks reads as: a capital word that no list knows.
_NAME = "Name"


def as_capitals(found: Sequence[Token], language: Language) -> Sequence[Token]:
    """The same tokens, with quotations that are names as one capital word each."""
    if all(token.word != QUOTED for token in found):
        return found
    return [
        Token(_NAME, QUOTED, token.start, token.end)
        if index and _is_name(found[max(0, index - 2) : index], token, language)
        else token
        for index, token in enumerate(found)
    ]


def _is_name(before: Sequence[Token], token: Token, language: Language) -> bool:
    if token.word != QUOTED or token.end - token.start > LONGEST_QUOTED_NAME:
        return False
    words, last = language.reporting, before[-1].low
    if any(last == source[-1] for source in words.sources):
        return True
    if last in words.subject_articles or last == words.plural_article:
        verb = before[0].low  # berichtete die „Nordzeitung“, wie die „Nordzeitung“ berichtet
        return verb in words.say or verb in words.state or verb in words.as_words
    return bool(head_noun(last.lower(), language.people.media_nouns))
