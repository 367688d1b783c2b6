"""Japanese: as Chinese, and known by its syllables."""

from claims.text.languages.base import Language

JAPANESE = Language(code="ja", script="Kana")
