"""Burmese: its full stop stands among the marks of every language."""

from claims.text.languages.base import Language

BURMESE = Language(code="my", script="Mymr")
