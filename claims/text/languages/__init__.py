"""Languages by code. An unknown one gets the sound default."""

from __future__ import annotations

from claims.text.languages import arabic, armenian, de, en, germanic, greek, romance, slavic
from claims.text.languages.base import Language

DEFAULT = Language(code="und")

_LANGUAGES = {
    language.code: language
    for language in (
        en.ENGLISH,
        de.GERMAN,
        arabic.ARABIC,
        armenian.ARMENIAN,
        greek.GREEK,
        *germanic.LANGUAGES,
        *romance.LANGUAGES,
        *slavic.LANGUAGES,
    )
}


def get(code: str) -> Language:
    """The language of a BCP 47 code such as "en" or "de-AT", or the default."""
    return _LANGUAGES.get(code.replace("_", "-").split("-")[0].lower(), DEFAULT)
