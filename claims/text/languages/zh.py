"""Chinese: points need no space behind them; there are no abbreviations with a point."""

from claims.text.languages.base import Language

CHINESE = Language(code="zh", script="Hani")
