"""Korean: full stops as in the west, hardly any abbreviation."""

from claims.text.languages.base import Language

KOREAN = Language(code="ko", script="Hang")
