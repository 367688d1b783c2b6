"""Amharic: abbreviations are written with a stroke or a point."""

from claims.text.languages.base import Language, words

AMHARIC = Language(
    code="am",
    script="Ethi",
    titles=words("ዶ ፕ ወ አ ኮ ኢ/ር ዶ/ር ወ/ሮ"),
    abbreviations=words("ዓ.ም ዓ.ዓ ዓ.ም.ዓ እ.ኤ.አ እ.አ.አ ኪ.ሜ ት.ቤ ወ.ዘ.ተ ም.ም"),
)
