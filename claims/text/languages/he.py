"""Hebrew: abbreviations carry a mark inside the word, so hardly any has a full stop."""

from claims.text.languages.base import Language, words

HEBREW = Language(code="he", script="Hebr", titles=words("ד פרופ גב"), before_number=words("מס עמ"))
