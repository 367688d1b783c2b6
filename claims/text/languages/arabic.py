"""Arabic: titles."""

from claims.text.languages.base import Language, words

ARABIC = Language(code="ar", titles=words("د أ م"), abbreviations=words("ص ج ت هـ"))
